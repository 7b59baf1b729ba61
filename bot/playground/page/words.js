// Words as Slack shows them: mrkdwn with its entities, plain text, emoji and links. Text becomes text nodes, never markup.

import { el } from "./dom.js";
import { channelOf, nameOf, store } from "./wire.js";

const EMOJI = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", eyes: "👀", white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌",
  warning: "⚠️", rotating_light: "🚨", fire: "🔥", tada: "🎉", rocket: "🚀", bug: "🐛", wave: "👋", pray: "🙏", heart: "❤️",
  smile: "😄", slightly_smiling_face: "🙂", grinning: "😀", joy: "😂", thinking_face: "🤔", sob: "😭", sweat_smile: "😅",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", arrows_counterclockwise: "🔄", bulb: "💡", memo: "📝", lock: "🔒", key: "🔑",
  link: "🔗", mag: "🔍", robot_face: "🤖", zap: "⚡", question: "❓", exclamation: "❗", information_source: "ℹ️", no_entry: "⛔",
  red_circle: "🔴", large_green_circle: "🟢", large_yellow_circle: "🟡", clock1: "🕐", point_right: "👉", "100": "💯", star: "⭐",
  sparkles: "✨", gear: "⚙️", wrench: "🔧", package: "📦", construction: "🚧", checkered_flag: "🏁", wastebasket: "🗑️",
};

export function emoji(name, unicode) {
  const sign = unicode ? String.fromCodePoint(...unicode.split("-").map((code) => parseInt(code, 16) || 0xfffd)) : EMOJI[name.replace(/::skin-tone-\d/, "")];
  return sign ? el("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, sign) : `:${name}:`;
}

const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

export function link(address, ...inside) {
  const words = inside.length ? inside : [address.replace(/^mailto:/, "")];
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return el("span", { class: "dead", title: address }, words);
  if (address.startsWith(`${location.origin}/archives/`)) return el("a", { href: address }, words);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, words);
}

export function mention(user) {
  return el("span", { class: user === store.state.me ? "mention me" : "mention" }, `@${nameOf(user)}`);
}

export function channelLink(id, words) {
  const known = channelOf(id);
  return known && known.kind !== "im" ? el("a", { class: "mention", href: `#/${id}` }, `#${known.name}`) : el("span", { class: "mention" }, words ? `#${words}` : "#private");
}

export const broadcast = (range) => el("span", { class: "mention loud" }, `@${range}`);

export function date(seconds, format, address, fallback) {
  const when = new Date(Number(seconds) * 1000);
  if (Number.isNaN(when.getTime())) return fallback || String(seconds);
  const iso = when.toISOString();
  const as = (options) => new Intl.DateTimeFormat(undefined, options).format(when);
  const long = { year: "numeric", month: "long", day: "numeric" };
  const parts = {
    date_num: iso.slice(0, 10), date: as(long), date_pretty: as(long), date_short: as({ dateStyle: "medium" }), date_short_pretty: as({ dateStyle: "medium" }),
    date_long: as({ ...long, weekday: "long" }), date_long_pretty: as({ ...long, weekday: "long" }), date_long_full: as({ ...long, weekday: "long" }),
    day_divider_pretty: as({ ...long, weekday: "long" }), time: as({ timeStyle: "short" }), time_secs: as({ timeStyle: "medium" }), ago: as({ dateStyle: "medium", timeStyle: "short" }),
  };
  const node = el("time", { datetime: iso }, format.replace(/\{(\w+)\}/g, (whole, name) => parts[name] ?? whole));
  return address ? link(address, node) : node;
}

function entity(inside) {
  const [body, ...rest] = inside.split("|");
  const label = rest.length ? unescape(rest.join("|")) : "";
  if (body.startsWith("@")) return mention(body.slice(1));
  if (body.startsWith("#")) return channelLink(body.slice(1), label);
  if (body.startsWith("!subteam^")) return el("span", { class: "mention" }, label || "@group");
  if (body.startsWith("!date^")) {
    const [, seconds, format, address] = body.split("^");
    return date(seconds, unescape(format || "{date}"), address && unescape(address), label);
  }
  if (body.startsWith("!")) return broadcast(label.replace(/^@/, "") || body.slice(1));
  return link(unescape(body), ...(label ? [label] : []));
}

const TOKEN = /```\n?([\s\S]*?)\n?```|`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+-]+(?:::skin-tone-\d)?):|(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]*?\S)\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_(?=\S)([^_\n]*?\S)_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~(?=\S)([^~\n]*?\S)~(?![\p{L}\p{N}~])/u;

// Inline mrkdwn as nodes.
function inline(text) {
  const found = [];
  let rest = text;
  for (let match = TOKEN.exec(rest); match; match = TOKEN.exec(rest)) {
    const before = unescape(rest.slice(0, match.index));
    found.push(...lines(match[1] === undefined ? before : before.replace(/\n$/, "")));
    const [whole, fence, code, inside, name, bold, italic, strike] = match;
    if (fence !== undefined) found.push(el("pre", {}, el("code", {}, plainly(fence))));
    else if (code !== undefined) found.push(el("code", {}, plainly(code)));
    else if (inside !== undefined) found.push(entity(inside));
    else if (name !== undefined) found.push(emoji(name));
    else if (bold !== undefined) found.push(el("b", {}, inline(bold)));
    else if (italic !== undefined) found.push(el("i", {}, inline(italic)));
    else found.push(el("s", {}, inline(strike)));
    rest = rest.slice(match.index + whole.length);
    if (fence !== undefined) rest = rest.replace(/^\n/, "");
  }
  return [...found, ...lines(unescape(rest))];
}

// Code holds no formatting, but Slack has made links of the addresses in it.
const plainly = (code) => unescape(code.replace(/<((?:https?:|mailto:)[^<>|\n]+)(?:\|([^<>\n]*))?>/g, (_, address, label) => label ?? address));

export function lines(text) {
  return text.split("\n").flatMap((line, at) => (at ? [el("br"), line] : [line])).filter((part) => part !== "");
}

// mrkdwn as nodes, with quotes; fences may span lines, so that quotes are looked for outside of them.
export function mrkdwn(text) {
  const found = [];
  let run = [];
  let quoted = false;
  let fenced = false;
  const flush = () => {
    if (run.length) found.push(quoted ? el("blockquote", {}, inline(run.join("\n"))) : inline(run.join("\n")));
    run = [];
  };
  for (const line of text.split("\n")) {
    const is = !fenced && /^&gt;/.test(line);
    if (is !== quoted) {
      flush();
      quoted = is;
    }
    run.push(is ? line.replace(/^&gt; ?/, "") : line);
    if ((line.split("```").length - 1) % 2) fenced = !fenced;
  }
  flush();
  return found.flat();
}

export function plain(text, withEmoji = true) {
  if (!withEmoji) return lines(text);
  return text.split(/(:[a-z0-9_+-]+:)/).flatMap((part, at) => (at % 2 ? [emoji(part.slice(1, -1))] : lines(part)));
}

// A text object: mrkdwn or plain_text.
export const textObject = (object) => (object.type === "mrkdwn" ? mrkdwn(object.text) : plain(object.text, object.emoji !== false));
