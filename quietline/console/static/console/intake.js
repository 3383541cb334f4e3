// The intake page: files dropped anywhere on the frame are uploaded one after the other; jobs tell how far they are.

import { complain, refusalOf } from "./decision.js";
import { send } from "./keys.js";

const ASK_MS = 700;
const drop = document.getElementById("drop");
const jobs = document.getElementById("jobs");

async function upload(files) {
  complain(drop, "");
  for (const file of files) {
    const data = new FormData();
    data.set("file", file);
    const answer = await send(drop.action, data);
    if (!answer.ok) return complain(drop, `${file.name}: ${refusalOf(answer, document.body.dataset.textOffline)}`);
    jobs.insertAdjacentHTML("afterbegin", answer.body.html);
    watch(jobs.firstElementChild);
  }
  drop.reset();
}

async function watch(job) {
  const response = await fetch(job.dataset.job, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (!response?.ok) return setTimeout(() => watch(job), ASK_MS * 4);
  const { html, is_over: isOver } = await response.json();
  const fresh = document.createRange().createContextualFragment(html).firstElementChild;
  if (fresh.outerHTML !== job.outerHTML) job.replaceWith(fresh);
  const shown = fresh.isConnected ? fresh : job;
  if (isOver) window.location.reload();
  else setTimeout(() => watch(shown), ASK_MS);
}

for (const job of jobs.querySelectorAll("[data-job]:not([data-over])")) watch(job);

jobs.addEventListener("submit", async (event) => {
  event.preventDefault();
  await send(event.target.action, new FormData(event.target));
});

drop?.elements.file.addEventListener("change", () => upload([...drop.elements.file.files]));

for (const name of ["dragenter", "dragover"]) {
  drop?.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}

for (const name of ["dragleave", "drop"]) drop?.addEventListener(name, () => drop.classList.remove("over"));

drop?.addEventListener("drop", (event) => {
  event.preventDefault();
  upload([...event.dataTransfer.files]);
});
