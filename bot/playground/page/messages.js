// Messages: how one looks, what its menu offers, and the lists of a channel and of a thread.

import { drawBlocks } from "./blocks.js";
import { ask, byId, el, icon, reconcile } from "./dom.js";
import { size } from "./files.js";
import { typed } from "./rich.js";
import { emoji, link, mrkdwn, plain } from "./words.js";
import { act, inThread, store } from "./wire.js";

const TOGETHER = 300; // seconds within which messages of one person stand below one name
const editing = new Set(); // keys

let redraw = () => {};
let complain = () => {};
export const setUp = (hooks) => ({ redraw, complain } = hooks);

const dayOf = (ts) => new Date(ts * 1000).toDateString();

function dayName(ts) {
  const day = dayOf(ts);
  if (day === new Date().toDateString()) return "Today";
  if (day === new Date(Date.now() - 864e5).toDateString()) return "Yesterday";
  return new Date(ts * 1000).toLocaleDateString(undefined, { weekday: "long", month: "long", day: "numeric" });
}

// `parent` shows these messages; in a thread the first is the root.
export function drawList(parent, messages, { thread }) {
  const items = [];
  let before = null;
  for (const message of messages) {
    const isNewDay = !before || dayOf(before.ts) !== dayOf(message.ts);
    if (isNewDay && !thread) items.push({ key: `day-${dayOf(message.ts)}`, sign: "", draw: () => el("li", { class: "day", role: "presentation" }, el("span", {}, dayName(message.ts))) });
    const follows = before && !isNewDay && before.user === message.user && !before.subtype === !message.subtype && before.only_for === message.only_for && message.ts - before.ts < TOGETHER && !(thread && before === messages[0]);
    const replies = thread || message.thread ? [] : inThread(message.channel, message.ts);
    const sign = [message.version, follows, replies.length, replies.at(-1)?.ts, editing.has(message.key + thread), store.state.me].join();
    items.push({ key: message.key, sign, draw: () => draw(message, { follows, replies, thread }) });
    if (thread && message === messages[0]) {
      const count = messages.length - 1;
      items.push({ key: "count", sign: String(count), draw: () => el("li", { class: "day replies", role: "presentation" }, el("span", {}, count === 1 ? "1 reply" : `${count} replies`)) });
    }
    before = message;
  }
  reconcile(parent, items);
}

function draw(message, { follows, replies, thread }) {
  const isMine = message.user === store.state.me;
  const isEdited = editing.has(message.key + thread);
  const time = new Date(message.ts * 1000);
  const clock = time.toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
  const name = nameIn(message);
  const hidden = follows ? "unseen" : "";
  return el("li", { class: `message${follows ? " follows" : ""}${message.only_for ? " ephemeral" : ""}${message.subtype ? ` ${message.subtype}` : ""}`, tabindex: -1, "aria-label": `${name}, ${clock}`, "data-ts": message.ts },
    message.only_for ? el("p", { class: "only" }, icon("eye"), "Only visible to you") : [],
    el("div", { class: `avatar tone-${tone(message.user)}${message.is_bot ? " bot" : ""} ${hidden}`, "aria-hidden": "true" }, name.slice(0, 1).toUpperCase()),
    el("div", { class: "said" },
      el("p", { class: `by ${hidden}` }, el("b", {}, name), message.is_bot ? el("span", { class: "badge" }, "APP") : [], el("time", { datetime: time.toISOString(), title: time.toLocaleString() }, clock)),
      isEdited ? editor(message, thread) : body(message),
      replies.length ? summary(message, replies) : []),
    isEdited ? [] : tools(message, { isMine, thread }));
}

const nameIn = (message) => (message.subtype === "tombstone" ? "Slackbot" : message.name);

const tone = (user) => [...user].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7) % 6;

