// Elements that a person presses, chooses or fills in. `context.act(block, element, name, value)` tells the app;
// `context.filled` collects, by name, how to read what is filled in.

import { ask, el, freshId, icon } from "./dom.js";
import { bytesOf } from "./files.js";
import { plain, textObject } from "./words.js";
import { store, titleOf } from "./wire.js";

const words = (object) => (object ? object.text : "");

export async function agreed(element) {
  const { confirm } = element;
  return !confirm || ask({ title: words(confirm.title), text: textObject(confirm.text), yes: words(confirm.confirm), no: words(confirm.deny), danger: confirm.style === "danger" });
}

// The element as a node; `named` are attributes that tie it to its label.
export function element(block, item, context, named = {}) {
  const inInput = block.type === "input";
  const tells = !inInput || block.dispatch_action;
  const focus = `${block.block_id}/${item.action_id}`;
  const common = { "data-focus": focus, ...(named.id || named["aria-labelledby"] ? named : { "aria-label": words(item.placeholder) || item.action_id, ...named }) };
  const keep = (read) => context.filled?.set(inInput ? block.block_id : item.action_id, read);
  const tell = async (value, revert) => {
    if (!tells) return;
    if (await agreed(item)) context.act(block, item, item.action_id, value);
    else revert?.();
  };
  const draw = DRAWN[item.type] || DRAWN[item.type.replace(/^multi_/, "")] || unknown;
  return draw({ block, item, context, common, keep, tell, focus });
}

const unknown = ({ item }) => el("span", { class: "dim" }, `[${item.type}]`);

function button({ block, item, context, focus }) {
  const press = async (event) => {
    const node = event.currentTarget;
    if (node.ariaBusy || !(await agreed(item))) return;
    node.ariaBusy = "true"; // not disabled: that would take the focus away
    if (item.url) open(item.url, "_blank", "noopener");
    await context.act(block, item, item.action_id);
    node.ariaBusy = null;
  };
  return el("button", { type: "button", class: item.style || "", "data-focus": focus, "aria-label": item.accessibility_label, onclick: press }, plain(words(item.text), item.text.emoji !== false));
}

const iconButton = ({ block, item, context, focus }) =>
  el("button", { type: "button", class: "icon", "data-focus": focus, "aria-label": item.accessibility_label || words(item.text), title: words(item.text),
    onclick: async () => (await agreed(item)) && context.act(block, item, item.action_id) }, icon(item.icon));

const feedback = ({ block, item, context, focus }) =>
  el("span", { class: "feedback", role: "group" }, ["positive", "negative"].map((side) => {
    const one = item[`${side}_button`];
    return el("button", { type: "button", "data-focus": `${focus}/${side}`, "aria-label": one.accessibility_label,
      onclick: () => context.act(block, item, words(one.text)) }, el("span", { "aria-hidden": "true" }, side === "positive" ? "👍 " : "👎 "), words(one.text));
  }));

function overflow({ item, tell, focus }) {
  const list = el("select", { class: "overflow", "data-focus": focus, "aria-label": "More options", onchange: () => (tell(list.value), (list.value = "")) },
    el("option", { value: "" }, "⋯"), item.options.map((option) => el("option", { value: option.value }, words(option.text))));
  return list;
}

function line(type) {
  return ({ item, common, keep, tell }) => {
    const many = item.multiline;
    const node = el(many ? "textarea" : "input", {
      ...common, type: many ? undefined : type, rows: many ? 6 : undefined, placeholder: words(item.placeholder),
      maxlength: item.max_length ?? 3000, minlength: item.min_length, min: item.min_value, max: item.max_value,
      step: type === "number" ? (item.is_decimal_allowed ? "any" : 1) : undefined, autofocus: item.focus_on_load, autocomplete: "off", spellcheck: "false",
      onkeydown: (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.currentTarget.form?.requestSubmit(),
      onchange: () => tell(node.value),
    });
    node.value = item.initial_value ?? "";
    keep(() => node.value || null);
    return node;
  };
}

function richLine(given) {
  const node = line("text")({ ...given, item: { ...given.item, initial_value: "", multiline: true }, keep: () => {} });
  given.keep(() => node.value ? { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text: node.value }] }] } : null);
  return node;
}

