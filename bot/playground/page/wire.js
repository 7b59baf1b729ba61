// What the page knows, and what it asks for. The server says every change; the page only asks for gestures.

export const store = {
  state: null,
  messages: new Map(), // key → message
  journal: new Map(), // key → record
};

let source = null;
let version = 0;

// Opens the stream of what `person` sees; `heard(name, content)` is called after the store has taken it.
export function listen(person, withJournal, heard) {
  if (source) source.close();
  const query = new URLSearchParams(person ? { person } : {});
  if (withJournal) query.set("journal", "");
  const mine = (source = new EventSource(`/page/events?${query}`));
  const on = (name, take) =>
    mine.addEventListener(name, (event) => {
      if (mine !== source) return;
      const content = JSON.parse(event.data);
      take(content);
      heard(name, content);
    });
  mine.addEventListener("open", () => heard("open", {}));
  mine.addEventListener("error", () => {
    if (mine === source) heard("lost", {});
    if (mine === source && mine.readyState === EventSource.CLOSED) source = null;
  });
  on("state", (content) => (store.state = content));
  on("messages", ({ whole, set, gone }) => {
    if (whole) store.messages.clear();
    for (const message of set) store.messages.set(message.key, { ...message, version: ++version });
    for (const key of gone) store.messages.delete(key);
  });
  on("journal", ({ whole, set }) => {
    if (whole) store.journal.clear();
    for (const record of set) store.journal.set(record.key, { ...record, version: ++version });
  });
}

// Asks for one gesture; resolves to what the client would say against it, or "".
export async function act(gesture, content = {}) {
  try {
    const answer = await fetch("/page/do", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ do: gesture, person: store.state.me, ...content }),
    });
    const said = await answer.json();
    return said.ok ? "" : said.says;
  } catch {
    return "The playground doesn't answer. Is it still running?";
  }
}

export const channelOf = (id) => store.state.channels.find((channel) => channel.id === id);

export function nameOf(user) {
  const { people, bots } = store.state;
  const found = people.find((one) => one.id === user) || bots.find((one) => one.user === user || one.id === user);
  return found ? found.name : user;
}

export const titleOf = (channel) =>
  channel.kind === "im" ? store.state.app.name : channel.kind === "mpim" ? channel.name.slice(5).split("--").join(", ") : channel.name;

export function sorted(messages) {
  return [...messages].sort((a, b) => (a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0));
}

// What stands in the channel itself.
export const inChannel = (channel) =>
  sorted([...store.messages.values()].filter((m) => m.channel === channel && (!m.thread || m.subtype === "thread_broadcast")));

// The replies below a root, oldest first.
export const inThread = (channel, root) =>
  sorted([...store.messages.values()].filter((m) => m.channel === channel && m.thread === root));
