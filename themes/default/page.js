// The page is correct as of its build. Its templates hold its later states, which this shows in time.
(() => {
  const page = document.documentElement, { zone, own, near, far, just, built } = page.dataset;
  const ready = [...document.querySelectorAll("template[data-at]")];
  const find = (id) => document.getElementById(id);
  // `sitegen serve --now` stops the clock of the pages that it shows; no published page has that attribute.
  const now = () => Date.parse(page.dataset.now) || Date.now();
  const past = (moment) => now() - Date.parse(moment);
  const day = (moment) => Date.parse(new Date(moment).toLocaleDateString("sv", { timeZone: zone })) / 864e5;
  let timer, moved;

  function local(moment, timeZone) {
    const form = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone };
    return new Date(moment).toLocaleString(page.lang, form);
  }

  function ago(moment) {
    const minutes = past(moment) / 6e4, off = Math.abs(minutes);
    // From two days on, count calendar days in the page's zone, as people do.
    const [count, unit] =
      off < 120 ? [off, "minute"] : off < 2880 ? [off / 60, "hour"] : [Math.abs(day(now()) - day(moment)), "day"];
    // Never "yesterday", which may be wrong in the reader's zone.
    const whole = Math.round(count) || +(minutes < 0);
    return whole ? new Intl.RelativeTimeFormat(page.lang).format(minutes < 0 ? whole : -whole, unit) : just;
  }

  function catchUp() {
    let news;
    while (ready.length && past(ready[0].dataset.at) >= 0) {
      const { content, dataset } = ready.shift();
      for (const region of [...content.children]) find(region.id).replaceWith(region);
      document.title = dataset.title || document.title;
      if (dataset.icon) document.querySelector("link[rel=icon]").href = dataset.icon;
      news = dataset.news || news;
      moved = true;
    }
    if (moved) for (const mark of document.querySelectorAll(".since")) mark.hidden = false;
    if (news) find("live").textContent = news;
  }

  function updateTimes() {
    for (const time of document.querySelectorAll("time[datetime*=T]")) {
      const at = time.dateTime, here = local(at), room = time.nextElementSibling;
      if (here != local(at, zone)) time.title = own.replace("{time}", here);
      if (room?.className == "own")
        room.textContent = (time.title ? far : near).replace("{ago}", ago(at)).replace("{own}", time.title);
    }
    const old = find("old");
    if (old && past(built) > 72e5) {
      old.textContent = old.dataset.text.replace("{ago}", ago(built));
      old.hidden = false;
    }
  }

  function updateProgress() {
    for (const bar of document.querySelectorAll("progress")) {
      const share = past(bar.dataset.from) / (Date.parse(bar.dataset.to) - Date.parse(bar.dataset.from));
      bar.value = Math.floor(100 * Math.max(0, Math.min(1, share)));
      bar.nextElementSibling.textContent = bar.nextElementSibling.textContent.replace(/\d+/, bar.value);
    }
  }

  function tick() {
    catchUp();
    clearTimeout(timer);
    if (built || ready[0]) timer = setTimeout(tick, Math.min(3e4, ready[0] ? -past(ready[0].dataset.at) : 3e4));
    updateTimes();
    updateProgress();
  }
  document.addEventListener("visibilitychange", tick);
  tick();
})();
