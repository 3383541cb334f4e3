// The queue by keyboard. The next case is fetched before it is asked for; the list keeps its place; what was typed is kept.

import { choose, complain, isComplete, measureChosen, refusalOf, setSending } from "./decision.js";
import { onKeys, send } from "./keys.js";

const FRESH_MS = 60_000;
const SKELETON_MS = 200;
const CLOCK_MS = 20_000;

const queue = document.getElementById("queue");
const list = document.getElementById("queue-list");
const panel = document.getElementById("panel");
const done = document.getElementById("done");

const fetched = new Map(); // case → {at, html: Promise<string>}
const drafts = new Map(); // case → what was typed
let current = Number(queue?.dataset.case ?? 0);
let turn = 0;
let wished = ""; // the digit that was pressed before its case was there
let isSending = false;
let last = null; // the last decision: {case, undo, until}
let ticker = 0;

const rows = () => [...list.querySelectorAll(".queue-row")];
const rowOf = (id) => list.querySelector(`.queue-row[data-case="${id}"]`);
const form = () => panel.querySelector(".decision-form");
const isDecided = (row) => row.classList.contains("decided");

// Showing a case

function htmlOf(id) {
  const known = fetched.get(id);
  if (known && Date.now() - known.at < FRESH_MS) return known.html;
  const url = queue.dataset.panel.replace("/0/", `/${id}/`) + `?view=${queue.dataset.view}`;
  const html = fetch(url, { headers: { "X-Requested-With": "fetch" } }).then((response) => {
    if (response.status === 401) window.location.reload();
    if (!response.ok) throw new Error(`${response.status}`);
    return response.text();
  });
  html.catch(() => fetched.delete(id));
  fetched.set(id, { at: Date.now(), html });
  return html;
}

async function show(id) {
  keepDraft();
  const row = rowOf(id);
  const mine = ++turn;
  current = id;
  wished = "";
  for (const other of rows()) other.removeAttribute("aria-current");
  row?.setAttribute("aria-current", "true");
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
  queue.classList.add("on-case");
  const skeleton = setTimeout(() => panel.replaceChildren(document.getElementById("skeleton").content.cloneNode(true)), SKELETON_MS);
  try {
    const html = await htmlOf(id);
    if (mine !== turn) return;
    panel.innerHTML = html;
    restoreDraft(id);
    if (wished && form()) choose(form(), wished);
  } catch {
    if (mine === turn) panel.textContent = queue.dataset.textFailed;
  } finally {
    clearTimeout(skeleton);
  }
  history.replaceState(null, "", `?view=${queue.dataset.view}&case=${id}`);
  prefetch(id);
}

function prefetch(id) {
  const open = rows().filter((row) => !isDecided(row));
  const at = open.findIndex((row) => Number(row.dataset.case) === id);
  for (const row of [open[at + 1], open[at + 2], open[at - 1]]) if (row) htmlOf(Number(row.dataset.case)).catch(() => {});
}

function move(step) {
  const all = rows();
  const at = all.findIndex((row) => Number(row.dataset.case) === current);
  const target = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  if (target && Number(target.dataset.case) !== current) show(Number(target.dataset.case));
}

/** The next case that waits, below the given one, else the first that waits. */
function nextOpen(id) {
  const all = rows();
  const at = all.findIndex((row) => Number(row.dataset.case) === id);
  return [...all.slice(at + 1), ...all.slice(0, at)].find((row) => !isDecided(row));
}

// What was typed

function keepDraft() {
  const found = form();
  if (!found) return;
  const { measure, reason, note } = Object.fromEntries(new FormData(found));
  if (measure || note) drafts.set(Number(found.dataset.case), { measure, reason, note });
}

function restoreDraft(id) {
  const draft = drafts.get(id);
  const found = form();
  if (!draft || !found) return;
  const radio = found.querySelector(`input[value="${draft.measure}"]`);
  if (radio) {
    radio.checked = true;
    measureChosen(radio);
  }
  found.elements.reason.value = draft.reason ?? "";
  found.elements.note.value = draft.note ?? "";
}

// Deciding

/** Choose by digit; a digit that comes before its case waits for it. */
function press(digit) {
  const found = form();
  if (found && Number(found.dataset.case) === current) return choose(found, digit);
  wished = digit;
  return true;
}

async function confirmMeasure() {
  const found = form();
  if (!found || isSending || Number(found.dataset.case) !== current || !isComplete(found)) return;
  const id = Number(found.dataset.case);
  const data = new FormData(found);
  isSending = true;
  setSending(found, true);
  const answer = await send(found.action, data);
  isSending = false;
  setSending(found, false);
  if (!answer.ok) return refused(id, answer);
  drafts.delete(id);
  found.reset();
  decided(id, answer.body);
}

async function refused(id, answer) {
  fetched.delete(id);
  if (answer.status === 409 && id === current) await show(id); // as somebody else has left it; what was typed stays
  if (form() && id === current) complain(form(), refusalOf(answer, document.body.dataset.textOffline));
}

