// The page of a batch: jobs that withdraw it or bring it back tell how far they are.

import { watchAll } from "./jobs.js";

watchAll(document.getElementById("jobs"));
