// Modals on the person's screen, and the Home of the app.

import { drawBlocks } from "./blocks.js";
import { byId, el, icon } from "./dom.js";
import { act, store } from "./wire.js";

let shown = null; // { id, hash, box, filled }

// What is filled in, by name.
async function values(filled) {
  const found = {};
  for (const [name, read] of filled) {
    const value = await read();
    if (value !== null && value !== undefined && value !== "") found[name] = value;
  }
  return found;
}

function contextOf(view, filled, complain) {
  return {
    filled,
    act: async (block, item, name, value) => {
      const all = await values(filled);
      const text = Object.fromEntries(Object.entries(all).filter(([, one]) => !isFiles(one)));
      complain(await act("press", { view: view.id, block_id: block.block_id, name, values: text, ...(value === undefined ? {} : { value }) }));
    },
  };
}

const isFiles = (value) => Array.isArray(value) && value.some((one) => one && one.content !== undefined);

export function drawModal() {
  const view = store.state.views.at(-1);
  if (!view) {
    if (shown) shown.box.close();
    return;
  }
  if (shown && shown.id === view.id && shown.hash === view.hash) {
    errors(view);
    return;
  }
  const typed = shown && shown.id === view.id ? shown.box : null;
  const before = typed || !shown ? null : shown.box;
  const fresh = box(view);
  if (typed) {
    typed.open = false;
    typed.remove();
  }
  if (before) before.remove();
  document.body.append(fresh);
  fresh.showModal();
  (fresh.querySelector("[autofocus]") || fresh.querySelector(".inside :is(input, textarea, select)") || fresh.querySelector("h2")).focus();
  errors(view);
}

function box(view) {
  const { body } = view;
  const filled = new Map();
  const trouble = el("p", { class: "error", role: "alert" });
  const complain = (says) => trouble.replaceChildren(says);
  const submit = async (event) => {
    event.preventDefault();
    if (send.ariaBusy) return;
    for (const error of node.querySelectorAll(".input .error")) error.replaceChildren();
    complain("");
    const all = await values(filled);
    const empty = body.blocks.filter((block) => block.type === "input" && !block.optional && (all[block.block_id] === undefined || all[block.block_id].length === 0));
    if (empty.length) {
      point(node, Object.fromEntries(empty.map((block) => [block.block_id, "This has to be filled in."])));
      return;
    }
    send.ariaBusy = "true";
    const says = await act("submit", { view: view.id, values: all });
    if (says) complain(says);
    send.ariaBusy = null;
  };
  const close = () => act("close", { view: view.id });
  const send = body.submit ? el("button", { class: "primary" }, body.submit.text) : null;
  const node = el("dialog", { class: "box", "aria-labelledby": `${view.id}-title` },
    el("form", { onsubmit: submit, novalidate: true },
      el("header", {}, el("h2", { id: `${view.id}-title`, tabindex: -1 }, body.title.text), el("button", { type: "button", class: "icon", "aria-label": "Close", onclick: close }, icon("close"))),
      el("div", { class: "inside", tabindex: -1 }, drawBlocks(body.blocks, contextOf(view, filled, complain))),
      el("footer", {}, trouble, el("span", { class: "from" }, `From ${store.state.app.name}`), el("button", { type: "button", onclick: close }, body.close ? body.close.text : body.submit ? "Cancel" : "Close"), send)));
  const back = document.activeElement;
  node.addEventListener("cancel", (event) => (event.preventDefault(), close()));
  node.addEventListener("close", () => {
    node.remove();
    if (shown && shown.box === node) shown = null;
    if (back && back.isConnected) back.focus();
  });
  shown = { id: view.id, hash: view.hash, box: node, filled, trouble };
  return node;
}

// What the app objected to stands under its inputs.
function errors(view) {
  if (Object.keys(view.errors).length) point(shown.box, view.errors);
}

function point(node, says) {
  let first = null;
  for (const [block, words] of Object.entries(says)) {
    const place = block && [...node.querySelectorAll(".block.input")].find((one) => one.dataset.block === block);
    if (!place) {
      shown.trouble.replaceChildren(words);
      continue;
    }
    place.querySelector(".error").replaceChildren(words);
    const input = place.querySelector("input, textarea, select");
    input.setAttribute("aria-invalid", "true");
    first = first || input;
  }
  first?.focus();
}

export function drawHome() {
  const { app, home } = store.state;
  const place = byId("home");
  const sign = home ? home.hash : "";
  if (place.dataset.sign === sign && place.dataset.me === store.state.me && place.childElementCount) return;
  place.dataset.sign = sign;
  place.dataset.me = store.state.me;
  const trouble = el("p", { class: "error", role: "alert" });
  place.replaceChildren(...(home ? drawBlocks(home.body.blocks, contextOf(home, new Map(), (says) => trouble.replaceChildren(says))) : [el("p", { class: "dim" }, `${app.name} has published nothing here yet.`)]), trouble);
}
