// Without this script all is there to be read; with it, texts are copied, channels chosen, and mails fit their frames.
(() => {
  const all = (css, from = document) => [...from.querySelectorAll(css)];
  const said = document.getElementById("said");
  for (const one of all(".js")) one.hidden = false;

  function select(source) {
    for (let fold = source; (fold = fold.parentElement.closest("details")); ) fold.open = true;
    getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }

  async function copy(button) {
    const source = document.getElementById(button.dataset.copy);
    let copied = true;
    try {
      await navigator.clipboard.writeText(source.textContent);
    } catch {
      copied = select(source);
    }
    if (copied) button.classList.add("done");
    const words = copied ? said.dataset.copied : said.dataset.selected;
    said.textContent = "";
    said.textContent = words.replace("{what}", button.textContent);
  }

  function choose(channel) {
    for (const card of all(".card")) card.hidden = channel && card.dataset.channel !== channel;
    for (const fold of all(".others")) {
      const shown = all(".card:not([hidden])", fold).length;
      fold.hidden = !shown;
      fold.open = Boolean(channel && shown);
    }
    for (const link of all(".side a[href*='.html']")) link.hash = channel && `only-${channel}`;
    history.replaceState(null, "", channel ? `#only-${channel}` : location.href.split("#")[0]);
  }

  function shade(card) {
    const dark = card.querySelector(".shades [value=dark]").checked;
    const frame = card.querySelector("iframe"), mail = frame.contentDocument?.documentElement;
    if (!mail) return;
    // Not every browser takes the scheme of a frame from its element, so its rules are told too.
    for (const sheet of frame.contentDocument.styleSheets)
      for (const rule of sheet.cssRules) {
        if (!rule.media) continue;
        rule.was ??= rule.media.mediaText;
        if (/^\(prefers-color-scheme: ?dark\)$/.test(rule.was)) rule.media.mediaText = dark ? "all" : "not all";
      }
    if (getComputedStyle(mail).colorScheme.includes("dark")) mail.style.colorScheme = dark ? "dark" : "light";
    frame.style.height = 0;
    const bar = frame.contentWindow.innerHeight - mail.clientHeight;
    frame.style.height = `${mail.scrollHeight + bar + 2}px`;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });
  document.addEventListener("change", ({ target }) => {
    if (target.name === "channel") choose(target.value);
    else if (target.closest(".shades")) shade(target.closest(".card"));
  });
  if (matchMedia("(prefers-color-scheme: dark)").matches)
    for (const dark of all(".shades [value=dark]")) dark.checked = true;
  const fit = (from) => all("iframe", from).forEach((frame) => shade(frame.closest(".card")));
  for (const frame of all("iframe")) frame.addEventListener("load", () => shade(frame.closest(".card")));
  document.addEventListener("toggle", ({ target }) => fit(target), true);
  addEventListener("resize", () => fit(document));
  fit(document);
  const wanted = document.querySelector(`input[id="${CSS.escape(location.hash.slice(1))}"]`);
  if (wanted) {
    wanted.checked = true;
    choose(wanted.value);
  }
})();