function body(message) {
  const context = {
    act: async (block, item, name, value) => {
      const at = { channel: message.channel, ts: message.ts, block_id: block.block_id, name };
      complain(await act("press", value === undefined ? at : { ...at, value }), message.thread);
    },
  };
  const words = message.blocks.length ? drawBlocks(message.blocks, context) : message.text ? el("div", { class: "block text" }, mrkdwn(message.text)) : [];
  return el("div", { class: "body" }, words, message.edited ? el("span", { class: "dim edited" }, "(edited)") : [],
    message.files.map(file), message.attachments.map((one) => attachment(one, context)),
    message.reactions.map((one) => el("span", { class: "reaction" }, emoji(one.name), ` ${one.count}`)));
}

function file(one) {
  const about = one.mode === "snippet" ? `${one.lines} ${one.lines === 1 ? "line" : "lines"} · ${size(one.size)}` : size(one.size);
  const more = el("button", { type: "button", "data-focus": `file-${one.id}`, onclick: async () => {
    const whole = await (await fetch(`/page/files/${one.id}`)).text();
    preview.replaceChildren(whole);
    more.remove();
  } }, "Show all");
  const preview = el("pre", { tabindex: 0, role: "group", "aria-label": one.name }, one.preview);
  return el("div", { class: "file" }, el("p", {}, icon("file"), el("b", {}, one.name), el("span", { class: "dim" }, ` ${one.mode === "snippet" ? "Snippet" : one.filetype.toUpperCase()} · ${about}`)),
    one.mode === "snippet" ? [preview, one.is_cut ? more : []] : []);
}

function attachment(one, context) {
  const title = one.title && (one.title_link || one.from_url ? link(one.title_link || one.from_url, one.title) : one.title);
  return el("div", { class: "attachment" }, one.pretext ? el("p", {}, mrkdwn(one.pretext)) : [], title ? el("p", {}, el("b", {}, title)) : [],
    one.blocks ? drawBlocks(one.blocks, context) : el("div", {}, mrkdwn(one.text || (title ? "" : one.fallback || ""))),
    (one.fields || []).map((field) => el("p", {}, el("b", {}, field.title || ""), " ", mrkdwn(field.value || ""))));
}

function summary(message, replies) {
  const last = replies.at(-1);
  const count = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
  return el("a", { class: "thread-link", href: `#/${message.channel}/${message.ts}`, "data-focus": "thread" },
    el("span", { class: `avatar small tone-${tone(last.user)}${last.is_bot ? " bot" : ""}`, "aria-hidden": "true" }, last.name.slice(0, 1).toUpperCase()),
    el("b", {}, count), el("span", { class: "dim" }, ` ${last.name}: `, el("span", { class: "first" }, plain(firstWords(last), false))));
}

const firstWords = (message) => (message.text || "").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&").split("\n")[0].slice(0, 120);

function tools(message, { isMine, thread }) {
  if (message.subtype === "tombstone") return [];
  if (message.only_for) {
    return el("div", { class: "tools always" }, el("button", { type: "button", "data-focus": "dismiss", onclick: () => act("dismiss", { channel: message.channel, ts: message.ts }) }, "Dismiss"));
  }
  const root = message.thread || message.ts;
  const reply = () => (location.hash = `#/${message.channel}/${root}`);
  const items = store.state.app.shortcuts.map((shortcut) => [shortcut.name, async () => {
    complain(await act("shortcut", { callback_id: shortcut.callback_id, channel: message.channel, ts: message.ts }), message.thread);
  }, store.state.app.name]);
  if (!thread) items.push(["Reply in thread", reply]);
  items.push(["Copy text", () => navigator.clipboard?.writeText(typed(message.blocks) || message.text)]);
  if (isMine && !message.subtype?.endsWith("_join")) items.push(["Edit message", () => (editing.add(message.key + thread), redraw())], ["Delete message", () => remove(message)]);
  return el("div", { class: "tools" },
    thread ? [] : el("button", { type: "button", class: "icon", "data-focus": "reply", "aria-label": "Reply in thread", title: "Reply in thread", onclick: reply }, icon("reply")),
    menu(items));
}

