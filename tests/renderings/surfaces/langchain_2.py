"""langchain-google-genai before 4.0, which stood on the deprecated SDK's service client."""

import logging

from langchain_google_genai import ChatGoogleGenerativeAI
from record import ERRORS, KEY, MODEL, PROMPT, URLS, printed, traced

logging.captureWarnings(True)


def ask(body):
    chat = ChatGoogleGenerativeAI(
        model=MODEL,
        google_api_key=KEY,
        transport="rest",
        client_options={"api_endpoint": URLS[body]},
        max_retries=1,
        timeout=5,
    )
    chat.invoke(PROMPT)


# A 503 is tried again for ten minutes, whatever max_retries says.
for name in ERRORS:
    printed("print", name, lambda name=name: ask(name))
    traced("trace", name, lambda name=name: ask(name))
