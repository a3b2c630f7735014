// Each button copies what stands in the code before it. Without scripts, or without a clipboard, none is shown.
(() => {
  const live = document.getElementById("live");

  async function copy(button, code) {
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      // Not allowed: selected, it is one key away.
      getSelection().selectAllChildren(code);
      return;
    }
    button.textContent = live.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = label) && (live.textContent = ""), 2e3);
  }

  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", () => copy(button, button.previousElementSibling));
  }
})();
