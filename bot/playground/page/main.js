// The page: where one is, what is drawn when something happened.

import { composer } from "./composer.js";
import { byId, el, icon } from "./dom.js";
import { drawJournal } from "./journal.js";
import { drawList, editLast, setUp, walk } from "./messages.js";
import { drawSidebar } from "./sidebar.js";
import { drawHome, drawModal } from "./views.js";
import { act, channelOf, inChannel, inThread, listen, store, titleOf } from "./wire.js";

const narrow = matchMedia("(max-width: 760px)");
const unread = new Set();
let person = sessionStorage.getItem("person") || "";
let withJournal = false;
let wrote = null; // the conversation in which the person wrote last, until the bot answers there

// #/CHANNEL, #/CHANNEL/ROOT, or #/CHANNEL/home for the app's tabs.
function place() {
  const [, channel = "", rest = ""] = location.hash.split("/");
  const found = channelOf(channel) || store.state.channels.find((one) => one.kind === "channel") || store.state.channels[0];
  const isTs = /^\d+\.\d+$/.test(rest);
  return { channel: found ? found.id : "", thread: found && found.id === channel && isTs ? rest : "", tab: isTs ? "" : rest };
}

const go = (channel, rest = "") => (location.hash = rest ? `#/${channel}/${rest}` : `#/${channel}`);

const main = composer({ id: "composer", examples: true, place: () => ({ channel: place().channel }), sent: (channel) => ((wrote = { channel }), stick("messages-scroll")), editLast: () => editLast(place().channel, "") });
const side = composer({ id: "thread-composer-text", place, sent: () => stick("thread-scroll"), editLast: () => editLast(place().channel, place().thread) });
byId("channel-composer").append(main.node);
byId("thread-composer").append(side.node);
for (const [id, name] of [["menu", "menu"], ["thread-back", "back"], ["thread-close", "close"], ["journal-close", "close"]]) byId(id).append(icon(name));

// Whoever is at the end of a list stays there, whatever is drawn or how the panes are laid out. A thread's last message
// is seen from its beginning.
const panes = { "messages-scroll": false, "thread-scroll": true };
const stick = (id) => (byId(id).dataset.stick = "yes");
const isAtEnd = (node) => node.scrollHeight - node.scrollTop - node.clientHeight < 60;
function settle() {
  for (const [id, fromItsBeginning] of Object.entries(panes)) {
    const node = byId(id);
    if (!node.dataset.stick) continue;
    const list = node.querySelector("ol");
    const last = list.lastElementChild;
    node.scrollTop = fromItsBeginning && last ? last.offsetTop - list.offsetTop - 4 : node.scrollHeight;
  }
}

let drawn = "";
function draw() {
  if (!store.state) return;
  const { channel, thread, tab } = place();
  const found = channelOf(channel);
  const here = `${store.state.me}/${channel}/${tab}`;
  if (here !== drawn) stick("messages-scroll");
  drawn = here;
  unread.delete(channel);
  drawSidebar({ channel, unread, withJournal, onJournal: showJournal, onPerson: become });
  drawHeader(found, tab);
  const isHome = tab === "home" || tab === "about";
  byId("messages-scroll").hidden = byId("channel-composer").hidden = isHome;
  byId("home").hidden = !isHome;
  if (tab === "home") drawHome();
  if (tab === "about") drawAbout();
  if (!isHome) drawList(byId("messages"), inChannel(channel), { thread: false });
  drawThread(found, thread);
  drawWelcome(found);
  main.show();
  side.show();
  settle();
  drawModal();
}

let opened = "";
function drawThread(channel, thread) {
  const pane = byId("thread");
  const root = thread && [...store.messages.values()].find((m) => m.channel === channel.id && m.ts === thread && !m.only_for);
  const replies = thread ? inThread(channel.id, thread) : [];
  pane.hidden = !thread || (!root && !replies.length);
  document.body.classList.toggle("in-thread", !pane.hidden);
  if (pane.hidden) {
    opened = "";
    return;
  }
  if (opened !== thread) stick("thread-scroll");
  opened = thread;
  byId("thread-name").replaceChildren("Thread ", el("span", { class: "dim" }, channel.kind === "im" ? titleOf(channel) : `#${titleOf(channel)}`));
  drawList(byId("replies"), root ? [root, ...replies] : replies, { thread: true });
}

