// A page is right as of its build. Its templates hold its later states, and this shows the one of the moment.
// states.js, times.js and news.js are put together into one script, in this order, and share these names.
const page = document.documentElement, { built } = page.dataset;
const all = (selector) => [...document.querySelectorAll(selector)];
const find = (id) => document.getElementById(id);
const offer = find("news");
const states = all("template[data-at]").map(({ content, dataset }) => ({ ...dataset, regions: [...content.children] }));
const tab = { title: document.title, icon: document.querySelector("link[rel=icon]").href };
// `skew`: how far the reader's clock is behind the site's, see news.js.
let reached = 0, skew = 0, timer;

// `sitegen serve --now` stops the clock of the pages that it shows; no published page has that attribute.
// It is never earlier than the build.
const now = () => Date.parse(page.dataset.now) || Math.max(Date.now() + skew, Date.parse(built) || 0);
const past = (moment) => now() - Date.parse(moment);

// Show what a state changes, and keep what it replaces: done again, this goes back. What stays the same inside of a
// region, for which the new one has a place alone, moves there, and leaves its own place behind. A theme may show less.
function swap(state) {
  state.regions = state.regions.filter(({ id }) => find(id));
  for (const region of state.regions)
    for (const place of region.querySelectorAll("[data-keep]")) {
      const kept = find(place.dataset.keep);
      kept.replaceWith(place.cloneNode());
      place.replaceWith(kept);
    }
  state.regions = state.regions.map((region) => {
    const shown = find(region.id);
    shown.replaceWith(region);
    return shown;
  });
  for (const part of ["title", "icon"]) if (state[part]) [tab[part], state[part]] = [state[part], tab[part]];
}

function showTab() {
  const dot = "%3Ccircle cx='12' cy='4' r='4' fill='%23d92d20'/%3E%3C/svg%3E", news = offer && !offer.hidden;
  document.title = (news ? "● " : "") + tab.title;
  document.querySelector("link[rel=icon]").href = news ? tab.icon.replace("%3C/svg%3E", dot) : tab.icon;
}

function showState() {
  const before = reached;
  while (reached && past(states[reached - 1].at) < 0) swap(states[--reached]);
  while (states[reached] && past(states[reached].at) >= 0) swap(states[reached++]);
  if (before == reached) return;
  for (const mark of all(".since")) mark.hidden = !reached;
  const said = states.slice(before, reached).filter((state) => state.news).pop();
  if (said) announce(said.news);
  showTab();
}

function tick() {
  showState();
  clearTimeout(timer);
  const next = states[reached] ? -past(states[reached].at) : 3e4;
  if (built || states[reached]) timer = setTimeout(tick, Math.min(3e4, next));
  showTimes();
  showNew();
}
document.addEventListener("visibilitychange", tick);
