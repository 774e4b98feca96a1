// Sliders: each moves the number beside it and the other way round; the form is sent once the hand has rested. Only what was moved is sent.
// Without this file the numbers are typed.
const REST = 700; // ms: an arrow key changes a slider with every press
const forms = document.querySelectorAll("form[data-sliders]");

forms.forEach((form) => {
  let rest = null;
  const moved = () => {
    clearTimeout(rest);
    rest = setTimeout(() => form.requestSubmit(), REST);
  };
  form.querySelectorAll("input[type=range]").forEach((range) => {
    const field = document.getElementById(range.dataset.for);
    range.hidden = false;
    range.addEventListener("input", () => (field.value = range.value));
    range.addEventListener("change", moved);
    field.addEventListener("input", () => (range.value = field.value));
  });
  form.addEventListener("submit", () => {
    form.querySelectorAll("input[data-held]").forEach((field) => (field.disabled = field.value === field.dataset.held));
  });
});
// Coming back by the browser's own button: nothing stays switched off.
window.addEventListener("pageshow", () => forms.forEach((form) => form.querySelectorAll("[data-held]").forEach((field) => (field.disabled = false))));
