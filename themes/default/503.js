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
    page.dir = shown.dir;
    document.title = `${shown.innerText.split("\n")[0]} – ${all("h1")[0].innerText}`;
  }

  function update() {
    while (ready[0] && since(ready[0].dataset.at) >= 0)
      for (const region of [...ready.shift().content.children]) all("#" + region.id)[0].replaceWith(region);
    // The one time that readers plan by, on their own clock; it takes the place of UTC.
    for (const room of all(".own")) {
      const { lang, dataset } = room.closest("article");
      const [from, to = from] = [...room.parentNode.querySelectorAll("time")].map((time) => new Date(time.dateTime));
      const at = (timeZone) => new Intl.DateTimeFormat(lang, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone }).formatRange(from, to);
      room.textContent = at() == at(zone) ? "" : dataset.own.replace("{time}", at());
    }
    for (const bar of all("progress")) {
      const { from, to } = bar.dataset, label = bar.nextSibling;
      bar.value = Math.floor(100 * since(from) / (since(from) - since(to)));
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

  for (const link of all('[href=""]')) {
    const button = document.createElement("button");
    button.textContent = link.textContent;
    button.onclick = () => location.reload();
    link.replaceWith(button);
  }
  addEventListener("hashchange", update);
  update();
  if (ask) later();
})();
