// The openai package against the OpenAI-compatible endpoint.
import OpenAI from "openai";
import { ASK, KEY, PROMPT, printed, traced } from "./record.mjs";

const ask = (body) =>
  new OpenAI({ apiKey: KEY, baseURL: `${ASK.urls[body]}/v1beta/openai/`, maxRetries: 0 }).chat.completions.create({
    model: ASK.model,
    messages: [{ role: "user", content: PROMPT }],
  });

for (const body of ["quota-day", "key-invalid", "model-missing", "overloaded"]) {
  await printed("print", body, () => ask(body));
  await traced("trace", body, () => ask(body));
}
process.exit(0);
