// @langchain/google-genai, which wraps the deprecated JavaScript SDK.
import { ChatGoogleGenerativeAI } from "@langchain/google-genai";
import { ASK, KEY, PROMPT, printed, traced } from "./record.mjs";

const ask = (body) => new ChatGoogleGenerativeAI({ model: ASK.model, apiKey: KEY, baseUrl: ASK.urls[body], maxRetries: 0 }).invoke(PROMPT);

for (const body of ASK.errors) await printed("print", body, () => ask(body));
for (const body of ["quota-day", "key-invalid", "overloaded"]) await traced("trace", body, () => ask(body));
await traced("no-key", null, () => new ChatGoogleGenerativeAI({ model: ASK.model }), "api-key-missing");
process.exit(0);
