// The raw payloads, newest first; each is drawn when it is opened.

import { byId, el, reconcile } from "./dom.js";
import { store } from "./wire.js";

const MOST = 200; // records on the page

export function drawJournal() {
  const records = [...store.journal.values()].sort((a, b) => b.at - a.at).slice(0, MOST);
  const opened = new Set([...byId("records").querySelectorAll("details[open]")].map((node) => node.parentElement.dataset.key));
  reconcile(byId("records"), records.map((record) => ({ key: record.key, sign: String(record.version), draw: () => draw(record, opened.has(record.key)) })));
}

function draw(record, isOpen) {
  const fill = () => details.open && details.childElementCount === 1 && details.append(...Object.entries(record.parts).filter(([, part]) => part !== null && part !== "").map(part));
  const details = el("details", { open: isOpen, ontoggle: fill },
    el("summary", { "data-focus": "summary" },
      el("span", { class: `way ${record.way}` }, record.way === "out" ? "→" : "←", el("span", { class: "unseen" }, record.way === "out" ? "from Slack" : "from the bot")),
      el("code", {}, record.name),
      el("span", { class: record.ok ? "state" : "state bad" }, record.state),
      el("time", {}, new Date(record.at * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" }))));
  fill();
  return el("li", {}, details);
}

const part = ([name, content]) => el("div", {}, el("h3", {}, name), el("pre", { tabindex: 0, role: "group", "aria-label": name }, typeof content === "string" ? content : JSON.stringify(content, null, 2)));
