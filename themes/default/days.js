// The days of the bars: a pointer, a finger or the arrow keys pick one, and a card says what went on.
(() => {
  const page = document.documentElement, told = document.getElementById("days-told")?.content;
  if (!told) return;
  // A narrow screen shows thirty of the ninety days, see style.css.
  const narrow = matchMedia("(max-width: 36rem)"), first = () => (narrow.matches ? 60 : 0), last = 89;
  const rtl = page.dir == "rtl", card = document.createElement("div");
  let bar, today;
  card.className = "tip";

  const set = (element, values) => Object.entries(values).forEach((one) => element.setAttribute(...one));

  // Make a day the value of a bar, which screen readers read out; gives what the card shows of it.
  function pick(strip, day) {
    const path = [...strip.querySelectorAll("path")].find((one) => {
      const [from, , length] = one.getAttribute("d").match(/\d+/g);
      return (day + +today.dataset.passed) * 5 < +from + +length;
    });
    const moment = new Date(Date.parse(today.dataset.day) + (day - last) * 864e5), date = document.createElement("b");
    date.textContent = moment.toLocaleDateString(page.lang, { weekday: "short", month: "short", day: "numeric", timeZone: "UTC" });
    const at = moment.toISOString().slice(0, 10), state = told.querySelector("." + path.getAttribute("class"));
    const now = Date.parse(page.dataset.now) || Date.now();
    const went = [...told.querySelectorAll("a")].filter(({ dataset: { days, after } }) =>
      days.split(" ").some((run) => {
        const [of, from, to] = run.split("/");
        return of.split(",").includes(strip.id.slice(2)) && from <= at && at <= to && !(Date.parse(after) > now);
      }),
    );
    const lines = [date, state.cloneNode(true), path.dataset.time, ...went.map((one) => one.cloneNode(true))].filter(Boolean);
    const text = lines.map((line) => line.textContent ?? line).join(", ");
    set(strip, { "aria-valuemin": first(), "aria-valuemax": last, "aria-valuenow": day, "aria-valuetext": text });
    strip.day = day;
    return lines;
  }

  function show(strip, day) {
    const share = (100 * (day - first())) / (last - first());
    bar = strip;
    card.replaceChildren(...pick(strip, day));
    strip.after(card);
    strip.parentNode.style.setProperty("--at", `${rtl ? 100 - share : share}%`);
  }

  function hide() {
    card.remove();
    bar = null;
  }

  // Each bar is one stop of the Tab key. Its picture begins with the first day of the page as it was built, and moves on.
  function prepare() {
    today = document.getElementById("today");
    if (bar && !(bar.isConnected && bar.today == today)) hide();
    for (const strip of document.querySelectorAll(".strip")) {
      if (strip.today == today) continue;
      strip.today = today;
      strip.firstChild.setAttribute("viewBox", `${today.dataset.passed * 5} 0 450 34`);
      const name = strip.closest("li, main").querySelector(".who a, h1").textContent;
      const label = `${name}. ${strip.firstChild.getAttribute("aria-label")}`;
      set(strip, { role: "slider", tabindex: 0, "aria-label": label });
      pick(strip, last);
    }
  }

  const on = (type, listen) => document.addEventListener(type, listen);
  const near = (element, where = ".strip, .tip") => element.closest?.(where);

  function point({ type, target, clientX }) {
    const strip = near(target, ".strip");
    if (strip) {
      const { left, width } = strip.getBoundingClientRect(), share = (clientX - left) / width;
      const day = first() + Math.floor((rtl ? 1 - share : share) * (last + 1 - first()));
      if (day <= last && (strip != bar || day != strip.day)) show(strip, Math.max(first(), day));
    } else if (!near(target) && (type == "pointerdown" || !near(document.activeElement))) hide();
  }
  on("pointermove", point);
  on("pointerdown", point);

  on("focusin", ({ target }) => {
    if (!near(target)) hide();
    else if (target != bar && target.matches(".strip")) show(target, target.day);
  });

  on("keydown", (event) => {
    const { key, target } = event, right = rtl ? -1 : 1;
    if (key == "Escape" && bar) {
      if (card.contains(target)) bar.focus();
      hide();
    }
    const step = { ArrowRight: right, ArrowLeft: -right, ArrowUp: 1, ArrowDown: -1, Home: -last, End: last }[key];
    if (!step || !near(target, ".strip") || event.altKey || event.metaKey) return;
    event.preventDefault();
    show(target, Math.max(first(), Math.min(last, target.day + step)));
  });

  // As time passes, page.js replaces bars, and the day at their end.
  new MutationObserver(prepare).observe(page, { childList: true, subtree: true });
  prepare();
})();
