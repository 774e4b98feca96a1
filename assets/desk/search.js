// The list below the search box: arrow keys choose, Enter opens, Esc closes. Without this file Enter asks for the whole page.

const list = () => document.getElementById("find-hints");
const options = () => [...list().querySelectorAll("[role=option]")];
const chosen = () => list().querySelector("[aria-selected=true]");

const close = () => {
  const place = list();
  if (!place) return;
  place.replaceChildren();
  const box = document.querySelector("[data-find]");
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
};

const choose = (box, step) => {
  const all = options();
  if (!all.length) return;
  const place = all.indexOf(chosen()) + step;
  all.forEach((option) => option.setAttribute("aria-selected", "false"));
  box.removeAttribute("aria-activedescendant");
  // One step beyond either end is the box itself.
  const next = place === -2 ? all[all.length - 1] : all[place];
  if (!next) return;
  next.setAttribute("aria-selected", "true");
  next.id = "find-chosen";
  all.forEach((option) => option !== next && option.removeAttribute("id"));
  box.setAttribute("aria-activedescendant", "find-chosen");
  next.scrollIntoView({ block: "nearest" });
};

document.addEventListener("keydown", (event) => {
  const box = event.target.closest("[data-find]");
  // While Chinese is being composed, the keys belong to the input method.
  if (!box || !list() || event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(box, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && chosen()) {
    event.preventDefault();
    chosen().querySelector("a").click();
  } else if (event.key === "Escape") {
    close();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "find-hints") return;
  const box = document.querySelector("[data-find]");
  if (document.activeElement !== box) return close();
  box.setAttribute("aria-expanded", String(options().length > 0));
});
document.addEventListener("focusout", (event) => {
  const form = event.target.closest(".find");
  if (form && !form.contains(event.relatedTarget)) close();
});
// A click on an answer must not take the focus from the box before it has opened.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("#find-hints")) event.preventDefault();
});
