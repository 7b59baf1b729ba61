// @google/genai, the JavaScript SDK.
import { GoogleGenAI } from "@google/genai";
import { ASK, KEY, PROMPT, emit, printed, traced } from "./record.mjs";
import { inspect } from "node:util";

const client = (body) => new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: ASK.urls[body] } });
const ask = (body) => client(body).models.generateContent({ model: ASK.model, contents: PROMPT });
async function stream(body) {
  for await (const _ of await client(body).models.generateContentStream({ model: ASK.model, contents: PROMPT }));
}

for (const body of ASK.errors) {
  await traced("trace", body, () => ask(body));
  await printed("print", body, () => ask(body));
}
for (const body of ["quota-minute", "overloaded", "html-502"]) await traced("stream", body, () => stream(body));
await traced("stream", "mid-stream", () => stream("mid-stream"));
if (client("key-invalid").interactions) {
  for (const body of ["key-invalid", "model-missing"]) {
    await traced("interactions", body, () => client(body).interactions.create({ model: ASK.model, input: PROMPT }));
  }
}
for (const body of ASK.answers) emit("answer", body, inspect(await ask(body), { depth: 6 }) + "\n");

await traced("no-contents", null, () => client("generic-400").models.generateContent({ model: ASK.model, contents: [] }), "contents-empty");
await traced("no-model", null, () => client("generic-400").models.generateContent({ contents: PROMPT }), "sdk-usage");
await traced("old-code", null, () => client("generic-400").getGenerativeModel({ model: ASK.model }), "sdk-usage");
await traced(
  "vertex-only",
  null,
  () => client("generic-400").models.generateContent({ model: ASK.model, contents: PROMPT, config: { labels: { a: "b" }, routingConfig: {} } }),
  "unsupported-in-backend",
);
await traced(
  "timeout",
  null,
  () => new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: ASK.urls.slow, timeout: 30 } }).models.generateContent({ model: ASK.model, contents: PROMPT }),
  "client-timeout",
);
await traced(
  "unresolved",
  null,
  () => new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: "http://generativelanguage.invalid" } }).models.generateContent({ model: ASK.model, contents: PROMPT }),
  "network",
);
await traced(
  "no-key",
  null,
  () => new GoogleGenAI({ httpOptions: { baseUrl: ASK.urls["generic-400"] } }).models.generateContent({ model: ASK.model, contents: PROMPT }),
  "api-key-missing",
);
process.exit(0);