function drawHeader(channel, tab) {
  const { app } = store.state;
  const isApp = channel.kind === "im";
  byId("channel-name").replaceChildren(el("span", { class: "sign", "aria-hidden": "true" }, isApp ? "" : "# "), titleOf(channel));
  document.title = `${isApp ? "" : "#"}${titleOf(channel)} · playground, a local stand-in for Slack`;
  byId("channel-about").replaceChildren(isApp ? "Only you and the bot are here. Whatever you send, it answers." : channel.has_bot ? `${app.name} reads along and answers Gemini errors in their threads.` : "");
  const outside = byId("outside");
  outside.hidden = channel.has_bot;
  if (!channel.has_bot && !outside.childElementCount) outside.append(`${app.name} isn't in this channel.`, el("button", { type: "button", onclick: () => act("invite", { channel: place().channel }) }, "Add it"));
  const tabs = byId("tabs");
  tabs.hidden = !isApp;
  const all = [...(app.has_home ? [["home", "Home"]] : []), ["", "Messages"], ["about", "About"]];
  const sign = JSON.stringify([tab, channel.id, app.has_home]);
  if (tabs.dataset.sign === sign) return;
  tabs.dataset.sign = sign;
  const held = tabs.contains(document.activeElement);
  tabs.replaceChildren(...all.map(([name, label]) => el("button", { type: "button", role: "tab", "aria-selected": String(name === tab), tabindex: name === tab ? 0 : -1, onclick: () => go(channel.id, name) }, label)));
  if (held) tabs.querySelector("[aria-selected=true]")?.focus();
}

function drawWelcome(channel) {
  const { app, shortcuts = app.shortcuts } = store.state;
  const place = byId("welcome");
  place.hidden = inChannel(channel.id).length > 0;
  if (place.dataset.sign === channel.id) return;
  place.dataset.sign = channel.id;
  const command = app.commands[0]?.command;
  place.replaceChildren(
    el("h2", {}, channel.kind === "im" ? `Write to ${app.name}` : `This is the beginning of #${titleOf(channel)}`),
    el("p", {}, channel.kind === "im" || channel.has_bot ? `Paste an error of the Gemini API, or take one from “Paste an example” below. ${app.name} answers in the thread.` : `${app.name} isn't here. A message's menu and ${command} reach it all the same.`),
    el("ul", {},
      command ? el("li", {}, el("code", {}, command), " alone opens a modal; with an error behind it, it answers.") : [],
      shortcuts.length ? el("li", {}, `“${shortcuts[0].name}” is in the menu of every message.`) : [],
      el("li", {}, "Drop a log file on the message box, or paste a long one: it goes out as a snippet."),
      el("li", {}, "On the left Slack can be made to fail, and the raw payloads shown.")));
}

function drawAbout() {
  const { app } = store.state;
  const rows = [["What it does", app.description], ...app.commands.map((one) => [one.command, `${one.usage_hint} ${one.description}`]),
    ...app.shortcuts.map((one) => [`Menu of a message: ${one.name}`, one.description]), ["Scopes", app.scopes.join(", ")], ["Deliveries", app.delivery]];
  byId("home").dataset.sign = "about";
  byId("home").replaceChildren(el("dl", {}, rows.map(([name, says]) => [el("dt", {}, name), el("dd", {}, says)])));
}

