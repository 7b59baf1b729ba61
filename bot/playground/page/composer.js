// The box in which a person writes: text, files, commands, pastes at hand.

import { el, freshId, icon } from "./dom.js";
import { bytesOf, MOST, size } from "./files.js";
import { act, channelOf, store, titleOf } from "./wire.js";

const ROWS = 12;

// `place()` gives { channel, thread }; `sent()` is told when a message went out, `editLast()` when one wants to edit the last.
export function composer({ id, place, sent, editLast, examples }) {
  const drafts = new Map(); // place → { text, files }
  let files = [];
  let at = "";

  const suggestions = el("ul", { id: `${id}-suggestions`, role: "listbox", "aria-label": "Suggestions", hidden: true });
  const text = el("textarea", { id, rows: 1, role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": suggestions.id, spellcheck: "false",
    oninput: changed, onkeydown: key, onpaste: paste, onblur: () => setTimeout(() => suggest([]), 150) });
  const chips = el("ul", { class: "chips", "aria-label": "Files to send" });
  const hint = el("p", { class: "hint", id: `${id}-hint`, "aria-live": "polite" });
  const trouble = el("p", { class: "error", role: "alert" });
  const pick = el("input", { type: "file", multiple: true, class: "unseen", tabindex: -1, "aria-hidden": "true", onchange: () => (add([...pick.files]), (pick.value = "")) });
  const send = el("button", { class: "icon send", "aria-label": "Send", title: "Send (Enter)" }, icon("send"));
  const also = el("input", { type: "checkbox", id: freshId("also") });
  const alsoRow = el("label", { class: "also", for: also.id }, also, el("span"));
  const form = el("form", { class: "composer", onsubmit: (event) => (event.preventDefault(), submit()), ondragover: drag, ondragleave: drag, ondrop: drop },
    trouble, suggestions, text, chips,
    el("div", { class: "bar" },
      el("button", { type: "button", class: "icon", "aria-label": "Attach files", title: "Attach files, or drop them here", onclick: () => pick.click() }, icon("attach")), pick,
      examples ? menuOfExamples() : [], id === "composer" ? [] : alsoRow, hint, send));

  function show() {
    const { channel, thread } = place();
    const now = `${store.state.me}/${channel}/${thread || ""}`;
    const found = channelOf(channel);
    if (now !== at) {
      drafts.set(at, { text: text.value, files });
      at = now;
      ({ text: text.value, files } = drafts.get(now) || { text: "", files: [] });
      also.checked = false;
      trouble.replaceChildren();
      changed();
    }
    const name = found ? (found.kind === "im" ? titleOf(found) : `#${titleOf(found)}`) : "";
    const label = thread ? "Reply" : `Message ${name}`;
    text.placeholder = thread ? "Reply…" : label;
    text.setAttribute("aria-label", label);
    alsoRow.lastChild.replaceChildren(`Also send to ${name}`);
    form.hidden = !found || found.archived;
  }

  function changed() {
    text.rows = Math.min(ROWS, Math.max(1, text.value.split("\n").length));
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight + 2, innerHeight * 0.4)}px`;
    const most = store.state?.snippet_over;
    hint.replaceChildren(text.value.length > most ? `${text.value.length.toLocaleString()} characters: goes out as a snippet` : "");
    send.disabled = !text.value.trim() && !files.length;
    chips.replaceChildren(...files.map((file, n) => el("li", {}, icon("file"), `${file.name} · ${size(file.size)}`,
      el("button", { type: "button", class: "icon", "aria-label": `Remove ${file.name}`, onclick: () => (files.splice(n, 1), changed(), text.focus()) }, icon("close")))));
    offer();
  }

  async function submit() {
    const { channel, thread } = place();
    if (send.disabled) return;
    const before = { text: text.value, files };
    const broadcast = Boolean(thread) && also.checked;
    text.value = "";
    files = [];
    also.checked = false;
    trouble.replaceChildren();
    suggest([]);
    changed();
    if (!before.text.startsWith("/")) sent(channel, thread);
    const content = { channel, text: before.text, thread: thread || undefined, broadcast, files: before.files.length ? await bytesOf(before.files) : [] };
    const says = await act("write", content);
    if (!says) return;
    say(says);
    if (!text.value && !files.length) {
      ({ text: text.value, files } = before);
      changed();
    }
  }

  function say(words) {
    trouble.replaceChildren(words);
  }

  function key(event) {
    if (event.isComposing) return;
    if (!suggestions.hidden && ["ArrowDown", "ArrowUp", "Tab", "Enter", "Escape"].includes(event.key) && choose(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    } else if (event.key === "ArrowUp" && !text.value) {
      event.preventDefault();
      editLast();
    }
  }

  // Files out of a paste or a drop.
  function add(more) {
    const fit = more.filter((file) => file.size <= MOST);
    if (fit.length < more.length) say(`A file may hold ${size(MOST)} here.`);
    files = [...files, ...fit];
    changed();
    text.focus();
  }
  function paste(event) {
    const pasted = [...event.clipboardData.files];
    if (pasted.length) {
      event.preventDefault();
      add(pasted);
    }
  }
  function drag(event) {
    event.preventDefault();
    form.classList.toggle("dropping", event.type === "dragover");
  }
  function drop(event) {
    event.preventDefault();
    form.classList.remove("dropping");
    add([...event.dataTransfer.files]);
  }

  // Commands after a slash, names after an @.
  let offered = [];
  let marked = 0;
  function offer() {
    if (!store.state || document.activeElement !== text) return suggest([]);
    const upTo = text.value.slice(0, text.selectionStart);
    const { app, people } = store.state;
    if (/^\/\S*$/.test(upTo)) {
      const all = [...app.commands, { command: "/invite", description: "Brings the bot into this channel", usage_hint: `@${app.name}` }];
      const found = all.filter(({ command }) => command.startsWith(upTo) && command !== upTo);
      return suggest(found.map((one) => ({ words: `${one.command} `, label: one.command, more: `${one.usage_hint} ${one.description}`, from: 0 })));
    }
    const name = /(?:^|\s)@([a-z0-9._-]*)$/i.exec(upTo);
    if (!name) return suggest([]);
    const all = [app.name, ...people.map((one) => one.name)].filter((one) => one.startsWith(name[1].toLowerCase()));
    return suggest(all.slice(0, 6).map((one) => ({ words: `@${one} `, label: `@${one}`, more: one === app.name ? "app" : "", from: upTo.length - name[1].length - 1 })));
  }
  function suggest(found) {
    offered = found;
    marked = 0;
    suggestions.hidden = !found.length;
    text.setAttribute("aria-expanded", String(Boolean(found.length)));
    suggestions.replaceChildren(...found.map((one, n) => el("li", { role: "option", id: `${id}-option-${n}`, onmousedown: (event) => (event.preventDefault(), complete(n)) }, el("b", {}, one.label), " ", el("span", { class: "dim" }, one.more))));
    mark();
  }
  function mark() {
    [...suggestions.children].forEach((node, n) => node.setAttribute("aria-selected", String(n === marked)));
    if (offered.length) text.setAttribute("aria-activedescendant", `${id}-option-${marked}`);
    else text.removeAttribute("aria-activedescendant");
  }
  function choose(event) {
    event.preventDefault();
    if (event.key === "Escape") suggest([]);
    else if (event.key.startsWith("Arrow")) {
      marked = (marked + (event.key === "ArrowDown" ? 1 : -1) + offered.length) % offered.length;
      mark();
    } else complete(marked);
    event.stopPropagation();
    return true;
  }
  function complete(n) {
    const { words, from } = offered[n];
    const rest = text.value.slice(text.selectionStart);
    text.value = text.value.slice(0, from) + words + rest;
    text.setSelectionRange(from + words.length, from + words.length);
    changed();
  }

  // The entries' own examples.
  function menuOfExamples() {
    const list = el("select", { class: "examples", "aria-label": "Paste an example", onchange: async () => {
      const [cause, number] = list.value.split("/");
      list.value = "";
      if (!cause) return;
      text.value = await (await fetch(`/page/examples/${cause}/${number}`)).text();
      changed();
      text.focus();
    } }, el("option", { value: "" }, "Paste an example"));
    list.hidden = true;
    fetch("/page/examples").then((answer) => answer.json()).then((all) => {
      list.append(...all.map(({ cause, pastes }) => el("optgroup", { label: cause }, pastes.map((words, n) => el("option", { value: `${cause}/${n}` }, words)))));
      list.hidden = !all.length;
    }, () => {});
    return list;
  }

  changed();
  return { node: form, show, say, focus: () => text.focus() };
}
