// Right as of when it was written. The clock picks among what lies ready, and now and then the status page is asked.
(() => {
  const page = document.documentElement, { zone, built, known, ask } = page.dataset;
  const all = (what) => [...document.querySelectorAll(what)];
  const parts = all("article"), ready = all("template");
  let wait = 45e3;

  function choose() {
    const short = (tag) => tag.split("-")[0];
    const pick = (tag) => parts.find((one) => one.lang == tag) || parts.find((one) => short(one.lang) == short(tag));
    const shown = [location.hash.slice(1), ...navigator.languages].map(pick).find(Boolean) || parts[0];
    for (const one of parts) one.hidden = one != shown;
    page.lang = shown.lang;
    document.title = shown.querySelector("b, h2").textContent + " – " + all("h1")[0].textContent;
  }

  function local(moment, timeZone) {
    const form = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone };
    return new Date(moment).toLocaleString(page.lang, form);
  }

  function tell() {
    while (ready[0] && Date.parse(ready[0].dataset.at) <= Date.now())
      for (const region of [...ready.shift().content.children]) document.getElementById(region.id).replaceWith(region);
    choose();
    for (const time of all("time:not([title])")) {
      const here = time.title = local(time.dateTime);
      if (here != local(time.dateTime, zone)) time.append(` (${time.closest("article").dataset.own.replace("{time}", here)})`);
    }
    for (const bar of all("progress")) {
      const start = Date.parse(bar.dataset.from), share = (Date.now() - start) / (Date.parse(bar.dataset.to) - start);
      bar.value = Math.floor(100 * Math.max(0, Math.min(1, share)));
      bar.nextSibling.textContent = bar.nextSibling.textContent.replace(/\d+/, bar.value);
    }
  }

  // Many readers wait at once, and the status page may be in trouble too: ever more seldom, and not in step.
  function later() {
    setTimeout(look, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 1.5, 9e5);
  }

  async function look() {
    let news;
    try {
      news = document.hidden ? null : await (await fetch(ask, { cache: "no-store" })).json();
    } catch {
      // Out of reach. What stands here goes on to be true as of when it was written.
    }
    if (news && Date.parse(news.timestamp) > Date.parse(built) && !known.includes(news.version.slice(0, 8)))
      for (const room of all("[data-news]")) room.textContent = room.dataset.news;
    else later();
  }

  addEventListener("hashchange", tell);
  setInterval(tell, 1e4);
  tell();
  if (ask) later();
})();
