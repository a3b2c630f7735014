// New updates are not in the prepared states: while the index is visible, it polls the site each minute.
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
      // Not reachable: the page shows its age, and polls again in a minute.
      return;
    }
    news.hidden = false;
    document.getElementById("live").textContent = news.firstChild.textContent;
  }

  news.querySelector("button").addEventListener("click", () => location.reload());
  document.addEventListener("visibilitychange", look);
  setInterval(look, 6e4);
})();
