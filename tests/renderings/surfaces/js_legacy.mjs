// @google/generative-ai, the deprecated JavaScript SDK.
import { GoogleGenerativeAI } from "@google/generative-ai";
import { ASK, KEY, PROMPT, printed, traced } from "./record.mjs";

const model = (body) => new GoogleGenerativeAI(KEY).getGenerativeModel({ model: ASK.model }, { baseUrl: ASK.urls[body] });
const ask = (body) => model(body).generateContent(PROMPT);

for (const body of ASK.errors) {
  await traced("trace", body, () => ask(body));
  await printed("print", body, () => ask(body));
}
for (const body of ASK.answers) await traced("text", body, async () => (await ask(body)).response.text());
await traced("stream", "quota-day", async () => {
  for await (const _ of (await model("quota-day").generateContentStream(PROMPT)).stream);
});
await traced("no-model", null, () => new GoogleGenerativeAI(KEY).getGenerativeModel({}), "sdk-usage");
await traced(
  "unresolved",
  null,
  () => new GoogleGenerativeAI(KEY).getGenerativeModel({ model: ASK.model }, { baseUrl: "http://generativelanguage.invalid" }).generateContent(PROMPT),
  "network",
);
process.exit(0);
