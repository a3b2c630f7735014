// The search of the history: its index, a file a year, is fetched when somebody begins to search, and never before.
(() => {
  const form = document.getElementById("search"), lang = document.documentElement.lang;
  if (!form) return;
  const most = 50, { index, base, found, none, failed } = form.dataset;
  const input = form.querySelector("input"), status = form.querySelector("p"), list = form.querySelector("ul");
  const plain = (text) => text.normalize("NFKC").toLocaleLowerCase(lang);
  let entries;

  function item([title, address, day, other]) {
    const link = document.createElement("a"), date = document.createElement("p"), head = document.createElement("p");
    const line = document.createElement("li");
    link.href = base + address;
    link.textContent = title;
    if (other) Object.assign(link, { lang: other, dir: "auto" });
    date.className = "meta";
    date.textContent = new Date(day).toLocaleDateString(lang, { dateStyle: "long", timeZone: "UTC" });
    head.append(link);
    line.append(head, date);
    return line;
  }

  async function load(address) {
    const answer = await fetch(address);
    return answer.ok ? answer.json() : Promise.reject();
  }

  async function search() {
    const typed = input.value, words = plain(typed).split(/\s+/).filter(Boolean);
    try {
      entries ??= Promise.all(index.split(" ").map(load));
      const every = (await entries).flat();
      if (input.value != typed) return;
      const hits = words.length ? every.filter(([title]) => words.every((word) => plain(title).includes(word))) : [];
      list.replaceChildren(...hits.slice(0, most).map(item));
      status.textContent = !words.length ? "" : hits.length ? found.replace("{n}", hits.length) : none;
    } catch {
      entries = null;
      status.textContent = failed;
    }
  }

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", search);
  if (input.value) search();
})();
