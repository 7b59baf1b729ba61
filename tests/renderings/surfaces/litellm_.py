"""LiteLLM asking Gemini."""

import asyncio

import litellm
from record import ERRORS, KEY, MODEL, PROMPT, URLS, printed, traced

litellm.suppress_debug_info = True


def ask(body, **options):
    litellm.completion(
        model=f"gemini/{MODEL}",
        api_key=KEY,
        api_base=URLS[body],
        messages=[{"role": "user", "content": PROMPT}],
        num_retries=0,
        max_retries=0,
        **options,
    )


def stream(body):
    found = litellm.completion(
        model=f"gemini/{MODEL}",
        api_key=KEY,
        api_base=URLS[body],
        messages=[{"role": "user", "content": PROMPT}],
        stream=True,
        num_retries=0,
        max_retries=0,
    )
    for _ in found:
        pass


def ask_async(body):
    async def run():
        await litellm.acompletion(
            model=f"gemini/{MODEL}",
            api_key=KEY,
            api_base=URLS[body],
            messages=[{"role": "user", "content": PROMPT}],
            num_retries=0,
            max_retries=0,
        )

    asyncio.run(run())


for name in ERRORS:
    printed("print", name, lambda name=name: ask(name))
for name in ("quota-day", "key-invalid", "model-missing", "overloaded"):
    traced("trace", name, lambda name=name: ask(name))
for name in ("quota-minute", "overloaded"):
    printed("stream", name, lambda name=name: stream(name))
    printed("async", name, lambda name=name: ask_async(name))
printed("stream", "mid-stream", lambda: stream("mid-stream"))
