// What somebody has written meanwhile no clock can tell: while the index is looked at, it asks the site each minute.
(() => {
  const { ask, built, known } = document.documentElement.dataset;
  const news = document.getElementById("news");
  let asked = Date.now();

  async function look() {
    if (document.hidden || Date.now() - asked < 59e3 || !news.hidden) return;
    asked = Date.now();
    try {
      const { timestamp, version } = await (await fetch(ask, { cache: "no-cache" })).json();
      if (Date.parse(timestamp) <= Date.parse(built) || known.includes(version)) return;
    } catch {
      // Out of reach: the page says by itself how old it is, and asks again in a minute.
      return;
    }
    news.hidden = false;
    document.getElementById("live").textContent = news.firstChild.textContent;
  }

  news.querySelector("button").addEventListener("click", () => location.reload());
  document.addEventListener("visibilitychange", look);
  setInterval(look, 6e4);
})();
