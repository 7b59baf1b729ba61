"""What a replay of a diagnosis asks: on it depends what counts as passing, and whether output may be cut short."""

from __future__ import annotations

from typing import Literal

from bot.diagnosis import Diagnosis
from bot.replay.outcome import Outcome

# refusal: does the service take the request. length: does the answer end before its time. ending: how does it end.
# empty: is there an answer. answer: is it any good, which no replay can tell. key: may this key do it. way: does it get
# through.
Question = Literal["refusal", "length", "ending", "empty", "answer", "key", "way"]

_OF: dict[str, Question] = {
    "max-tokens": "length",
    "language-unsupported": "ending",
    "malformed-function-call": "ending",
    "recitation": "ending",
    "response-safety": "ending",
    "empty-response": "empty",
    "output-parse": "answer",
    "output-quality": "answer",
    "api-key-invalid": "key",
    "api-not-enabled": "key",
    "permission-denied": "key",
    "tuned-model-auth": "key",
    "unauthenticated": "key",
    "client-timeout": "way",
    "network": "way",
}
_CONTENT = ('"functionCall"', '"inlineData"', '"executableCode"')


def question_of(diagnosis: Diagnosis) -> Question:
    """The question that the cause puts; with none, that of the finish reason in the paste."""
    reason = diagnosis.report.finish_reason
    if diagnosis.cause is None and reason is not None:
        return "length" if reason == "MAX_TOKENS" else "ending"
    return _OF.get(diagnosis.cause or "", "refusal")


def passes(question: Question, outcome: Outcome) -> bool:
    """Whether an outcome answers the question with yes. An answer that our cap cut short is one, but to length."""
    if not outcome.passed:
        return False
    if question == "length":
        return "MAX_TOKENS" not in outcome.finish_reasons
    if question == "empty":
        return bool(outcome.text.strip()) or any(name in outcome.raw for name in _CONTENT)
    return True
