// Jobs under way: each card asks how far its job is, and is drawn anew.

import { send } from "./keys.js";

const ASK_MS = 700;

/** Follow a job's card until the job is over; then the page shows what came of it. */
export async function watch(job) {
  const response = await fetch(job.dataset.job, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (!response?.ok) return setTimeout(() => watch(job), ASK_MS * 4);
  const { html, is_over: isOver } = await response.json();
  const fresh = document.createRange().createContextualFragment(html).firstElementChild;
  if (fresh.outerHTML !== job.outerHTML) job.replaceWith(fresh);
  const shown = fresh.isConnected ? fresh : job;
  if (isOver) window.location.reload();
  else setTimeout(() => watch(shown), ASK_MS);
}

/** Put a new job's card on top and follow it. */
export function show(jobs, html) {
  jobs.insertAdjacentHTML("afterbegin", html);
  watch(jobs.firstElementChild);
}

/** Follow all cards that are there; cancelling one keeps the page. */
export function watchAll(jobs) {
  for (const job of jobs.querySelectorAll("[data-job]:not([data-over])")) watch(job);
  jobs.addEventListener("submit", async (event) => {
    event.preventDefault();
    await send(event.target.action, new FormData(event.target));
  });
}
