// The frame: search and help by key, folding rail, copying a number.

import { onKeys } from "./keys.js";

const help = document.getElementById("help");
const search = document.getElementById("search");
const frame = document.getElementById("frame");
const fold = document.getElementById("fold");

function openHelp() {
  document.querySelector(".menu[open]")?.removeAttribute("open");
  help.showModal();
}

onKeys({
  "/": () => {
    search.focus();
    search.select();
  },
  "?": openHelp,
});

search?.addEventListener("keydown", (event) => {
  if (event.key === "Escape") search.blur();
});

fold?.addEventListener("click", () => {
  const isFolded = frame.classList.toggle("folded");
  fold.setAttribute("aria-pressed", String(isFolded));
  document.cookie = `quietline_rail=${isFolded ? "folded" : "open"};path=/;max-age=31536000;samesite=lax`;
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-opens=help]")) openHelp();
  const copy = event.target.closest("[data-copy]");
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy.replaceAll(" ", ""));
  const menu = document.querySelector(".menu[open]");
  if (menu && !menu.contains(event.target)) menu.removeAttribute("open");
});