// What has just come in: marks, the thread of an answer, a word for who can't see it.
const known = new Set();
function arrived({ set: messages, whole }) {
  const { app, me } = store.state;
  const { channel, thread } = place();
  for (const message of messages) {
    const isNew = !known.has(message.key);
    known.add(message.key);
    if (message.user === me || whole) continue;
    if (isNew && message.channel !== channel) unread.add(message.channel);
    say(`${message.name}${message.thread ? " in a thread" : ""}${message.only_for ? ", only visible to you" : ""}: ${message.text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&").slice(0, 300)}`);
    const answers = isNew && message.user === app.user && message.thread && wrote?.channel === message.channel && message.channel === channel;
    const root = answers && store.messages.get(`${message.channel}:${message.thread}:`);
    if (root && root.user === me && thread !== message.thread) {
      wrote = null;
      if (!narrow.matches && !byId("thread").contains(document.activeElement)) go(channel, message.thread);
    }
  }
}

const say = (words) => byId("said").replaceChildren(words);

function heard(name, content) {
  byId("border").classList.toggle("lost", name === "lost");
  if (name === "lost") say("The playground doesn't answer.");
  if (name === "state" && person !== store.state.me) sessionStorage.setItem("person", (person = store.state.me));
  if (name === "messages") arrived(content);
  if (name === "journal") drawJournal();
  else draw();
}

function become(id) {
  person = id;
  wrote = null;
  unread.clear();
  sessionStorage.setItem("person", id);
  const known = channelOf(place().channel);
  if (known?.kind === "im") location.hash = "";
  listen(person, withJournal, heard);
}

function showJournal(on) {
  withJournal = on;
  byId("journal").hidden = !on;
  if (!on) byId("records").replaceChildren();
  listen(person, withJournal, heard);
}

function leaveThread() {
  const { channel, thread } = place();
  go(channel);
  const link = byId("messages").querySelector(`[data-ts="${thread}"] .thread-link`) || byId("messages").querySelector(`[data-ts="${thread}"]`);
  (link || byId("composer")).focus();
}

function openSidebar(on) {
  document.body.classList.toggle("in-sidebar", on);
  byId("menu").setAttribute("aria-expanded", String(on));
  if (on) byId("sidebar").querySelector("a, input, select").focus();
}

setUp({ redraw: draw, complain: (says, thread) => says && (thread && !byId("thread").hidden ? side : main).say(says) });
byId("thread-close").addEventListener("click", leaveThread);
byId("thread-back").addEventListener("click", leaveThread);
byId("journal-close").addEventListener("click", () => (showJournal(false), draw(), byId("composer").focus()));
byId("menu").addEventListener("click", () => openSidebar(!document.body.classList.contains("in-sidebar")));
byId("sidebar").addEventListener("click", (event) => event.target.closest("a") && openSidebar(false));
document.addEventListener("pointerdown", (event) => {
  if (document.body.classList.contains("in-sidebar") && !event.target.closest("#sidebar, #menu")) openSidebar(false);
});
document.querySelector(".skip").addEventListener("click", (event) => (event.preventDefault(), main.focus()));
byId("tabs").addEventListener("keydown", (event) => {
  const all = [...byId("tabs").children];
  const to = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (to) all[(all.indexOf(document.activeElement) + to + all.length) % all.length].click();
});
for (const id of ["messages", "replies"]) byId(id).addEventListener("keydown", walk);
const resized = new ResizeObserver(settle);
for (const id of Object.keys(panes)) {
  const node = byId(id);
  resized.observe(node);
  let before = 0;
  node.addEventListener("scroll", () => {
    if (isAtEnd(node)) stick(id);
    else if (node.scrollTop < before) delete node.dataset.stick;
    before = node.scrollTop;
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  if (document.body.classList.contains("in-sidebar")) (openSidebar(false), byId("menu").focus());
  else if (!byId("thread").hidden && byId("thread").contains(document.activeElement)) leaveThread();
});
addEventListener("hashchange", (event) => {
  if (event.newURL === event.oldURL) return;
  const before = new URL(event.oldURL).hash.split("/");
  draw();
  const { channel, tab, thread } = place();
  if (channelOf(channel)?.kind === "im" && tab !== "about" && !thread && (before[1] !== channel || before[2] !== tab)) act("home", { tab: tab || "messages" });
  if (thread && !byId("thread").hidden && document.activeElement?.matches("[data-focus=thread], [data-focus=reply], [role=menuitem], [data-focus=more]")) side.focus();
});
listen(person, withJournal, heard);
