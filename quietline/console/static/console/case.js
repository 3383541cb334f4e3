// The page of a case: forms are sent without losing what was typed; a refusal is shown beside the button.

import { choose, complain, isComplete, refusalOf, setSending } from "./decision.js";
import { isTyping, onKeys, send } from "./keys.js";

const decision = document.querySelector("form[data-case]");
let isSending = false;

async function submit(form, action) {
  if (isSending) return;
  isSending = true;
  setSending(form, true);
  const answer = await send(action, new FormData(form));
  if (answer.ok) return window.location.reload();
  isSending = false;
  setSending(form, false);
  complain(form, refusalOf(answer, document.body.dataset.textOffline));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-send], form[data-case]")) return;
  event.preventDefault();
  if (form.matches("form[data-case]") && !isComplete(form)) return;
  // A button without the attribute gives the page's own address as its formAction.
  submit(form, event.submitter?.hasAttribute("formaction") ? event.submitter.formAction : form.action);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !decision?.contains(event.target)) return;
  if (event.target.matches("a, button")) return;
  event.preventDefault();
  if (!event.repeat && isComplete(decision)) submit(decision, decision.action);
});

onKeys({
  z: () => document.querySelector("form[data-undo]")?.requestSubmit(),
  n: () => decision?.elements.note.focus(),
  r: () => decision?.elements.reason.focus(),
  ...Object.fromEntries([..."12345678"].map((digit) => [digit, () => decision !== null && choose(decision, digit)])),
});

document.addEventListener("click", (event) => {
  const filter = event.target.closest("[data-kinds]");
  if (!filter) return;
  const kinds = filter.dataset.kinds.split(" ").filter(Boolean);
  for (const button of document.querySelectorAll("[data-kinds]")) button.setAttribute("aria-pressed", String(button === filter));
  for (const entry of document.querySelectorAll(".timeline [data-kind]")) {
    entry.hidden = kinds.length > 0 && !kinds.includes(entry.dataset.kind);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target instanceof HTMLElement && isTyping(event.target)) event.target.blur();
});
