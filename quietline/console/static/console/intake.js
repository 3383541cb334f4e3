// The intake page: files dropped anywhere on the frame are uploaded one after the other; jobs tell how far they are.

import { complain, refusalOf } from "./decision.js";
import { show, watchAll } from "./jobs.js";
import { send } from "./keys.js";

const drop = document.getElementById("drop");
const jobs = document.getElementById("jobs");

async function upload(files) {
  complain(drop, "");
  for (const file of files) {
    const data = new FormData();
    data.set("file", file);
    const answer = await send(drop.action, data);
    if (!answer.ok) return complain(drop, `${file.name}: ${refusalOf(answer, document.body.dataset.textOffline)}`);
    show(jobs, answer.body.html);
  }
  drop.reset();
}

watchAll(jobs);

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
