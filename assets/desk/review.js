// 审读 by keyboard: the text on the left, the items on the right, one of them in hand. A step is sent at once and the page puts in what comes
// back; what the server holds is what counts. Without this file the same buttons send the same form.
const room = document.querySelector("[data-review]");

const typing = (node) => node.closest("input, textarea, select, [contenteditable]") !== null;
const cards = () => [...document.querySelectorAll(".rv-card")];
const form = document.getElementById("act");
let held = null;

const say = (id, sentences) => {
  const place = document.getElementById(id);
  place.hidden = sentences.length === 0;
  place.querySelector("p").textContent = sentences.join("；");
};

// The piece of the text that the item in hand rests on is shown, and the other way round.
const hold = (card, focus = true) => {
  if (!card) return;
  document.querySelectorAll(".rv-now").forEach((each) => each.classList.remove("rv-now"));
  held = card.dataset.item;
  card.classList.add("rv-now");
  if (focus) card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
  const pieces = [...document.querySelectorAll(".rv-text [data-items]")].filter((each) => each.dataset.items.split(" ").includes(held));
  pieces.forEach((each) => each.classList.add("rv-now"));
  const box = document.querySelector(".rv-text");
  if (pieces.length && box.scrollHeight > box.clientHeight + 4) {
    const off = pieces[0].getBoundingClientRect().top - box.getBoundingClientRect().top;
    if (off < 20 || off > box.clientHeight - 80) box.scrollTop += off - box.clientHeight / 3;
  }
};
const current = () => cards().find((each) => each.dataset.item === held) || null;
const walk = (by) => {
  const all = cards();
  const here = all.indexOf(current());
  hold(all[Math.min(Math.max(here + by, 0), all.length - 1)]);
};
// After a decision: the next one that is still open, else the next one.
const onward = (from) => {
  const all = cards();
  const here = all.findIndex((each) => each.dataset.item === from);
  const next = all.slice(here + 1).find((each) => each.dataset.state === "open") || all.find((each) => each.dataset.state === "open");
  hold(next || all[Math.min(here + 1, all.length - 1)]);
};

// Characters as the server counts them: one outside the basic plane is one, not two.
const cursor = () => {
  const chosen = window.getSelection();
  const node = chosen && chosen.rangeCount ? chosen.getRangeAt(0).startContainer : null;
  const piece = node && node.nodeType === Node.TEXT_NODE ? node.parentElement.closest(".rv-text [data-at]") : null;
  if (!piece) return null;
  return Number(piece.dataset.at) + [...node.data.slice(0, chosen.getRangeAt(0).startOffset)].length;
};
const within = (card, at) => at !== null && Number(card.dataset.start) < at && at < Number(card.dataset.end);

const go = (to) => {
  const there = new URL(to, location.href);
  new URLSearchParams(location.search).forEach((value, name) => {
    if (name !== "at" && !there.searchParams.has(name)) there.searchParams.set(name, value);
  });
  if (there.pathname === location.pathname && there.search === location.search) {
    history.replaceState(null, "", there);
    location.reload();
  } else {
    location.assign(there);
  }
};
const put = (answer) => {
  if (answer.go) {
    go(answer.go);
    return;
  }
  form.seen.value = answer.seen;
  Object.entries(answer.cards).forEach(([item, html]) => {
    const old = cards().find((each) => each.dataset.item === item);
    if (old) old.outerHTML = html;
    document.querySelectorAll(".rv-text [data-items]").forEach((piece) => {
      if (piece.dataset.items.split(" ")[0] !== item) return;
      piece.classList.remove("is-open", "is-accepted", "is-rejected");
      piece.classList.add(`is-${answer.states[item]}`);
    });
  });
  document.getElementById("progress").outerHTML = answer.progress;
};

// One at a time, in the order of the keys: a quick hand must not overtake its own steps.
let line = Promise.resolve();
const send = (act, at = "") => {
  const body = new FormData(form);
  body.set("act", act);
  body.set("at", at);
  const from = act.split(":").slice(2).join(":");
  document.querySelectorAll("input[name^='words:']").forEach((each) => body.set(each.name, each.value));
  line = line.then(async () => {
    body.set("seen", form.seen.value);
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" }).catch(() => null);
    if (!answer || !answer.ok) {
      say("trouble", ["没有保存：连接断了或登录已过期，请刷新页面后再办"]);
      return;
    }
    const said = await answer.json();
    say("trouble", said.trouble ? [said.trouble] : []);
    say("others", said.said);
    put(said);
    if (said.go) return;
    if (said.trouble) hold(cards().find((each) => each.dataset.item === said.at) || current());
    else onward(from);
  });
};

const press = (key) => {
  const card = current();
  const button = key === "u" ? document.querySelector(".rv-batch [data-key='u']") : card && card.querySelector(`[data-key='${key}']`);
  if (!button) return false;
  if (key === "r") card.querySelector("input").focus();
  else button.click();
  return true;
};

if (room && form) {
  document.documentElement.classList.add("rv-scripted");
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    event.preventDefault();
    const typed = document.activeElement && document.activeElement.closest("input[name^='words:']");
    if (typed) {
      send(typed.closest(".rv-card").querySelector("[data-key='r']").value);
      return;
    }
    if (!button || button.value === "none") return;
    const card = button.closest(".rv-card");
    if (card) hold(card, false);
    if (button.dataset.key !== "s") {
      send(button.value);
      return;
    }
    const at = cursor();
    if (within(card, at)) send(button.value, String(at));
    else location.assign(button.dataset.else);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target)) {
      if (event.key === "Escape") hold(event.target.closest(".rv-card") || current());
      return;
    }
    const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (by && !event.target.closest(".rv-text")) {
      event.preventDefault();
      walk(by);
    } else if (event.key === "?") {
      event.preventDefault();
      document.querySelector("[data-help]")?.click();
    } else if ("axcmsru".includes(event.key) && press(event.key)) {
      event.preventDefault();
    }
  });
  room.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-to]");
    const piece = event.target.closest(".rv-text [data-items]");
    const card = event.target.closest(".rv-card");
    const item = mark ? mark.dataset.to : piece ? piece.dataset.items.split(" ")[0] : card && card.dataset.item;
    if (!item) return;
    if (mark) event.preventDefault();
    // A selection is for cutting, not for choosing.
    if (piece && String(window.getSelection()) !== "") return;
    hold(cards().find((each) => each.dataset.item === item), mark !== null);
  });
  document.addEventListener("click", (event) => {
    const help = event.target.closest("[data-help]");
    if (!help) return;
    const keys = document.getElementById("keys");
    keys.hidden = !keys.hidden;
    help.setAttribute("aria-expanded", String(!keys.hidden));
  });
  const at = room.dataset.at || decodeURIComponent(location.hash.replace("#item-", ""));
  hold(cards().find((each) => each.dataset.item === at) || cards().find((each) => each.dataset.state === "open") || cards()[0]);
}

// On the pages beside the review Escape leads back.
document.addEventListener("keydown", (event) => {
  const back = document.querySelector("a[data-escape]");
  if (event.key === "Escape" && back && !event.defaultPrevented) back.click();
});
// Long work says so on its button.
document.addEventListener("submit", (event) => {
  const button = event.target.querySelector("[data-busy]");
  if (button && !event.defaultPrevented) button.textContent = button.dataset.busy;
});
