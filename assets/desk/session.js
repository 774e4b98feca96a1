// The clock before the idle sign-out, and a form given back after one. Nothing is asked of the server while the clock runs.

const dialog = document.getElementById("idle");
// Pages of the same desk in other tabs are work too: each tells the others when it has asked for something.
const others = "BroadcastChannel" in window ? new BroadcastChannel("gangju-session") : null;
let last = Date.now();

const part = (name) => dialog.querySelector(`[data-idle-${name}]`);
const worked = () => {
  last = Date.now();
  if (others) others.postMessage(last);
};
const words = (seconds) => (seconds >= 60 ? `${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒` : `${seconds} 秒`);

const over = () => {
  part("title").textContent = "已自动退出";
  part("said").hidden = true;
  part("over").hidden = false;
  part("leave").hidden = true;
  part("stay").textContent = "知道了";
  dialog.dataset.over = "1";
};
const back = () => {
  part("title").textContent = "快要自动退出了";
  part("said").hidden = false;
  part("over").hidden = true;
  part("leave").hidden = false;
  part("stay").textContent = "继续工作";
  delete dialog.dataset.over;
};
const look = () => {
  const left = Math.ceil((last + Number(dialog.dataset.idle) * 1000 - Date.now()) / 1000);
  if (left > Number(dialog.dataset.warn)) {
    if (dialog.open && !dialog.dataset.over) dialog.close();
    return;
  }
  if (left <= 0) {
    if (!dialog.dataset.over) {
      over();
      if (!dialog.open) dialog.showModal();
    }
    return;
  }
  part("left").textContent = words(left);
  if (!dialog.open) dialog.showModal();
};
// To go on is a deed of the person, so it is a request; if the session is over all the same, the dialog says so.
const stay = async () => {
  if (dialog.dataset.over) {
    dialog.close();
    return;
  }
  const answer = await fetch(dialog.dataset.stay, { redirect: "manual" }).catch(() => null);
  if (answer && answer.status === 204) {
    worked();
    dialog.close();
  } else over();
};

if (dialog) {
  worked();
  setInterval(look, 1000);
  part("stay").addEventListener("click", stay);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    stay();
  });
  document.addEventListener("htmx:afterRequest", worked);
  if (others) {
    others.addEventListener("message", (event) => {
      last = Math.max(last, event.data);
      if (dialog.dataset.over) {
        back();
        dialog.close();
      }
    });
  }
}

// A form given back: visible fields only, since hidden ones belong to the page as it is now. What htmx loads after a chosen kind or
// day (a roll) is filled once more when it arrives.
const given = document.querySelector("[data-kept]");
const fill = (root, fields) => {
  Object.entries(fields).forEach(([name, values]) => {
    const found = [...root.querySelectorAll(`[name="${CSS.escape(name)}"]:not([type=hidden]):not([type=file])`)];
    const texts = found.filter((field) => !["checkbox", "radio"].includes(field.type));
    texts.forEach((field, index) => {
      if (field.multiple) [...field.options].forEach((option) => (option.selected = values.includes(option.value)));
      else if (index < values.length) field.value = values[index];
    });
    found.filter((field) => !texts.includes(field)).forEach((field) => (field.checked = values.includes(field.value)));
  });
};
if (given) {
  const fields = JSON.parse(given.dataset.kept);
  const main = document.getElementById("main");
  const ownForms = [...main.querySelectorAll("form")].filter((form) => form.method === "post");
  // The form that has most of the fields; a page may hold several with a field of the same name.
  const score = (form) => Object.keys(fields).filter((name) => form.querySelector(`[name="${CSS.escape(name)}"]`)).length;
  const form = ownForms.sort((one, other) => score(other) - score(one))[0];
  if (form && score(form)) {
    fill(form, fields);
    form.querySelectorAll("input[type=checkbox]").forEach((box) => {
      if (!(box.name in fields)) box.checked = false;
    });
    form.querySelectorAll("input:checked[type=radio], select").forEach((field) => field.dispatchEvent(new Event("change", { bubbles: true })));
    given.querySelector("details").remove(); // all of it stands in the form
    document.addEventListener("htmx:load", (event) => {
      if (form.contains(event.detail.elt)) fill(event.detail.elt, fields);
    });
  } else given.querySelector("details").open = true;
  given.focus();
}
