"""The sentences about a replay, the same in Slack, terminal and JSON."""

from __future__ import annotations

from collections.abc import Mapping

# The plan

TITLE = "Replay of {method}{model} on {version}, {by}."
FIX_TITLE = "Replay of {method}{model} on {version}, {by}: the changes alone, not as it is."
OWN_KEY = "with your own key"
OF_MODEL = " of {model}"
DIFFERS = "What we send differs from the paste:"
SAME = "What we send is what you pasted."
DIFFERENCES: Mapping[str, str] = {
    "replaced": "The value of {field} isn't in the paste; it is replaced by {value}.",
    "left out": "The value of {field} isn't in the paste; the field is left out.",
    "file": "The file that {field} refers to can't be sent; it is left out.",
    "mended": "The JSON is mended, for what we send has to be JSON ({value}).",
    "cut": "The paste ends before the request does; what is missing isn't sent.",
    "masked": "{field} holds a secret, which we masked; the mask is sent in its place.",
    "posted": "It was pasted as a GET; this method takes a POST.",
    "model": "The paste names no model; {value} is taken from your settings.",
    "version": "The paste names no API version; {value} is taken.",
    "model instead": "The model is {value}, as you wish.",
    "version instead": "The API version is {value}, as you wish.",
    "capped": "The output is capped at {value}.",
    "uncapped": "The output isn't capped, since the question is how the answer ends.",
    "shortened": "The time-out is shortened to {value} s.",
}
STEPS = (
    "First it is sent as it is. If that fails, we try these one after the other, then two at a time, until one passes:"
)
FIX_STEPS = "We try these one after the other, then two at a time, until one passes:"
NO_CHANGES = "We know of no change that would cure it; what its own error asks for is tried all the same."
MORE_CHANGES = "and {count} more"
TAKES = "It takes {calls} at most, {tokens} in{counted} and {output} out in each, {cost}."
TOKENS = "{count} tokens"
A_SINGLE = "1 token"
CALLS = "{count} calls"
A_CALL = "1 call"
NO_OUTPUT = "no tokens"
MOST_OUTPUT = "at most {tokens}"
ESTIMATED = " (estimated)"
COST = "at most ${cost} (prices read on {date})"
COSTS_NOTHING = "which costs nothing"
NO_PRICE = "no price known"
CONFIRMS: Mapping[str, str] = {
    "media": "It holds {value} MB of media. Confirm that they may be sent.",
    "tools": "It lets Google's servers act for you: {value}. Confirm that they may.",
    "state": "It uses what is stored at Google: {value}. Confirm that it may.",
}

# Why nothing is sent

NOT_SENT: Mapping[str, str] = {
    "no request": "There is no call in the paste that could be sent again. Paste the failing call beside the error.",
    "not gemini": "This is not an error of the Gemini API, so there is nothing to send to it.",
    "vertex": "This call goes to Vertex AI, which takes no key of the Gemini API. We don't send it.",
    "interactions": "This is a call of the Interactions API, which keeps a state at Google. We don't send it.",
    "openai": "This is a call of the OpenAI-compatible endpoint, which we don't send. Paste it as a call of generateContent.",
    "host": "This call goes to {value}, and your key goes to Google's own host alone. We don't send it.",
    "method": "{value} is no call that we send again: we send generateContent, streamGenerateContent, countTokens, embedContent, models.get and models.list.",
    "useless": "Sending it again would show nothing: {value}.",
    "model": "The paste names no model, and your settings don't either. Name one: {how}.",
    "bad model": "We don't put {value} into an address: no model has such a name.",
    "bad version": "There is no API version {value}; v1, v1beta and v1alpha there are.",
    "no body": "The paste doesn't show what was sent, so it can't be sent again. Paste the call with its body.",
    "missing": "What the error is about isn't in the paste: {value}. Paste its value with the call.",
}
A_METHOD = "This"
NAME_A_MODEL = "in the settings, or with --model"

# While it runs

CALL = "Call {number} of at most {most}: {what}"
COUNTS = "its tokens are counted"
AS_SENT = "as it is"
AGAIN = "as it is, once more"
WITH = "with {changes}"
WITH_LESS = "with less, {changes}"
ONCE_MORE = "{what}, again after the wait"
WAITS = "The service is busy: {seconds} s until the next call{asked}."
AS_ASKED = ", as it asked"

# Changes

