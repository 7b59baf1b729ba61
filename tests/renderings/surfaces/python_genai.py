"""google-genai, any major: sync, async, stream, and what the SDK refuses by itself."""

import asyncio

from google import genai
from google.genai import types
from record import ANSWERS, ERRORS, KEY, MODEL, PROMPT, URLS, caught, emit, printed, traced

VERSION = tuple(int(part) for part in genai.__version__.split(".")[:2])


def client(body):
    return genai.Client(api_key=KEY, http_options={"base_url": URLS[body]})


def ask(body):
    reader = client(body)
    return reader.models.generate_content(model=MODEL, contents=PROMPT)


def ask_async(body):
    async def run():
        reader = client(body)
        return await reader.aio.models.generate_content(model=MODEL, contents=PROMPT)

    asyncio.run(run())


def stream(body):
    reader = client(body)
    for _ in reader.models.generate_content_stream(model=MODEL, contents=PROMPT):
        pass


def stream_async(body):
    async def run():
        reader = client(body)
        found = reader.aio.models.generate_content_stream(model=MODEL, contents=PROMPT)
        async for _ in await found if asyncio.iscoroutine(found) else found:
            pass

    asyncio.run(run())


def interact(body):
    reader = client(body)
    reader.interactions.create(model=MODEL, input=PROMPT)


def main():
    for body in ERRORS:
        traced("trace", body, lambda body=body: ask(body))
        printed("print", body, lambda body=body: ask(body))
    for body in ("quota-minute", "key-invalid", "html-502"):
        traced("async", body, lambda body=body: ask_async(body))
        traced("stream", body, lambda body=body: stream(body))
    traced("async-stream", "quota-day", lambda: stream_async("quota-day"))
    traced("stream", "mid-stream", lambda: stream("mid-stream"))
    if VERSION >= (3, 0):
        for body in ("key-invalid", "model-missing"):
            traced("interactions", body, lambda body=body: interact(body))
    for body in ANSWERS:
        found = []
        error, _, _ = caught(lambda body=body, found=found: found.append(ask(body)))
        if error is None:
            emit("answer", body, f"{found[0]!r}\n")
    refusals()


def refusals():
    def told(case, cause, run, **facts):
        traced(case, None, run, cause, **facts)

    told("no-key", "api-key-missing", lambda: genai.Client().models.generate_content(model=MODEL, contents=PROMPT))
    told(
        "timeout-fraction",
        "sdk-usage",
        lambda: genai.Client(api_key=KEY, http_options=types.HttpOptions(timeout=0.5)),
    )
    told("project", "vertex-gemini-mixup", lambda: genai.Client(api_key=KEY, project="p", location="us-central1"))
    told(
        "unknown-config",
        "sdk-usage",
        lambda: types.GenerateContentConfig(max_tokens=10),
    )

    def openai_messages():
        reader = client("generic-400")
        reader.models.generate_content(model=MODEL, contents=[{"role": "user", "content": "hi"}])

    told("openai-messages", "sdk-usage", openai_messages)

    def prompt_argument():
        reader = client("generic-400")
        reader.models.generate_content(model=MODEL, prompt="hi")

    told("prompt-argument", "sdk-usage", prompt_argument)

    def no_contents():
        reader = client("generic-400")
        reader.models.generate_content(model=MODEL, contents=[])

    told("no-contents", "contents-empty", no_contents)

    def vertex_only():
        reader = client("generic-400")
        config = {
            "safety_settings": [{"category": "HARM_CATEGORY_HATE_SPEECH", "threshold": "OFF", "method": "SEVERITY"}]
        }
        reader.models.generate_content(model=MODEL, contents=PROMPT, config=config)

    told("vertex-only", "unsupported-in-backend", vertex_only)

    def old_code():
        genai.configure(api_key=KEY)

    told("old-code", "sdk-usage", old_code)

    def smart_quotes():
        reader = genai.Client(api_key="\u201cabc\u201d", http_options={"base_url": URLS["generic-400"]})
        reader.models.generate_content(model=MODEL, contents=PROMPT)

    told("smart-quotes", "api-key-invalid", smart_quotes)

    def refused():
        reader = genai.Client(api_key=KEY, http_options={"base_url": "http://127.0.0.1:9"})
        reader.models.generate_content(model=MODEL, contents=PROMPT)

    told("refused", "network", refused)

    def unresolved():
        reader = genai.Client(api_key=KEY, http_options={"base_url": "http://generativelanguage.invalid"})
        reader.models.generate_content(model=MODEL, contents=PROMPT)

    told("unresolved", "network", unresolved)
    if VERSION >= (1, 0):

        def too_soon():
            reader = genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=URLS["slow"], timeout=30))
            reader.models.generate_content(model=MODEL, contents=PROMPT)

        told("timeout", "client-timeout", too_soon)
    if VERSION >= (1, 50):

        def closed():
            reader = client("generic-400")
            reader.close()
            reader.models.generate_content(model=MODEL, contents=PROMPT)

        told("closed", "sdk-usage", closed)

        def dropped():
            genai.Client(api_key=KEY, http_options={"base_url": URLS["generic-400"]}).models.generate_content(
                model=MODEL, contents=PROMPT
            )

        error, _, _ = caught(dropped)
        if isinstance(error, RuntimeError):
            told("dropped-client", "sdk-usage", dropped)

        def no_text():
            reader = client("max-tokens")
            reader.models.generate_content(model=MODEL, contents=PROMPT).text.strip()

        told("no-text", "empty-response", no_text)


main()
