// The quarantine: a line is corrected and checked where it stands, what was typed is kept when it is refused.

import { complain, refusalOf } from "./decision.js";
import { show, watchAll } from "./jobs.js";
import { send } from "./keys.js";

const page = document.getElementById("quarantine");
const jobs = document.getElementById("jobs");
const replay = document.getElementById("replay");

function count(counts) {
  for (const [state, n] of Object.entries(counts)) {
    for (const place of page.querySelectorAll(`[data-count="${state}"]`)) place.textContent = n.toLocaleString("en");
  }
  const button = replay?.querySelector("button");
  if (button) button.disabled = !counts.ready;
}

/** The next line that is still open, for the hand that goes on typing. */
function nextInput(line) {
  for (let next = line.nextElementSibling; next; next = next.nextElementSibling) {
    const input = next.matches(".open") && next.querySelector(".line-input");
    if (input) return input;
  }
  return null;
}

async function change(form, submitter) {
  const data = new FormData(form);
  data.set("action", submitter?.value ?? "correct");
  // A button of the form is named "action", so that `form.action` would be the button.
  const answer = await send(form.getAttribute("action"), data);
  if (!answer.ok) return complain(form, refusalOf(answer, document.body.dataset.textOffline));
  const line = form.closest("[data-line]");
  // Whoever went on meanwhile keeps his place.
  const isHere = line.contains(document.activeElement) || document.activeElement === document.body;
  const fresh = document.createRange().createContextualFragment(answer.body.html).firstElementChild;
  line.replaceWith(fresh);
  count(answer.body.counts);
  if (!isHere) return;
  const wrong = fresh.matches(".open") && data.get("action") === "correct";
  (wrong ? fresh.querySelector(".line-input") : nextInput(fresh))?.focus();
}

page.addEventListener("submit", async (event) => {
  if (!event.target.matches(".line-form, #replay")) return;
  event.preventDefault();
  if (event.target !== replay) return change(event.target, event.submitter);
  const refusal = document.getElementById("replay-refusal");
  const answer = await send(replay.action, new FormData(replay));
  refusal.hidden = answer.ok;
  refusal.textContent = answer.ok ? "" : refusalOf(answer, document.body.dataset.textOffline);
  if (answer.ok) show(jobs, answer.body.html);
});

watchAll(jobs);
