// Keys of the console. Single letters do nothing while somebody types, and nothing under an open dialog.

const handlers = new Map();
let waitsForLetter = 0;

export function isTyping(target) {
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target.matches("input:not([type=radio], [type=checkbox], [type=button], [type=submit])");
}

/** A digit or J and K in a list of reasons: choosing again and moving on, where the browser would pick a reason by its first letter. */
function meansMoreThanItsList(target, key) {
  return target.matches("select") && /^[1-8jkz]$/i.test(key);
}

/** Give keys a meaning: `{j: next, "?": help}`. Letters come in lower case. */
export function onKeys(table) {
  for (const [key, handler] of Object.entries(table)) handlers.set(key, handler);
}

/** Open a page by the letter behind `g`. */
function openByLetter(key) {
  const door = [...document.querySelectorAll("[data-key]")].find((found) => found.dataset.key === key);
  if (door) window.location.assign(door.href);
  return Boolean(door);
}

function name(event) {
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

document.addEventListener("keydown", (event) => {
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isTyping(target) && !meansMoreThanItsList(target, event.key)) return;
  if (document.querySelector("dialog[open]")) return;
  const key = name(event);
  if (waitsForLetter && Date.now() - waitsForLetter < 1500) {
    waitsForLetter = 0;
    if (openByLetter(key)) event.preventDefault();
    return;
  }
  if (key === "g") {
    waitsForLetter = Date.now();
    return;
  }
  const handler = handlers.get(key);
  if (handler && handler(event) !== false) event.preventDefault();
});

/** POST a form's data as a script of ours; gives `{ok, status, body}` and never throws. */
export async function send(url, data) {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  try {
    const response = await fetch(url, {
      method: "POST",
      body: data,
      headers: { "X-Requested-With": "fetch", "X-CSRFToken": token },
    });
    const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
    return { ok: response.ok, status: response.status, body: isJson ? await response.json() : {} };
  } catch {
    return { ok: false, status: 0, body: {} };
  }
}
