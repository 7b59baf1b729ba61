"""The sentences about a diagnosis that no entry holds."""

from __future__ import annotations

MOST_LIKELY = "Most likely: "
UNKNOWN_TITLE = "We can't tell the cause from this paste."
NOT_GEMINI_TITLE = "This is not an error of the Gemini API."
NOT_GEMINI = (
    "Nothing in it is what the Gemini API or one of its SDKs says{host}. "
    "If a call to Gemini is behind it, paste what that call answered."
)
NOT_GEMINI_HOST = "; the answer came from {host}"
NOTHING_READ = "We found no code, no status and no message of an API in it."
READ = "We read: {facts}."
MISSING = "Missing: {parts}."
MISSING_MESSAGE = "the message beside the code"
MISSING_ERROR = "the text of the error, with its code and message"
MISSING_CALL = "the model and the call"
RUNNER_UP = "Or: "
TELLS_APART = "Then the paste would show {clue}."
TELLS_APART_NOTHING = "The whole answer of the service, as JSON, would tell them apart."
SHORTENED = "shortened, the whole is behind Details"
GUIDE = "guide: {anchor}"
IN_REQUEST = "In your request{line}: {says}"
WHICH_CALL = "There are {count} calls in the paste; this is the one at line {line}."
CHANGE_FOUND = "The change:"
CHANGE_OFFERED = "A change that may cure it:"
CLEAN_TITLE = "Nothing in this request contradicts what is known."
CLEAN = "We held {call} against the API's models, fields and ranges, and sent nothing."
CLEAN_OTHER = "This is a call of {product}. We know less of it than of the Gemini API, and sent nothing."
CLEAN_UNKNOWN = "What the code computes at run time we can't see."
CLEAN_ERROR = "If it fails, paste the error beside it."
THE_CALL = "the call"
PRODUCTS = {"vertex": "Vertex AI", "interactions": "the Interactions API"}
FINDINGS_HEADING = "What the request has against it"
FINDING = "line {line}: {says}"
FINDING_MAYBE = "Perhaps: {says}"
EVIDENCE = "Shown by: "
NONE_OF_THESE = "None of these"
WHICH = "Which of these is nearest to what you see?"
WHAT_HAPPENED = "What did the call do?"
SYMPTOMS = {
    "It answered with nothing": "empty-response",
    "It stopped in the middle": "max-tokens",
    "It never came back": "client-timeout",
}
FACT_NAMES = {
    "http": "HTTP",
    "status": "status",
    "reason": "reason",
    "finish_reason": "finish reason",
    "block_reason": "block reason",
    "close_code": "close code",
    "quota_id": "quota",
    "quota_metric": "quota metric",
    "quota_limit": "quota limit",
    "retry_delay_s": "retry delay in seconds",
    "field": "field",
    "model": "model",
    "method": "method",
    "api_version": "API version",
    "host": "host",
    "sdk": "SDK",
    "sdk_version": "SDK version",
    "exception": "exception",
    "message": "message",
}

NOT_IT = "Not it"
DETAILS = "Details"
REMOVE = "Remove"
SHOW = "Show in channel"
EXHAUSTED_TITLE = "Then we don't know the cause."
EXHAUSTED = (
    "Answer here with a mention and the whole error: its first line, the JSON that the service sent, and the call. "
    "That is what a further look needs."
)
CLOSE = "Close"
SOURCES = "Sources: "
SOURCE = "source"
EVIDENCE_HEADING = "The words of the paste that show it"
FACTS_HEADING = "What we read"
OTHERS_HEADING = "What else it could be"
