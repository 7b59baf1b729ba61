"""The openai package against the OpenAI-compatible endpoint, which wraps its errors in a list."""

import openai
from record import ERRORS, KEY, MODEL, PROMPT, URLS, printed, traced


def ask(body):
    client = openai.OpenAI(api_key=KEY, base_url=f"{URLS[body]}/v1beta/openai/", max_retries=0)
    client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": PROMPT}])


for name in ERRORS:
    printed("print", name, lambda name=name: ask(name))
for name in ("quota-day", "key-invalid", "overloaded", "html-502"):
    traced("trace", name, lambda name=name: ask(name))
