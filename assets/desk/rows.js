// Walking a list by keyboard: j and k (or the arrow keys once a row is held) go down and up, Enter opens the row.

const rows = () => [...document.querySelectorAll("table[data-rows] tbody tr[data-row]")];
const typing = (node) => node.closest("input, textarea, select, [contenteditable], button") !== null;

const step = (all, by) => {
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1);
  const link = all[next].querySelector("a.opens");
  if (link) link.focus();
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const all = rows();
  if (all.length === 0) return;
  const held = all.some((row) => row.contains(event.target));
  const by = { j: 1, k: -1 }[event.key] || (held && { ArrowDown: 1, ArrowUp: -1 }[event.key]);
  if (!by) return;
  event.preventDefault();
  step(all, by);
});

// The neighbouring pages of a list: n and p.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || rows().length === 0) return;
  const link = document.querySelector({ n: ".pager a[rel=next]", p: ".pager a[rel=prev]" }[event.key] || "[data-none]");
  if (link) link.click();
});
