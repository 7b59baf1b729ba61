// The sidebar: where one can go, and the switches of the stand-in.

import { byId, el, reconcile } from "./dom.js";
import { act, store, titleOf } from "./wire.js";

const FAULTS = {
  double_delivery: ["Double delivery", "Every event comes twice."],
  retry_storm: ["Retry storm", "Every event comes four times."],
  rate_limited: ["Rate limited", "The next post has to wait two seconds."],
  slow: ["Slow", "Every call takes a second and a half."],
  refuses_blocks: ["Refuses blocks", "The next post with blocks is refused."],
};

let built = false;

export function drawSidebar({ channel, unread, withJournal, onJournal, onPerson }) {
  if (!built) build({ onJournal });
  const { app, channels, faults, me, people } = store.state;
  const item = (one) => {
    const isNew = unread.has(one.id) && one.id !== channel;
    return {
      key: one.id,
      sign: [one.name, one.id === channel, isNew, one.has_bot].join(),
      draw: () => el("li", {}, el("a", { href: `#/${one.id}`, class: isNew ? "new" : "", "data-focus": "link", "aria-current": one.id === channel ? "page" : undefined },
        el("span", { class: "sign", "aria-hidden": "true" }, one.kind === "im" ? "●" : "#"), titleOf(one), isNew ? el("span", { class: "unseen" }, " (new)") : [])),
    };
  };
  const mine = channels.filter((one) => one.kind !== "im");
  reconcile(byId("channels"), mine.map(item));
  reconcile(byId("directs"), channels.filter((one) => one.kind === "im").map(item));
  for (const [name, box] of Object.entries(boxes)) box.checked = faults[name];
  journalBox.checked = withJournal;
  const on = Object.values(faults).filter(Boolean).length;
  byId("faults-on").replaceChildren(on ? ` (${on} on)` : "");
  reconcile(byId("people"), [
    { key: "legend", sign: "", draw: () => el("legend", {}, "You are") },
    ...people.slice(0, 6).map((one) => ({
      key: one.id, sign: String(one.id === me),
      draw: () => el("label", {}, el("input", { type: "radio", name: "person", value: one.id, checked: one.id === me, "data-focus": one.id, onchange: () => onPerson(one.id) }), el("span", {}, one.name)),
    })),
  ]);
  byId("border").title = `${app.name} is real; this Slack is not. Deliveries go by ${app.delivery}.`;
}

const boxes = {};
let journalBox = null;

function build({ onJournal }) {
  built = true;
  const toggle = (label, says, change) => {
    const box = el("input", { type: "checkbox", role: "switch", onchange: () => change(box.checked) });
    return [box, el("label", { class: "switch" }, box, el("span", {}, label, says ? el("small", {}, says) : []))];
  };
  const switches = Object.entries(FAULTS).map(([name, [label, says]]) => {
    const [box, row] = toggle(label, says, (on) => act("fault", { name, on }));
    boxes[name] = box;
    return row;
  });
  const [box, row] = toggle("Raw payloads", "What goes between Slack and the bot.", onJournal);
  journalBox = box;
  const theme = el("select", { id: "theme", onchange: () => setTheme(theme.value) }, ["auto", "light", "dark"].map((one) => el("option", { value: one }, one[0].toUpperCase() + one.slice(1))));
  theme.value = document.documentElement.dataset.theme;
  byId("sidebar").append(
    el("h2", {}, "Channels"), el("ul", { id: "channels" }),
    el("h2", {}, "Apps"), el("ul", { id: "directs" }),
    el("div", { class: "desk" },
      el("h2", {}, "This stand-in"),
      row,
      el("details", {}, el("summary", {}, "Let Slack fail", el("span", { id: "faults-on" })), switches),
      el("label", { class: "theme", for: "theme" }, "Theme", theme)),
  );
}

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  try {
    localStorage.setItem("theme", name);
  } catch {
    // then it holds for this visit
  }
}
