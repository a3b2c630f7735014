// What was true when the page was built is on it, and what the clock will make of it lies ready in templates.
(() => {
  const page = document.documentElement;
  const { zone, own, built } = page.dataset;
  const ready = [...document.querySelectorAll("template[data-at]")];
  const find = (id) => document.getElementById(id);

  const local = (moment, timeZone) =>
    new Date(moment).toLocaleString(page.lang, { dateStyle: "medium", timeStyle: "short", hour12: false, timeZone });

  function ago(moment) {
    const minutes = Math.trunc((Date.parse(moment) - Date.now()) / 6e4);
    const [size, unit] = Math.abs(minutes) < 60 ? [1, "minute"] : Math.abs(minutes) < 2880 ? [60, "hour"] : [1440, "day"];
    return new Intl.RelativeTimeFormat(page.lang).format(Math.trunc(minutes / size), unit);
  }

  function catchUp() {
    let news;
    while (ready.length && Date.parse(ready[0].dataset.at) <= Date.now()) {
      const { content, dataset } = ready.shift();
      for (const region of [...content.children]) find(region.id)?.replaceWith(region);
      if (dataset.title) document.title = dataset.title;
      if (dataset.icon) document.querySelector("link[rel=icon]").href = dataset.icon;
      news = dataset.news || news;
    }
    if (news) find("live").textContent = news;
  }

  function tellTimes() {
    for (const time of document.querySelectorAll("time[datetime*=T]")) {
      const here = local(time.dateTime);
      const differs = here !== local(time.dateTime, zone);
      if (differs) time.title = own.replace("{time}", here);
      const beside = time.nextElementSibling;
      if (beside?.className === "own") beside.textContent = ` (${ago(time.dateTime)}${differs ? ", " + time.title : ""})`;
    }
    const old = find("old");
    if (old && Date.now() - Date.parse(built) > 72e5) {
      old.textContent = old.dataset.text.replace("{ago}", ago(built));
      old.hidden = false;
    }
  }

  function tick() {
    catchUp();
    tellTimes();
    clearTimeout(tick.timer);
    const next = ready.length ? Date.parse(ready[0].dataset.at) - Date.now() : 3e4;
    if (built || ready.length) tick.timer = setTimeout(tick, Math.min(next, 3e4));
  }
  document.addEventListener("visibilitychange", tick);
  tick();
})();
