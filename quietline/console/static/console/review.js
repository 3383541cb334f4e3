// Approvals by keyboard: J and K move between the rows, Y accepts the restoration of the row in which the focus is.

import { onKeys } from "./keys.js";

const rows = [...document.querySelectorAll("tr[data-row]")];

function current() {
  return rows.findIndex((row) => row.contains(document.activeElement));
}

function move(step) {
  const next = Math.min(Math.max(current() + step, 0), rows.length - 1);
  rows[next]?.querySelector("a")?.focus();
}

onKeys({
  j: () => move(1),
  k: () => move(-1),
  y: () => {
    const button = rows[current()]?.querySelector("button[data-accept]");
    if (!button) return false;
    button.click();
    return true;
  },
});
