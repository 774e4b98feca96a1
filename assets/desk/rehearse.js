// Sliders: each moves the number beside it and the other way round; the form is sent when the hand lets go. Only what was moved is sent.
// Without this file the numbers are typed.
const forms = document.querySelectorAll("form[data-sliders]");

forms.forEach((form) => {
  form.querySelectorAll("input[type=range]").forEach((range) => {
    const field = document.getElementById(range.dataset.for);
    range.hidden = false;
    range.addEventListener("input", () => (field.value = range.value));
    range.addEventListener("change", () => form.requestSubmit());
    field.addEventListener("input", () => (range.value = field.value));
  });
  form.addEventListener("submit", () => {
    form.querySelectorAll("input[data-held]").forEach((field) => (field.disabled = field.value === field.dataset.held));
  });
});
// Coming back by the browser's own button: nothing stays switched off.
window.addEventListener("pageshow", () => forms.forEach((form) => form.querySelectorAll("[data-held]").forEach((field) => (field.disabled = false))));
