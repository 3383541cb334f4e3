// The decision form, on the queue and on the page of a case: choosing, what a choice means, complaining in words.

const text = (form) => form.dataset;

/** Choose the measure with this digit. False where there is none. */
export function choose(form, digit) {
  const radio = form.querySelector(`input[data-digit="${digit}"]`);
  if (!radio) return false;
  if (radio.disabled) {
    complain(form, radio.dataset.refusal);
    return true;
  }
  radio.checked = true;
  radio.focus({ preventScroll: true });
  measureChosen(radio);
  // A safe measure comes with a reason; one that takes service from somebody wants a person to choose it.
  if ("harms" in radio.dataset) form.elements.reason.focus({ preventScroll: true });
  return true;
}

/** Offer the reasons of the chosen measure, show whom it hits, and name it on the button. */
export function measureChosen(radio) {
  const form = radio.form;
  const reason = form.elements.reason;
  let first = "";
  for (const option of [...reason.options].slice(1)) {
    const fits = option.dataset.measures.split(" ").includes(radio.value);
    option.hidden = option.disabled = !fits;
    if (fits && !first) first = option.value;
  }
  reason.value = "harms" in radio.dataset ? "" : first;
  reasonChosen(form);
  for (const effects of form.querySelectorAll(".effects")) effects.hidden = effects.dataset.for !== radio.value;
  form.querySelector("[data-confirm]").textContent = radio.dataset.confirmText;
  form.querySelector(".confirm").classList.toggle("harms", "harms" in radio.dataset);
  complain(form, "");
}

/** The reason's code goes with it: what the customer is told hangs on it. */
function reasonChosen(form) {
  const option = form.elements.reason.selectedOptions[0];
  form.elements.reason_code.value = option?.dataset.code ?? "";
}

/** Whether measure and reason are there; says in words what is missing. */
export function isComplete(form) {
  const radio = form.querySelector("input[name=measure]:checked");
  if (!radio) {
    complain(form, text(form).textChoose);
    return false;
  }
  if (!form.elements.reason.value) {
    complain(form, "harms" in radio.dataset ? text(form).textReason : text(form).textReasonNeeded);
    form.elements.reason.focus({ preventScroll: true });
    return false;
  }
  return true;
}

export function complain(form, words) {
  const place = form.querySelector(".refusal");
  if (!place) return;
  place.textContent = words;
  place.hidden = !words;
}

export function setSending(form, state) {
  form.setAttribute("aria-busy", String(state));
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", String(state));
}

/** What the server said, or that it does not answer. */
export function refusalOf(answer, offline) {
  return [answer.body.title, answer.body.text].filter(Boolean).join(": ") || offline;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("input[name=measure]")) measureChosen(event.target);
  if (event.target.matches(".decision-form select[name=reason]")) reasonChosen(event.target.form);
});
