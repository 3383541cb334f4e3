// Carrying out a verification: only the chosen script is asked, and photos are sent without losing what was typed.

import { complain, refusalOf, setSending } from "./decision.js";
import { send } from "./keys.js";

const form = document.querySelector("form[data-verification]");

/** Show the questions of the chosen method; the others are neither asked nor sent. */
function showScript() {
  for (const script of form.querySelectorAll("[data-script]")) {
    const isChosen = script.dataset.script === form.elements.method.value;
    script.hidden = script.disabled = !isChosen;
    for (const field of script.querySelectorAll("[data-needed='1']")) field.required = isChosen;
  }
}

function listed(photo, words) {
  const item = document.createElement("li");
  const door = Object.assign(document.createElement("a"), { href: photo.photo, target: "_blank", rel: "noopener", textContent: photo.name });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "word-button", textContent: words });
  button.dataset.remove = photo.remove;
  item.append(door, " ", button);
  return item;
}

async function addPhoto(adding) {
  if (adding.getAttribute("aria-busy") === "true") return;
  setSending(adding, true);
  const answer = await send(adding.action, new FormData(adding));
  setSending(adding, false);
  complain(adding, answer.ok ? "" : refusalOf(answer, document.body.dataset.textOffline));
  if (!answer.ok) return;
  const place = adding.closest("[data-proofs]");
  const known = [...place.querySelectorAll("a")].some((door) => door.getAttribute("href") === answer.body.photo);
  if (!known) place.querySelector(".photo-list").append(listed(answer.body, place.dataset.textRemove));
  adding.reset();
}

async function removePhoto(address, item) {
  const adding = document.querySelector("form[data-proof-add]");
  const answer = await send(address, new FormData());
  complain(adding, answer.ok ? "" : refusalOf(answer, document.body.dataset.textOffline));
  if (answer.ok) item.remove();
}

if (form) {
  showScript();
  form.elements.method.addEventListener("change", showScript);
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-proof-add]")) {
    event.preventDefault();
    addPhoto(event.target);
  } else if (event.target.matches("form[data-proof-remove]")) {
    event.preventDefault();
    removePhoto(event.target.action, event.target.closest("li"));
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove]");
  if (button) removePhoto(button.dataset.remove, button.closest("li"));
});
