// The Vercel AI SDK with @ai-sdk/google.
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { generateText, streamText } from "ai";
import { ASK, KEY, PROMPT, printed, traced } from "./record.mjs";

const model = (body) => createGoogleGenerativeAI({ apiKey: KEY, baseURL: `${ASK.urls[body]}/v1beta` })(ASK.model);
const ask = (body, maxRetries = 0) => generateText({ model: model(body), prompt: PROMPT, maxRetries });

for (const body of ASK.errors) await printed("print", body, () => ask(body));
for (const body of ["quota-day", "key-invalid", "unknown-name", "model-missing", "overloaded", "html-502"]) {
  await traced("trace", body, () => ask(body));
}
await printed("retried", "overloaded", () => ask("overloaded", 1));
await traced("stream", "quota-minute", async () => {
  let seen;
  const found = streamText({ model: model("quota-minute"), prompt: PROMPT, maxRetries: 0, onError: ({ error }) => { seen = error; } });
  for await (const _ of found.textStream);
  throw seen;
});
await traced("no-key", null, () => generateText({ model: createGoogleGenerativeAI({})(ASK.model), prompt: PROMPT }), "api-key-missing");
process.exit(0);
