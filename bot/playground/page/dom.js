// Elements out of plain calls. Text is only ever text: nothing here takes markup.

export function el(name, props = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else if (key === "value") node.value = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const PATHS = {
  menu: "M3 5h14M3 10h14M3 15h14",
  close: "M5 5l10 10M15 5L5 15",
  back: "M12 4l-6 6 6 6",
  more: "M10 4.500v.1M10 10v.1M10 15.500v.1",
  reply: "M4 4h12v9H9l-4 3.500V13H4z",
  send: "M3 10h3M3 4l14 6-14 6 3-6z",
  file: "M6 2.500h6l3 3v12H6zM12 2.500v3h3",
  attach: "M10 4v12M4 10h12",
  eye: "M2 10c4-6.500 12-6.500 16 0-4 6.500-12 6.500-16 0zM10 8.500v3",
  down: "M5 8l5 5 5-5",
  trash: "M4 6h12M8 6V4h4v2M6 6l.7 10.500h6.600L14 6",
};

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "glyph");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

export const byId = (id) => document.getElementById(id);

// The children of `parent` are those of `items` ({key, sign, draw}), in order; what didn't change stays as it is.
export function reconcile(parent, items) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let at = parent.firstElementChild;
  for (const { key, sign, draw } of items) {
    let node = old.get(key);
    old.delete(key);
    if (!node || node.dataset.sign !== sign) {
      const fresh = draw();
      fresh.dataset.key = key;
      fresh.dataset.sign = sign;
      if (node) {
        if (at === node) at = fresh;
        replaceKeepingFocus(node, fresh);
      }
      node = fresh;
    }
    if (node === at) at = at.nextElementSibling;
    else parent.insertBefore(node, at);
  }
  for (const node of old.values()) {
    const next = node.nextElementSibling || node.previousElementSibling;
    const held = node.contains(document.activeElement);
    node.remove();
    if (held) (next && next.tabIndex !== undefined && next.hasAttribute("tabindex") ? next : parent.parentElement).focus();
  }
}

export function replaceKeepingFocus(node, fresh) {
  const held = node.contains(document.activeElement) ? document.activeElement : null;
  node.replaceWith(fresh);
  if (!held) return;
  const name = held.dataset.focus;
  const same = name && [...fresh.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === name);
  (same || fresh).focus({ preventScroll: true });
}

let counted = 0;
export const freshId = (word) => `${word}-${++counted}`;

// A question with two answers; resolves to true for the first.
export function ask({ title, text, yes, no, danger }) {
  return new Promise((resolve) => {
    const id = freshId("ask");
    const box = el(
      "dialog",
      { class: "box small", "aria-labelledby": id, onclose: () => (box.remove(), resolve(box.returnValue === "yes")) },
      el("form", { method: "dialog" },
        el("header", {}, el("h2", { id }, title)),
        el("div", { class: "inside" }, text),
        el("footer", {},
          el("button", { value: "no" }, no),
          el("button", { value: "yes", class: danger ? "danger" : "primary" }, yes))),
    );
    box.addEventListener("cancel", () => (box.returnValue = "no"));
    document.body.append(box);
    box.showModal();
  });
}
