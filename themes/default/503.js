// The page is correct as of its build. This shows its prepared later states in time, and polls the status site.
(() => {
  const page = document.documentElement, { zone, built, known, ask } = page.dataset;
  const all = (what) => [...document.querySelectorAll(what)], ready = all("template"), parts = all("article");
  const since = (moment) => (Date.parse(page.dataset.now) || Date.now()) - Date.parse(moment);
  let wait = 45e3, timer;

  function choose() {
    const short = (tag) => tag.split("-")[0];
    const pick = (tag) => parts.find((one) => one.lang == tag) || parts.find((one) => short(one.lang) == short(tag));
    const shown = [location.hash.slice(1), ...navigator.languages].map(pick).find(Boolean) || parts[0];
    for (const one of parts) one.hidden = one != shown;
    page.lang = shown.lang;
    document.title = `${shown.innerText.split("\n")[0]} – ${all("h1")[0].innerText}`;
  }

  function update() {
    while (ready[0] && since(ready[0].dataset.at) >= 0)
      for (const region of [...ready.shift().content.children]) all("#" + region.id)[0].replaceWith(region);
    for (const time of all("time:not([title])")) {
      const { lang, dataset } = time.closest("article");
      const at = (timeZone) => new Date(time.dateTime).toLocaleString(lang, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23", timeZone });
      time.title = at();
      if (at() != at(zone)) time.append(dataset.own.replace("{time}", at()));
    }
    for (const bar of all("progress")) {
      const { from, to } = bar.dataset, label = bar.nextSibling;
      bar.value = Math.max(0, Math.min(100, Math.floor(100 * since(from) / (since(from) - since(to)))));
      bar.hidden = since(to) > 0;
      label.textContent = label.textContent.replace(/\d+/, bar.value);
    }
    choose();
    clearTimeout(timer);
    timer = setTimeout(update, Math.min(1e4, ready[0] ? -since(ready[0].dataset.at) : 1e4));
  }

  // Many readers poll at once, and the status site may be overloaded: back off, with jitter.
  function later() {
    setTimeout(look, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 1.5, 9e5);
  }

  async function look() {
    let news;
    try {
      news = document.hidden || await (await fetch(ask, { cache: "no-store" })).json();
    } catch {
      // Not reachable: the page remains correct as of its build.
    }
    if (since(news?.timestamp) < since(built) && !known.includes(news.version.slice(0, 8)))
      for (const room of all("[data-news]")) room.textContent = room.dataset.news;
    else later();
  }

  addEventListener("hashchange", update);
  update();
  if (ask) later();
})();
