// Small helps for keyboard and forms. Every page works without this file: links are links and forms are forms.

const typing = (node) => node.closest("input, textarea, select, [contenteditable]") !== null;

// `/` goes to the search box, as on many desks; that of the page comes before that of the head.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const box = document.querySelector("main [data-find]") || document.querySelector("[data-find]");
  if (!box) return;
  event.preventDefault();
  box.focus();
});

// Filters apply as soon as they are chosen; without script the button beside them does the same.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form) form.requestSubmit();
});

// Counts how many are ticked absent, so that the number present stands beside the button.
const count = (list) => {
  const boxes = [...list.querySelectorAll("input[type=checkbox]")];
  const absent = boxes.filter((box) => box.checked).length;
  const place = document.getElementById(list.dataset.count);
  if (place) place.textContent = `到会 ${boxes.length - absent} 人，缺席 ${absent} 人`;
};
const watch = (root) => {
  if (root.matches && root.matches("[data-count]")) count(root);
  root.querySelectorAll("[data-count]").forEach(count);
  const mistake = root.querySelector("[data-focus]");
  if (mistake) mistake.focus();
};
document.addEventListener("change", (event) => {
  const list = event.target.closest("[data-count]");
  if (list) count(list);
});

// The roll may be asked anew while somebody ticks: what was ticked until the answer came stays ticked.
let ticked = [];
document.addEventListener("htmx:beforeSwap", () => {
  ticked = [...document.querySelectorAll("#roll input:checked")].map((box) => box.value);
});
document.addEventListener("htmx:load", (event) => {
  event.detail.elt.querySelectorAll("#roll input, .roll input").forEach((box) => {
    if (ticked.includes(box.value)) box.checked = true;
  });
  ticked = [];
  watch(event.detail.elt);
});

// Of the hints below the kinds only the chosen one's is shown.
const hint = (list) => {
  const chosen = document.querySelector(`input[name="${list.dataset.hints}"]:checked`);
  list.querySelectorAll("[data-for]").forEach((line) => {
    line.hidden = !chosen || line.dataset.for !== chosen.value;
  });
};
const hints = () => document.querySelectorAll("[data-hints]").forEach(hint);
document.addEventListener("change", (event) => {
  if (event.target.matches("input[type=radio]")) hints();
});
// A form that is on its way is not sent a second time.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-once]")) return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("[data-once]").forEach((form) => delete form.dataset.sent);
});
// A picked day is written into the typed field: one value, two ways to give it.
document.addEventListener("change", (event) => {
  const picker = event.target.closest("[data-day-for]");
  if (!picker) return;
  const field = document.getElementById(picker.dataset.dayFor);
  if (!field) return;
  field.value = picker.value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
hints();
watch(document);
