"""langchain-google-genai."""

from langchain_google_genai import ChatGoogleGenerativeAI
from record import ERRORS, KEY, MODEL, PROMPT, URLS, printed, traced


def ask(body):
    chat = ChatGoogleGenerativeAI(model=MODEL, google_api_key=KEY, base_url=URLS[body], max_retries=1)
    chat.invoke(PROMPT)


def stream(body):
    chat = ChatGoogleGenerativeAI(model=MODEL, google_api_key=KEY, base_url=URLS[body], max_retries=1)
    for _ in chat.stream(PROMPT):
        pass


for name in ERRORS:
    printed("print", name, lambda name=name: ask(name))
for name in ("quota-day", "key-invalid", "model-missing", "overloaded", "html-502"):
    traced("trace", name, lambda name=name: ask(name))
printed("stream", "quota-minute", lambda: stream("quota-minute"))
printed("stream", "mid-stream", lambda: stream("mid-stream"))
traced("no-key", None, lambda: ChatGoogleGenerativeAI(model=MODEL), "api-key-missing")