CHANGES: Mapping[str, str] = {
    "set": "{path} set to {to}",
    "remove": "{path} left out",
    "clamp": "{path} brought within {to}",
    "rename": "{path} renamed to {to}",
    "move": "{path} moved to {to}",
    "model": "the model {to}",
    "api_version": "API version {to}",
    "timeout": "a time-out of {to} s",
}
AND = " and "
TO = " to "

# What came of it

PASSES: Mapping[str, str] = {
    "": "It passes now, unchanged: it was not your request.",
    "key": "It passes {by}: the key of the paste or its project is at fault, not the request.",
    "way": "It gets through from here: the fault lies between your program and Google, not in the request.",
    "differences": "It passes as we sent it, which is not quite as you did: one of these differences may be the cause.",
    "meanwhile": "It passes now unchanged too: it was not your request.",
}
SMALLEST = "It passes with this smallest change: {changes}."
CHANGE = "It passes with this change, not yet shown smallest: {changes}."
PROVED = "Proved: unchanged it failed right before and right after, with the same cause."
NOT_PROVED = "Not proved: unchanged it was not seen to fail of the same cause right before and right after."
FAILS = "It still fails{how}."
ANOTHER = "It fails, of another cause than the one that you pasted{how}."
CAUSE_NOW = "The cause now: "
OTHER_CAUSE = "It failed of another cause than the one that you pasted: "
STOOD_IN = "What was sent differs from your call:"
HOW = ": {answer}"
WHY: Mapping[str, str] = {
    "no change": "We know of no change that would cure it.",
    "hopeless": "Sending it again would show nothing.",
    "limited": "The service was busy or refused more calls, so this is all that we saw.",
    "tried": "None of the changes that we know of cures it.",
    "calls": "The calls of this replay are used up.",
    "seconds": "The time of this replay is used up.",
    "spend": "Another call could cost more than this replay may.",
    "unproved": "Only the fix was sent.",
}
DOWN = "It is not your request: the service is down."
DOWN_SAYS = "It answered {answer}{times}. Look at its status page, and send the request again later."
TIMES: Mapping[int, str] = {1: "", 2: " twice"}
MORE_TIMES = " {count} times"
UNCLEAR = "We can't tell whether it is your request."
UNCLEAR_WHY: Mapping[str, str] = {
    "answer": "The service answers it. Whether the answer is good, a replay can't judge.",
    "limited": "The service refuses more calls at the moment.",
    "spend": "This call could cost more than this replay may.",
    "seconds": "The time of this replay is used up.",
    "calls": "The calls of this replay are used up.",
    "timeout": "No answer came within the time-out.",
    "unreachable": "The service wasn't reached from here.",
    "broken stream": "The answer broke off.",
    "redirect": "The service, or a proxy before it, sent us elsewhere. Your key doesn't go there.",
    "too large": "The answer is larger than what we read.",
    "odd answer": "What answered is not the Gemini API, but maybe a proxy before it.",
    "refused": "We don't send such a call.",
}
STOPPED = "Stopped."
INTERRUPTED = "The replay broke off in the middle. No call is sent a second time."
INTERRUPTED_WITH = "Until then it had passed with {changes}."
MADE = "{calls} made."
ALSO_TRIED = "Also tried:"
TRIED = "{changes}: {answer}"
COPY = "The request that passes:"
NOT_IN_TEXT = "Not to be shown in your own text: {changes}."

# Details

SENT = "{number}. Sent {what}"
ON_ITS_WAY = "It was on its way when the replay ended; what came of it isn't known."
REQUEST_ID = "request id {id}"
BODY_CUT = "This is its beginning; the answer goes on."
MORE_SENT = "{count} more are not shown."

# The table

COLUMNS = ("", "answer", "seconds", "tokens in", "out")
UNCHANGED = "unchanged"
CHANGED = "with the change"
UNCHANGED_AGAIN = "unchanged again"
NO_ANSWER = "no answer"
FAILURES: Mapping[str, str] = {
    "timeout": "no answer in time",
    "unreachable": "not reached",
    "broken stream": "broken off",
    "redirect": "redirected",
    "too large": "too large",
    "odd answer": "no answer of the API",
    "refused": "not sent",
}

# The command line

ASK = "Send it? [y/N] "
NOTHING_SENT = "Nothing was sent."
NEEDS_YES = "Nobody can be asked here whether it may be sent. Add --yes."
NEEDS_YES_TWICE = "This takes a second yes. Add --yes twice to send it without being asked."
NO_KEY = "There is no key to send it with. Set GEMINI_API_KEY, or name a file with --key-file. The key in a paste is masked, and we never use one."