function decided(id, body) {
  fetched.delete(id);
  const row = rowOf(id);
  row.classList.add("decided");
  row.dataset.before = row.querySelector(".why").textContent;
  row.querySelector(".why").textContent = body.said;
  counted(body.counts);
  last = { case: id, undo: body.undo, door: body.door, until: Date.now() + body.undo_s * 1000 };
  document.getElementById("done-text").textContent = `${row.querySelector("b").textContent} ${body.said}`;
  showDone();
  const next = nextOpen(id);
  if (next) show(Number(next.dataset.case));
  else window.location.assign(`?view=${queue.dataset.view}`);
}

function counted(counts) {
  for (const [view, count] of Object.entries(counts ?? {})) {
    for (const place of document.querySelectorAll(`[data-count="${view}"]`)) place.textContent = count.toLocaleString("en");
  }
}

// Taking back

function showDone() {
  done.hidden = false;
  clearInterval(ticker);
  ticker = setInterval(tick, 250);
  tick();
}

function tick() {
  const left = Math.ceil((last.until - Date.now()) / 1000);
  const isOver = left <= 0;
  const text = isOver ? queue.dataset.textGone : queue.dataset.textLeft.replace("{s}", left);
  document.getElementById("done-left").textContent = text;
  document.getElementById("undo").hidden = isOver;
  const door = document.getElementById("done-door");
  door.href = last.door;
  door.hidden = !isOver;
  if (isOver) clearInterval(ticker);
}

async function takeBack() {
  if (isSending) return;
  if (!last) return form() && complain(form(), queue.dataset.textNothing);
  if (Date.now() > last.until) return window.location.assign(last.door);
  isSending = true;
  const answer = await send(last.undo, new FormData());
  isSending = false;
  if (!answer.ok) return refused(current, answer);
  clearInterval(ticker);
  done.hidden = true;
  const row = rowOf(last.case);
  row.classList.remove("decided");
  row.querySelector(".why").textContent = row.dataset.before;
  counted(answer.body.counts);
  const id = last.case;
  last = null;
  await show(id);
}

// Clocks

/** Let the clocks of the list run on: hours and minutes until due, then how late. Days are left as they are. */
function runClocks() {
  for (const place of list.querySelectorAll("[data-due]")) {
    const minutes = Math.floor((Date.parse(place.dataset.due) - Date.now()) / 60_000);
    const size = Math.abs(minutes < 0 ? minutes + 1 : minutes);
    if (size >= 48 * 60) continue;
    const time = `${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
    const isLate = minutes < 0;
    place.classList.toggle("late", isLate);
    place.classList.toggle("soon", !isLate && minutes <= 120);
    place.querySelector("time").textContent = isLate ? queue.dataset.textLate.replace("{t}", time) : time;
  }
}

// Marks for a bulk decision: they outlive the page as long as the tab does

const MARKS = "quietline_marks";
const marks = new Set(JSON.parse(sessionStorage.getItem(MARKS) ?? "[]"));

function mark() {
  if (!marks.delete(current)) marks.add(current);
  sessionStorage.setItem(MARKS, JSON.stringify([...marks]));
  showMarks();
}

function showMarks() {
  for (const row of rows()) row.classList.toggle("marked", marks.has(Number(row.dataset.case)));
  const door = document.getElementById("marked");
  if (!door) return;
  door.hidden = marks.size === 0;
  door.querySelector("[data-marked]").textContent = String(marks.size);
  door.href = `${door.dataset.address}?${[...marks].map((id) => `case=${id}`).join("&")}`;
}

function note() {
  form()?.elements.note.focus({ preventScroll: true });
}

function reason() {
  form()?.elements.reason.focus({ preventScroll: true });
}

if (queue) {
  onKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: (event) => (event.target.matches("input") ? false : move(1)),
    ArrowUp: (event) => (event.target.matches("input") ? false : move(-1)),
    z: takeBack,
    x: mark,
    n: note,
    r: reason,
    e: () => panel.querySelector("[data-door=case]")?.click(),
    ...Object.fromEntries([..."12345678"].map((digit) => [digit, () => press(digit)])),
  });

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (document.querySelector("dialog[open]") || event.isComposing) return;
    if (event.key === "Escape" && panel.contains(target)) {
      rowOf(current)?.focus({ preventScroll: true });
    } else if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
      const isOurs = panel.contains(target) ? !target.matches("a, button") : target.matches("body, main, .queue-row");
      if (!isOurs) return;
      event.preventDefault();
      if (!event.repeat) confirmMeasure();
    }
  });

  list.addEventListener("click", (event) => {
    const row = event.target.closest(".queue-row");
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(Number(row.dataset.case));
  });

  panel.addEventListener("submit", (event) => {
    event.preventDefault();
    confirmMeasure();
  });

  document.getElementById("undo").addEventListener("click", takeBack);
  setInterval(runClocks, CLOCK_MS);
  document.getElementById("marked")?.addEventListener("click", () => sessionStorage.removeItem(MARKS));
  showMarks();
  if (current) prefetch(current);
}