async function remove(message) {
  const yes = await ask({ title: "Delete message", text: "Delete this message? The bot's answer below it goes too.", yes: "Delete", no: "Cancel", danger: true });
  if (yes) complain(await act("delete", { channel: message.channel, ts: message.ts }), message.thread);
}

// A button with a menu below it: arrow keys, Home, End, Escape; it closes when the focus leaves.
function menu(items) {
  const button = el("button", { type: "button", class: "icon", "data-focus": "more", "aria-label": "More actions", title: "More actions", "aria-haspopup": "menu", "aria-expanded": "false", onclick: () => (list ? close() : open()) }, icon("more"));
  const place = el("span", { class: "menu" }, button);
  let list = null;
  const close = () => {
    const old = list;
    list = null; // first: removing it takes the focus away, which closes it
    old?.remove();
    button.setAttribute("aria-expanded", "false");
  };
  function open() {
    list = el("div", { role: "menu", "aria-label": "More actions", onkeydown: move }, items.map(([label, does, from]) =>
      el("button", { type: "button", role: "menuitem", tabindex: -1, onclick: () => (close(), button.focus(), does()) }, label, from ? el("small", {}, from) : [])));
    list.addEventListener("focusout", (event) => place.contains(event.relatedTarget) || close());
    place.append(list);
    button.setAttribute("aria-expanded", "true");
    const scroll = place.closest(".scroll").getBoundingClientRect();
    if (list.getBoundingClientRect().bottom > scroll.bottom && button.getBoundingClientRect().top - scroll.top > list.offsetHeight) list.classList.add("up");
    list.firstElementChild.focus();
  }
  function move(event) {
    const all = [...list.children];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) all[to].focus();
    else if (event.key === "Escape") {
      close();
      button.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return place;
}

function editor(message, thread) {
  const text = el("textarea", { rows: 3, "aria-label": "Edit message", onkeydown: (event) => {
    if (event.key === "Escape") done(event);
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) save(event);
  } });
  text.value = typed(message.blocks) || message.text;
  text.rows = Math.min(12, text.value.split("\n").length + 1);
  const done = (event) => {
    event.preventDefault();
    event.stopPropagation();
    editing.delete(message.key + thread);
    redraw();
    byId(thread ? "replies" : "messages").querySelector(`[data-ts="${message.ts}"]`)?.focus();
  };
  const save = async (event) => {
    const changed = text.value;
    done(event);
    if (changed.trim() && changed !== (typed(message.blocks) || message.text)) complain(await act("edit", { channel: message.channel, ts: message.ts, text: changed }), message.thread);
  };
  queueMicrotask(() => text.focus());
  return el("form", { class: "editor", onsubmit: save }, text, el("div", {}, el("button", { type: "button", onclick: done }, "Cancel"), el("button", { class: "primary" }, "Save")));
}

export function editLast(channel, thread) {
  const mine = [...store.messages.values()].filter((m) => m.channel === channel && m.user === store.state.me && (thread ? m.thread === thread : !m.thread) && !m.only_for && !m.subtype?.endsWith("_join"));
  const last = mine.sort((a, b) => (a.ts < b.ts ? 1 : -1))[0];
  if (!last) return;
  editing.add(last.key + Boolean(thread));
  redraw();
}

// Arrow keys lead from message to message.
export function walk(event) {
  if (!["ArrowDown", "ArrowUp"].includes(event.key) || event.target.closest("textarea, input, select, [role=menu], pre")) return;
  const all = [...event.currentTarget.querySelectorAll(".message")];
  const at = all.indexOf(event.target.closest(".message"));
  const to = at < 0 ? all.at(-1) : all[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (!to) return;
  event.preventDefault();
  to.focus();
}
