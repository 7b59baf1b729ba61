// What a surface's script prints: one JSON line a rendering.
import { readFileSync } from "node:fs";
import { inspect } from "node:util";

export const ASK = JSON.parse(readFileSync(0, "utf8"));
export const KEY = "not-a-real-key";
export const PROMPT = "Write a haiku about rivers.";

// Only our lines go to standard output; what an SDK logs is kept for the rendering.
const out = process.stdout.write.bind(process.stdout);
let heard = "";
process.stdout.write = (chunk) => { heard += chunk; return true; };
process.stderr.write = (chunk) => { heard += chunk; return true; };

export function emit(name, body, text, cause = null, facts = {}) {
  out(JSON.stringify({ case: name, body, text, cause, facts }) + "\n");
}

async function caught(run) {
  heard = "";
  try {
    await run();
  } catch (error) {
    return error;
  }
  return undefined;
}

// As Node prints an error that nobody caught: the stack and the error's own properties; logs before it.
export async function traced(name, body, run, cause = null, facts = {}) {
  const error = await caught(run);
  if (error !== undefined) emit(name, body, heard + inspect(error) + "\n", cause, facts);
}

// As `${error}` or console.log(String(error)) shows it.
export async function printed(name, body, run, cause = null, facts = {}) {
  const error = await caught(run);
  if (error !== undefined) emit(name, body, String(error) + "\n", cause, facts);
}
