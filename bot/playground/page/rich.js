// A rich_text block.

import { el } from "./dom.js";
import { broadcast, channelLink, date, emoji, lines, link, mention } from "./words.js";

export const richText = (block) => el("div", { class: "rich" }, block.elements.map(part));

function part(element) {
  const inside = element.elements;
  switch (element.type) {
    case "rich_text_preformatted":
      return el("pre", { class: element.border ? "bordered" : "", tabindex: 0, role: "group", "aria-label": "code" }, el("code", {}, inside.map((one) => one.text ?? one.url ?? "")));
    case "rich_text_quote":
      return el("blockquote", { class: element.border ? "bordered" : "" }, inside.map(run));
    case "rich_text_list": {
      const list = el(element.style === "ordered" ? "ol" : "ul", { class: `indent-${element.indent || 0}`, start: element.offset ? element.offset + 1 : undefined }, inside.map((item) => el("li", {}, item.elements.map(run))));
      return element.border ? el("div", { class: "bordered" }, list) : list;
    }
    default: {
      // A newline that ends a section ends its line; the block does that by itself.
      const last = inside.at(-1);
      const ends = last && last.type === "text" && last.text.endsWith("\n");
      const runs = ends ? [...inside.slice(0, -1), { ...last, text: last.text.slice(0, -1) }] : inside;
      return el("p", {}, runs.map(run));
    }
  }
}

function run(element) {
  let node = bare(element);
  const style = element.style || {};
  if (style.code) node = el("code", {}, node);
  if (style.bold) node = el("b", {}, node);
  if (style.italic) node = el("i", {}, node);
  if (style.strike) node = el("s", {}, node);
  if (style.underline) node = el("u", {}, node);
  if (style.highlight || style.client_highlight) node = el("mark", {}, node);
  return node;
}

function bare(element) {
  switch (element.type) {
    case "text":
      return lines(element.text);
    case "link":
      return element.style?.unlink ? lines(element.text || element.url) : link(element.url, ...(element.text ? lines(element.text) : []));
    case "emoji":
      return emoji(element.name, element.unicode);
    case "user":
      return mention(element.user_id);
    case "usergroup":
      return el("span", { class: "mention" }, `@${element.usergroup_id}`);
    case "channel":
      return channelLink(element.channel_id);
    case "broadcast":
      return broadcast(element.range);
    case "color": {
      const swatch = el("span", { class: "swatch" });
      swatch.style.background = element.value;
      return [el("span", {}, element.value), swatch];
    }
    case "date":
      return date(element.timestamp, element.format, element.url, element.fallback);
    default:
      return "";
  }
}

// A person's message as it was typed, to be edited.
export function typed(blocks) {
  return blocks.flatMap((block) => (block.type === "rich_text" ? block.elements : [])).map((element) => {
    const text = element.elements.map(typedRun).join("");
    if (element.type === "rich_text_preformatted") return "```\n" + text + "\n```";
    return element.type === "rich_text_quote" ? text.replace(/^/gm, "> ") : text;
  }).join("\n");
}

function typedRun(element) {
  const text = { user: `<@${element.user_id}>`, emoji: `:${element.name}:`, broadcast: `@${element.range}` }[element.type] ?? element.text ?? element.url ?? "";
  return element.style?.code ? `\`${text}\`` : text;
}