const initial = (item) => Object.entries(item).find(([key]) => key.startsWith("initial_"))?.[1] ?? null;

// Menus: static ones, and those of people and conversations.
function menu(options) {
  return ({ item, common, keep, tell }) => {
    const many = item.type.startsWith("multi_");
    const chosen = [initial(item)].flat().map((one) => one?.value ?? one).filter(Boolean);
    const draw = (one) => el("option", { value: one.value, selected: chosen.includes(one.value) }, one.label);
    const groups = item.option_groups?.map((group) => el("optgroup", { label: words(group.label) }, group.options.map(asOption).map(draw)));
    const node = el("select", { ...common, multiple: many, onchange: () => tell(read(), () => (node.selectedIndex = -1)) },
      many ? [] : el("option", { value: "" }, words(item.placeholder) || "Choose"), groups || options(item).map(draw));
    const read = () => (many ? [...node.selectedOptions].map((one) => one.value) : node.value || null);
    keep(read);
    return node;
  };
}

const asOption = (option) => ({ value: option.value, label: words(option.text) });
const people = () => [...store.state.people.map((one) => ({ value: one.id, label: one.name })), { value: store.state.app.user, label: store.state.app.name }];
const conversations = (test) => () => store.state.channels.filter(test).map((one) => ({ value: one.id, label: (one.kind === "channel" ? "#" : "") + titleOf(one) }));

function choices(type) {
  return ({ item, common, keep, tell, focus }) => {
    const name = freshId("choice");
    const first = [item.initial_option ?? item.initial_options ?? []].flat().map((one) => one.value);
    const boxes = item.options.map((option) => el("input", { type, name, value: option.value, checked: first.includes(option.value), "data-focus": `${focus}/${option.value}`, onchange: () => tell(read()) }));
    const read = () => {
      const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
      return type === "radio" ? chosen[0] ?? null : chosen;
    };
    keep(read);
    const { id, ...rest } = common;
    return el("div", { ...rest, class: "choices", role: type === "radio" ? "radiogroup" : "group" },
      item.options.map((option, at) => el("label", {}, boxes[at], el("span", {}, textObject(option.text), option.description ? el("small", {}, textObject(option.description)) : []))));
  };
}

function moment(type, start) {
  return ({ item, common, keep, tell }) => {
    const node = el("input", { ...common, type, onchange: () => tell(read()) });
    const read = () => (!node.value ? null : type === "datetime-local" ? Math.floor(new Date(node.value).getTime() / 1000) : node.value);
    const first = item[start];
    if (first) node.value = type === "datetime-local" ? new Date(first * 1000 - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 16) : first;
    keep(read);
    return node;
  };
}

function files({ item, common, keep }) {
  const node = el("input", { ...common, type: "file", multiple: (item.max_files ?? 10) > 1, accept: item.filetypes?.map((end) => `.${end}`).join(",") });
  keep(() => bytesOf([...node.files]));
  return node;
}

const DRAWN = {
  button, icon_button: iconButton, feedback_buttons: feedback, overflow, file_input: files,
  plain_text_input: line("text"), email_text_input: line("email"), url_text_input: line("url"), number_input: line("number"), rich_text_input: richLine,
  static_select: menu((item) => (item.options || []).map(asOption)), external_select: unknown,
  users_select: menu(people), conversations_select: menu(conversations(() => true)), channels_select: menu(conversations((one) => one.kind === "channel")),
  radio_buttons: choices("radio"), checkboxes: choices("checkbox"),
  datepicker: moment("date", "initial_date"), timepicker: moment("time", "initial_time"), datetimepicker: moment("datetime-local", "initial_date_time"),
};
