// Moments stand in the site's zone. Here they get how far off they are, and the reader's own time.
const { zone, site, own, near, far, just, range } = page.dataset;
const lang = `${page.lang}-u-ca-gregory-nu-latn`;
const forms = {};
// Whether the page is in the reader's zone.
let mine = keep("zone");

// What this browser keeps of the site; a reader may forbid it.
function keep(name, value) {
  try {
    const key = `status${site}${name}`;
    if (value !== undefined) localStorage[key] = JSON.stringify(value);
    return JSON.parse(localStorage[key] ?? "null");
  } catch {
    return value;
  }
}

function form(timeZone, date, year) {
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone };
  if (date) Object.assign(parts, { month: "short", day: "numeric" });
  if (year) parts.year = "numeric";
  return (forms[[timeZone, date, year]] ??= new Intl.DateTimeFormat(lang, parts));
}

// A moment, or a range, with its year if that is not the current one.
function told(moments, timeZone) {
  const dates = moments.map((moment) => new Date(moment));
  const other = dates.some((date) => date.getFullYear() != new Date(now()).getFullYear());
  const whole = form(timeZone, true, other), text = whole.format(dates[0]);
  if (!dates[1]) return text;
  // Not formatRange, which writes the dates of some languages otherwise than those of single moments.
  const [one, last] = dates.map((date) => date.toLocaleDateString("sv", { timeZone }));
  const end = (one == last ? form(timeZone) : whole).format(dates[1]);
  return range.replace("{start}", text).replace("{end}", end);
}

// `UTC+1`, as the site writes its own.
function offset(moment) {
  const minutes = -new Date(moment).getTimezoneOffset(), size = Math.abs(minutes);
  return `UTC${minutes ? (minutes < 0 ? "-" : "+") + Math.floor(size / 60) : ""}${size % 60 ? `:${size % 60}` : ""}`;
}

const day = (moment) => Date.parse(new Date(moment).toLocaleDateString("sv", { timeZone: zone })) / 864e5;

function ago(moment) {
  const minutes = past(moment) / 6e4, off = Math.abs(minutes);
  // From two days on, count calendar days in the page's zone, as people do.
  const [count, unit] =
    off < 120 ? [off, "minute"] : off < 2880 ? [off / 60, "hour"] : [Math.abs(day(now()) - day(moment)), "day"];
  // Never "yesterday", which may be wrong in the reader's zone.
  const whole = Math.round(count) || +(minutes < 0);
  return whole ? new Intl.RelativeTimeFormat(lang).format(minutes < 0 ? whole : -whole, unit) : just;
}

function showTimes() {
  let elsewhere;
  // A range is one text, however it is written: its ends are not told apart.
  for (const one of all("time[datetime*=T]:not(.range *), .range")) {
    one.site ??= [...one.childNodes];
    one.ends ??= one.dateTime ? [one.dateTime] : [...one.children].map((end) => end.dateTime);
    one.words ??= one.textContent;
    const here = told(one.ends), differs = here != told(one.ends, zone), room = one.nextElementSibling;
    elsewhere ||= differs;
    const shown = mine && differs;
    if (shown) one.textContent = here + (one.words.includes("UTC") ? ` ${offset(one.ends[one.ends.length - 1])}` : "");
    else one.replaceChildren(...one.site);
    if (differs) one.title = shown ? one.words : own.replace("{time}", here);
    if (room?.className == "own")
      room.textContent = (differs && !shown ? far : near).replace("{ago}", ago(one.ends[0])).replace("{own}", one.title);
  }
  for (const room of all(".count")) {
    const { edge, ahead, late, window } = room.dataset, { ends, title } = room.parentNode.querySelector(".range");
    const words = (past(ends[edge]) < 0 ? ahead : late).replace("{ago}", ago(ends[edge]));
    room.textContent = (title && !mine ? `${window.replace("{window}", told(ends))} · ` : "") + words;
  }
  const old = find("old"), choice = find("zone");
  if (old) {
    old.textContent = old.dataset.text.replace("{ago}", ago(built));
    old.hidden = past(built) <= 72e5;
  }
  for (const bar of all("progress")) {
    const share = past(bar.dataset.from) / (Date.parse(bar.dataset.to) - Date.parse(bar.dataset.from));
    bar.value = Math.floor(100 * Math.max(0, Math.min(1, share)));
    bar.nextElementSibling.textContent = bar.nextElementSibling.textContent.replace(/\d+/, bar.value);
  }
  if (choice) {
    choice.hidden = !elsewhere;
    choice.setAttribute("aria-pressed", !!mine);
    const named = mine && elsewhere ? Intl.DateTimeFormat().resolvedOptions().timeZone : zone;
    find("zoned").textContent = find("zoned").dataset.text.replace("{zone}", named);
  }
}

// The menu of languages lies over the page until the reader turns to something else.
for (const type of ["pointerdown", "keydown"])
  document.addEventListener(type, ({ key, target }) => {
    for (const menu of all(".langs[open]")) if (key ? key == "Escape" : !menu.contains(target)) menu.open = false;
  });

document.addEventListener("click", ({ target }) => {
  if (target.id != "zone") return;
  mine = keep("zone", !mine);
  showTimes();
});
