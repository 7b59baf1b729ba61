// A markdown block, as far as Slack shows it: headings, lists, quotes, code, tables, rules, emphasis and links.

import { el } from "./dom.js";
import { emoji, lines, link } from "./words.js";

const INLINE = /`([^`]+)`|!?\[([^\]]*)\]\((\S+?)(?:\s+"[^"]*")?\)|(\*\*|__)(?=\S)([\s\S]*?\S)\4|~~(?=\S)([\s\S]*?\S)~~|(?<![\p{L}\p{N}*_])[*_](?=[^\s*_])([^*_]*?[^\s*_])[*_](?![\p{L}\p{N}*_])|<(https?:[^\s<>]+)>|(https?:\/\/[^\s<>()]+[^\s<>().,;:!?])|:([a-z0-9_+-]+):|\\([\\`*_{}[\]()#+\-.!~|<>])/u;

function inline(text) {
  const found = [];
  let rest = text;
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    found.push(...lines(rest.slice(0, match.index)));
    const [whole, code, words, target, , bold, strike, italic, angle, bare, name, literal] = match;
    if (code !== undefined) found.push(el("code", {}, code));
    else if (target !== undefined) found.push(link(target, ...inline(words)));
    else if (bold !== undefined) found.push(el("b", {}, inline(bold)));
    else if (strike !== undefined) found.push(el("s", {}, inline(strike)));
    else if (italic !== undefined) found.push(el("i", {}, inline(italic)));
    else if (angle || bare) found.push(link(angle || bare));
    else if (name !== undefined) found.push(emoji(name));
    else found.push(literal);
    rest = rest.slice(match.index + whole.length);
  }
  return [...found, ...lines(rest)];
}

const FENCE = /^\s*(```+|~~~+)/;
const ITEM = /^(\s*)(?:([-*+])|(\d+)[.)])\s+(.*)$/;
const RULE = /^\s*([-*_])(?:\s*\1){2,}\s*$/;
const ROW = /^\s*\|?.*\|.*$/;
const LINE_OF_TABLE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

export const markdown = (text) => el("div", { class: "rich" }, blocks(text.split("\n")));

function blocks(rows) {
  const found = [];
  let at = 0;
  const take = (test) => {
    const from = at;
    while (at < rows.length && test(rows[at], at)) at++;
    return rows.slice(from, at);
  };
  while (at < rows.length) {
    const row = rows[at];
    const fence = FENCE.exec(row);
    const heading = /^(#{1,6})\s+(.*?)\s*#*\s*$/.exec(row);
    if (!row.trim()) at++;
    else if (fence) {
      at++;
      const code = take((one) => !one.trim().startsWith(fence[1]));
      at++;
      found.push(el("pre", { tabindex: 0, role: "group", "aria-label": "code" }, el("code", {}, code.join("\n"))));
    } else if (heading) {
      at++;
      found.push(el(heading[1].length < 3 ? "h3" : "h4", {}, inline(heading[2])));
    } else if (RULE.test(row)) {
      at++;
      found.push(el("hr"));
    } else if (/^\s*>/.test(row)) found.push(el("blockquote", {}, blocks(take((one) => /^\s*>/.test(one)).map((one) => one.replace(/^\s*> ?/, "")))));
    else if (ITEM.test(row)) found.push(list(take((one) => (ITEM.test(one) && (/^\s{2,}/.test(one) || isNumbered(one) === isNumbered(row))) || /^\s{2,}\S/.test(one))));
    else if (ROW.test(row) && LINE_OF_TABLE.test(rows[at + 1] || "")) found.push(table(take((one) => ROW.test(one))));
    else found.push(el("p", {}, inline(take((one) => one.trim() && !starts(one)).join("\n") || rows[at++])));
  }
  return found;
}

const isNumbered = (row) => Boolean(ITEM.exec(row)?.[3]);
const starts = (row) => FENCE.test(row) || /^#{1,6}\s/.test(row) || /^\s*>/.test(row) || ITEM.test(row) || RULE.test(row);

function list(rows) {
  const base = /^\s*/.exec(rows[0])[0].length;
  const ordered = ITEM.exec(rows[0])[3];
  const items = [];
  for (const row of rows) {
    const match = ITEM.exec(row);
    if (match && match[1].length <= base + 1) items.push({ text: match[4], inside: [] });
    else items.at(-1).inside.push(row.slice(Math.min(base + 2, /^\s*/.exec(row)[0].length)));
  }
  return el(ordered ? "ol" : "ul", { start: ordered && ordered !== "1" ? ordered : undefined }, items.map(({ text, inside }) => {
    const task = /^\[([ xX])\]\s+(.*)$/.exec(text);
    return el("li", {}, task ? [task[1] === " " ? "☐ " : "☑ ", inline(task[2])] : inline(text), inside.length ? blocks(inside) : []);
  }));
}

function table(rows) {
  const cells = (row) => row.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => inline(cell.trim()));
  const [head, , ...body] = rows;
  return el("div", { class: "table", tabindex: 0, role: "group", "aria-label": "table" }, el("table", {},
    el("thead", {}, el("tr", {}, cells(head).map((cell) => el("th", { scope: "col" }, cell)))),
    el("tbody", {}, body.map((row) => el("tr", {}, cells(row).map((cell) => el("td", {}, cell)))))));
}
