"""Plain questions and complaints, without a word of an error: the cause that people mean."""

from __future__ import annotations

import pytest

from bot.diagnosis import Knowledge, diagnose
from bot.paste import read

PLAIN = (
    ("output-quality", "gemini的回复会重复很多次，今天更新镜像以后，gemini 3 pro变成这样了，flash没事，这是咋回事呢"),
    ("max-tokens", "gemini 2.5 pro 经常只输出一半就断掉，我需要重新让他输出，这样很浪费token"),
    (
        "live-session",
        "Why is your Websocket disconnected after 5 minutes of conversation with gemini live. How to solve this issue",
    ),
    (
        "file-not-ready",
        "I upload an mp4 and immediately ask about it and it fails, but if I wait half a minute it works",
    ),
    ("empty-response", "这几天gemini2.5pro经常空响应，不报错也不返回内容"),
    ("quota-day", "When does the 1000 calls per day limit of gemini reset?"),
    (
        "output-parse",
        "Gemini models sometimes return the JSON payload wrapped in markdown fences and then JSON.parse throws",
    ),
    (
        "location-unsupported",
        "Не работает gemini - не разрешен в вашей стране. Сервер вроде в Германии. Есть ли идеи в чем загвоздка?",
    ),
    (
        "client-timeout",
        "A stalled Gemini socket hangs the worker, the client was built without an HTTP timeout so it never comes back",
    ),
    ("prompt-blocked-safety", "就连减肥话题都会触发gemini的安全拦截，提示词直接被屏蔽"),
    (
        "response-safety",
        "the picture gemini made was filtered out by the safety check, finish reason says IMAGE_SAFETY",
    ),
    ("prompt-blocked-other", "Gemini 2.5 Flash suddenly blocks any prompts. Prompt blocked or filtered. Reason: OTHER"),
    (
        "prompt-blocked-prohibited",
        "gemini flags my novel translation as prohibited content no matter that all safety settings are off",
    ),
    ("recitation", "gemini stops as soon as it has to quote the constitution word for word, RECITATION they call it"),
    ("thinking-config", "Thinking can't be turned off for Gemini 2.5 Pro, it says budget zero isn't allowed"),
    ("tool-combination", "Gemini 2.x kann Suche und eigene Funktionen nicht gleichzeitig"),
    (
        "schema-unsupported",
        "Gemini API rejects schemas containing $ref alongside other fields; MCP tools with $defs all fail",
    ),
    ("model-not-found", "google killed gemini-3-pro-preview? worked last week, now it can't be found"),
    (
        "thought-signature",
        "we drop the signature Gemini hands out with each function call, and any tool-using turn fails on the replay",
    ),
    ("turn-order", "Gemini integration fails when the list of messages starts with an assistant message"),
    (
        "cache-invalid",
        "gemini context caching: minimum is 4096 tokens and our prompt has 900, so creating the cache fails",
    ),
    ("quota-spend", "AI Studio shows zero credits and gemini stops, but Cloud Billing has available funds"),
    ("file-not-found", "the files I uploaded to gemini two days ago are gone, do they expire?"),
    ("overloaded", "Gemini has been dying on me every afternoon, says it's too busy"),
    ("api-key-leaked", "google disabled my gemini key because I pushed it to github by accident"),
    (
        "sdk-outdated",
        "fix: correct genai import path, google.genai module import error after installing the wrong package",
    ),
    ("api-key-restricted", "my gemini key works in curl but not on my website, I did set an HTTP referrer restriction"),
    ("api-key-missing", "where do I put the gemini api key? the app says no key is set"),
    ("api-key-invalid", "I copied the gemini key from AI Studio and it keeps telling me the key isn't valid"),
    ("api-key-expired", "does a gemini api key expire? mine stopped after three months saying it has to be renewed"),
    (
        "api-not-enabled",
        "do I have to enable the Generative Language API in the cloud console for gemini? it says it's disabled",
    ),
    ("project-blocked", "my google cloud project got suspended and gemini doesn't answer any of my keys"),
    ("permission-denied", "service account can't call gemini, which IAM role does it need?"),
    ("tuned-model-auth", "my tuned gemini model can't be called with an API key, only the base model works"),
    ("unauthenticated", "my oauth token for gemini runs out after an hour and then everything is 401"),
    ("vertex-gemini-mixup", "I only have an AI Studio key, why does the SDK look for application default credentials?"),
    ("unsupported-in-backend", "python-genai tells me this parameter is not supported in Gemini API, only in Vertex"),
    ("malformed-request", "400 invalid argument and not one word about which argument, gemini, what is it"),
    ("unknown-field", "I sent maxTokens instead of maxOutputTokens and gemini says it can't find the field"),
    ("api-version-mismatch", "response schema doesn't work on v1, only v1beta knows the field in gemini"),
    ("parameter-invalid", "gemini won't take temperature 3, what's the range"),
    ("contents-empty", "gemini returns 400 when my user sends an empty message, contents must not be empty"),
    ("media-unreadable", "gemini can't read my HEIC photos, unsupported mime type"),
    ("payload-too-large", "sending a 30 MB pdf inline to gemini fails, too big?"),
    ("token-limit", "my prompt has 1.3 million tokens and gemini only takes a million, how do I split it?"),
    ("billing-required", "gemini image model only for paid users? it wants me to enable billing"),
    (
        "model-method-unsupported",
        "gemini-embedding can't be used with generateContent, I put it in the chat config by mistake",
    ),
    ("rate-limit-minute", "more than 15 requests a minute and gemini throttles me"),
    ("quota-zero", "gemini-2.5-pro free tier quota shows limit 0, I never made a single call"),
    (
        "resource-exhausted",
        "RESOURCE_EXHAUSTED from gemini after three calls, dashboard shows I'm nowhere near any limit",
    ),
    ("internal", "gemini keeps returning 500 internal error on long prompts"),
    ("deadline-exceeded", "gemini gives 504 deadline exceeded for my 500 page pdf"),
    ("network", "behind the corporate proxy gemini can't be reached, certificate error"),
    (
        "malformed-function-call",
        "gemini calls my function with python code instead of json arguments, MALFORMED_FUNCTION_CALL",
    ),
    ("language-unsupported", "does the gemini API understand Kurdish? it says the language isn't supported"),
    ("sdk-usage", "event loop is closed when I call the gemini async client a second time"),
    ("not-gemini", "our postgres ran out of connections again, who can restart the pooler"),
    ("not-gemini", "Claude stops mid sentence all the time, anyone else?"),
    ("not-gemini", "OpenAI says insufficient_quota although I have a paid plan"),
    ("not-gemini", "ollama run llama3 hangs after the first answer"),
    ("modality-unsupported", "why can't gemini flash lite draw? it says it can only give back text"),
)


@pytest.mark.parametrize(("cause", "text"), PLAIN)
def test_a_plain_question_is_answered_by_the_cause_it_means(knowledge: Knowledge, cause: str, text: str) -> None:
    asked = diagnose(read(text), knowledge)
    assert asked.cause == cause, asked.candidates
