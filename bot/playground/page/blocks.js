// Blocks as Slack shows them, in messages, modals and the Home.

import { el, freshId } from "./dom.js";
import { element } from "./inputs.js";
import { markdown } from "./markdown.js";
import { richText } from "./rich.js";
import { link, plain, textObject } from "./words.js";

export const drawBlocks = (blocks, context) => blocks.map((block) => el("div", { class: `block ${block.type}`, "data-block": block.block_id }, draw(block, context)));

function draw(block, context) {
  switch (block.type) {
    case "section":
      return section(block, context);
    case "rich_text":
      return richText(block);
    case "markdown":
      return markdown(block.text);
    case "header":
      return el("h3", {}, plain(block.text.text, block.text.emoji !== false));
    case "divider":
      return el("hr");
    case "context":
      return block.elements.map((item) => (item.type === "image" ? picture(item) : el("span", {}, textObject(item))));
    case "actions":
    case "context_actions":
      return block.elements.map((item) => element(block, item, context));
    case "table":
      return table(block);
    case "input":
      return input(block, context);
    case "image":
      return [block.title ? el("p", {}, plain(block.title.text)) : [], picture(block)];
    default:
      return el("span", { class: "dim" }, `[${block.type}]`);
  }
}

function section(block, context) {
  const { accessory, fields, text } = block;
  return [
    el("div", { class: "words" },
      text ? el("div", {}, textObject(text)) : [],
      fields ? el("div", { class: "fields" }, fields.map((field) => el("div", {}, textObject(field)))) : []),
    accessory ? el("div", { class: "accessory" }, accessory.type === "image" ? picture(accessory) : element(block, accessory, context)) : [],
  ];
}

// Nothing is fetched from elsewhere: an image is its alternative text with its address.
function picture(item) {
  const address = item.image_url || "";
  return el("span", { class: "picture", role: "img", "aria-label": item.alt_text }, "image: ", address ? link(address, item.alt_text) : item.alt_text);
}

function table(block) {
  const settings = block.column_settings || [];
  const cell = (name, content, at) => {
    const align = settings[at]?.align || (content.type === "raw_number" ? "right" : "left");
    const inside = content.type === "rich_text" ? richText(content) : String(content.text ?? content.value);
    return el(name, { class: `to-${align}${settings[at]?.is_wrapped ? " wrapped" : ""}`, scope: name === "th" ? "col" : undefined }, inside);
  };
  const [head, ...rows] = block.rows;
  return el("div", { class: "table", tabindex: 0, role: "group", "aria-label": "table" }, el("table", {},
    el("thead", {}, el("tr", {}, head.map((content, at) => cell("th", content, at)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((content, at) => cell("td", content, at)))))));
}

const GROUPS = ["radio_buttons", "checkboxes"];

function input(block, context) {
  const { element: item, hint, label, optional } = block;
  const id = freshId("input");
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const words = [plain(label.text, label.emoji !== false), optional ? el("span", { class: "dim" }, " (optional)") : []];
  const described = { "aria-describedby": hint ? `${hintId} ${errorId}` : errorId };
  const isGroup = GROUPS.includes(item.type);
  const node = element(block, item, context, isGroup ? { "aria-labelledby": `${id}-label`, ...described } : { id, ...described, "aria-required": optional ? undefined : "true" });
  return [
    isGroup ? el("div", { class: "label", id: `${id}-label` }, words) : el("label", { class: "label", for: id }, words),
    node,
    el("p", { class: "error", id: errorId, role: "alert" }),
    hint ? el("p", { class: "hint", id: hintId }, plain(hint.text, hint.emoji !== false)) : [],
  ];
}
