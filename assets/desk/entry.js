// Entering: a cell that opens in its place, and a form that keeps what is typed. Without this file the row's form does the same.
import htmx from "htmx.org";

// ---- cells. Double click, Enter or F2 opens one; Tab and Enter save and move on; Esc leaves it as it was.
const edits = document.querySelector("[data-edit]");
const table = document.getElementById("rows");
const before = new WeakMap();
let then = null;

const heads = table ? [...table.querySelectorAll("thead th")].map((head) => head.dataset.field) : [];
const allowed = new Set(edits ? edits.dataset.editFields.split(" ").filter(Boolean) : []);
const fieldOf = (cell) => heads[cell.cellIndex];
const open = (cell) => cell.querySelector("form.cell-edit");
const isEditable = (cell) => cell && allowed.has(fieldOf(cell));

const edit = (cell) => {
  if (!isEditable(cell) || open(cell)) return;
  before.set(cell, cell.innerHTML);
  const row = cell.closest("tr").dataset.row;
  htmx.ajax("GET", `${edits.dataset.edit}${row}/cell/${fieldOf(cell)}/`, { target: cell, swap: "innerHTML", source: cell });
};
const leave = (cell) => {
  if (!before.has(cell)) return;
  cell.innerHTML = before.get(cell);
  htmx.process(cell);
  stand(cell);
};
// One cell of the table is in the order of Tab; arrows walk from it.
const stand = (cell) => {
  if (!cell) return;
  table.querySelectorAll("td[tabindex='0']").forEach((other) => other.setAttribute("tabindex", "-1"));
  cell.setAttribute("tabindex", "0");
  cell.focus();
};
const beside = (cell, step) => {
  const cells = [...table.querySelectorAll("tbody td")].filter(isEditable);
  return cells[cells.indexOf(cell) + step];
};
const below = (cell, step) => {
  const rows = [...table.tBodies[0].rows];
  const row = rows[rows.indexOf(cell.closest("tr")) + step];
  return row ? row.cells[cell.cellIndex] : null;
};
const MOVES = {
  ArrowRight: (cell) => beside(cell, 1),
  ArrowLeft: (cell) => beside(cell, -1),
  ArrowDown: (cell) => below(cell, 1),
  ArrowUp: (cell) => below(cell, -1),
};

const inEditor = (event, cell) => {
  if (event.key === "Escape") {
    event.preventDefault();
    leave(cell);
  } else if (event.key === "Tab" || (event.key === "Enter" && !event.isComposing)) {
    event.preventDefault();
    const step = event.shiftKey ? -1 : 1;
    then = event.key === "Tab" ? () => beside(cell, step) : () => below(cell, step);
    open(cell).requestSubmit();
  }
};
const onCell = (event, cell) => {
  if (event.target !== cell || !(event.key in MOVES || event.key === "Enter" || event.key === "F2")) return;
  event.preventDefault();
  event.stopPropagation(); // a cell that is held moves by cells, not by rows
  if (event.key in MOVES) stand(MOVES[event.key](cell));
  else edit(cell);
};

if (table && allowed.size) {
  table.classList.add("rows-edit");
  [...table.querySelectorAll("tbody td")].filter(isEditable).forEach((cell, place) => {
    cell.setAttribute("tabindex", place ? "-1" : "0");
    cell.classList.add("can-edit");
  });
  table.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("td");
    if (cell && !event.target.closest("form")) edit(cell);
  });
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("td.can-edit");
    if (cell && !event.target.closest("a, form")) stand(cell);
  });
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    if (!cell) return;
    if (open(cell)) inEditor(event, cell);
    else onCell(event, cell);
  });
  // After settling, not after swapping: only then does the editor's form belong to htmx.
  table.addEventListener("htmx:afterSettle", (event) => {
    const cell = event.target.closest("td");
    if (!cell) return;
    const form = open(cell);
    if (form) {
      const control = form.querySelector("select, input:not([type=hidden])");
      control.focus();
      if (control.select) control.select();
    } else if (then) {
      const next = then();
      then = null;
      stand(next || cell);
    } else stand(cell);
  });
}

// ---- drafts. What is typed is sent a second after the typing stops and when the field is left; a draft is offered, never forced.
const PAUSE = 1000;
const waiting = new Map();

const bar = (form) => form.querySelector("[data-draft-values]");
const keep = (form) => {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  const hook = form.querySelector("[data-draft-kept]");
  if (!hook || form.dataset.sent) return;
  const typed = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const body = new URLSearchParams(typed);
  // Outlives the page that is being left, as far as browsers allow; nobody waits for its answer there.
  const keepalive = body.toString().length < 60000;
  fetch(hook.dataset.draftKept, { method: "POST", body, keepalive, redirect: "manual" })
    .then((answer) => (answer.ok ? answer.text() : "这一次没有暂存成"))
    .then((said) => (hook.textContent = said))
    .catch(() => {});
};
const typed = (event) => {
  const form = event.target.closest("form[data-draft]");
  // While the old draft waits for an answer nothing is written over it.
  if (!form || bar(form) || event.target.type === "password") return;
  clearTimeout(waiting.get(form));
  waiting.set(
    form,
    setTimeout(() => keep(form), PAUSE),
  );
};
document.addEventListener("input", typed);
document.addEventListener("change", typed);
document.addEventListener("focusout", (event) => {
  const form = event.target.closest && event.target.closest("form[data-draft]");
  if (form && waiting.has(form)) keep(form);
});
document.addEventListener("submit", (event) => {
  clearTimeout(waiting.get(event.target));
  waiting.delete(event.target);
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") [...waiting.keys()].forEach(keep);
});

const put = (root, values) => {
  const changed = [];
  const places = {};
  root.querySelectorAll("input[name], select[name], textarea[name]").forEach((control) => {
    const kept = values[control.name];
    // What the form had shown when it was typed comes back too: else an old value would look like a new change.
    const fixed = control.type === "hidden" && control.name !== "_seen";
    if (!kept || fixed || control.type === "file" || control.type === "password") return;
    if (control.type === "checkbox" || control.type === "radio") {
      const checked = kept.includes(control.value);
      if (checked !== control.checked) changed.push(control);
      control.checked = checked;
    } else {
      const value = kept[(places[control.name] = (places[control.name] ?? -1) + 1)] ?? "";
      if (value !== control.value) changed.push(control);
      control.value = value;
    }
  });
  return changed;
};
// Parts of a form that come by htmx (a roll) get what was kept for them when they arrive.
const late = new WeakMap();
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-draft-use]");
  if (!button) return;
  const form = button.closest("form");
  const values = JSON.parse(bar(form).dataset.draftValues);
  late.set(form, values);
  bar(form).remove();
  const changed = put(form, values);
  changed.forEach((control) => control.dispatchEvent(new Event("change", { bubbles: true })));
  const first = changed[0] || form.querySelector("input:not([type=hidden]), select, textarea");
  if (first) first.focus();
});
document.addEventListener("htmx:load", (event) => {
  const form = event.detail.elt.closest && event.detail.elt.closest("form[data-draft]");
  if (form && late.has(form) && !event.detail.elt.closest("[data-draft-bar]")) {
    put(event.detail.elt, late.get(form)).forEach((control) => control.dispatchEvent(new Event("change", { bubbles: true })));
    late.delete(form);
  }
});
