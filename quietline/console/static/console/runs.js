// The page of detection runs: jobs that judge tell how far they are.

import { watchAll } from "./jobs.js";

watchAll(document.getElementById("jobs"));
