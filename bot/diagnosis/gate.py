"""Whether a failure is Gemini's at all, and whether it is somebody's own and live."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.diagnosis.index import Index
from bot.diagnosis.match import BY_FACT, BY_SYMPTOM, BY_WORDS, Met, Survey, marks_of
from bot.diagnosis.showing import line_of, showing_of, went_well
from bot.paste import Error, Report, Span

_NAMES_API = ("gemini", "own_exception", "vertex")
_OTHER_PRODUCTS = ("other_gemini", "other_google", "other_model", "other_exception")
# What talks of errors; in an error's own words it is no talk.
_TALK = ("over", "again", "talk", "work", "mine", "fails")
# Words of this many letters, said by no other service, tell of Gemini where nothing names it.
_TELLING_LETTERS = 16
_GEMINI_MODEL = re.compile(
    r"(?i)\b(?:gemini|imagen|veo|text-embedding|textembedding|embedding-001|learnlm|palm|aqa|nano-banana|(?:text|chat|code)-bison)"
)
_OPEN_MODEL = re.compile(r"(?i)\bgemma")
_GEMINI_HOST = re.compile(r"(?i)generativelanguage|aiplatform|cloudcode|cloudaicompanion")
# How bodies of errors are written; a status in capitals in one is Google's.
_GOOGLES = frozenset({"json", "python-dict", "go-map", "protobuf"})
_GOOGLES_CLASS = re.compile(r"google\.(?:api_core|genai|generativeai|ai)\.")
_FIGURE = re.compile(r"\(?\b\d{4,}")
_NAME = re.compile(r"[Gg]emini(?![a-z])|GEMINI")


@dataclass(frozen=True, slots=True)
class Bearing:
    """Where the paste says words of each kind of mark."""

    spans: Mapping[str, Sequence[Span]]

    def has(self, kind: str) -> bool:
        """True where a mark of this kind is said."""
        return bool(self.spans.get(kind))

    def within(self, kind: str, outer: Span) -> bool:
        """True where a mark of this kind is said inside `outer`."""
        return any(_inside(span, outer) for span in self.spans.get(kind, ()))

    def outside(self, kinds: Sequence[str], inner: Sequence[Span]) -> Bearing:
        """The same without the marks of `kinds` that are said inside of one of `inner`."""
        kept = {
            kind: spans
            if kind not in kinds
            else [span for span in spans if not any(_inside(span, one) for one in inner)]
            for kind, spans in self.spans.items()
        }
        return Bearing(kept)


def _inside(span: Span, outer: Span) -> bool:
    return outer.start <= span.start and span.end <= outer.end


def bearing_of(surveyed: Survey, index: Index) -> Bearing:
    """The marks that the paste holds; what is taken back ("not resolved") and what the error itself says is left out."""
    spans = marks_of(surveyed, index)
    if "name" not in spans:
        found = _NAME.search(surveyed.report.text)
        if found:
            spans["name"] = [Span(found.start(), found.end())]
    bearing = Bearing(spans).outside(("over", "talk"), spans.get("unsettled", ()))
    return bearing.outside(_TALK, [error.span for error in surveyed.report.errors])


def is_geminis(bearing: Bearing, report: Report) -> bool:
    """True where something that only the Gemini API is called by is named, as a host, a model, an SDK or a word."""
    if (
        any(map(bearing.has, _NAMES_API))
        or _is_googles_to_openai(report)
        or (report.host and _GEMINI_HOST.search(report.host))
    ):
        return True
    model = report.model or ""
    return bool(_GEMINI_MODEL.search(model)) or (bool(_OPEN_MODEL.search(model)) and not bearing.has("local"))


def is_named(bearing: Bearing) -> bool:
    """True where Gemini's name is said, whatever Gemini is meant."""
    return bearing.has("name") or (bearing.has("open_name") and not bearing.has("local"))


def is_other_product(bearing: Bearing, report: Report, met: Sequence[Met]) -> bool:
    """True where the paste shows an error of something else: another service, another maker's model, another Gemini."""
    if bearing.has("elsewhere") or (bearing.has("other_exception") and not bearing.has("own_exception")):
        return True
    if bearing.has("gateway") and not any((error.status or "").isupper() for error in report.errors):
        return True
    root = _root(report)
    if root is not None and _names_other_service(root):
        return True
    if _is_googles_to_openai(report):
        return False
    if root is not None and _only_others(bearing, root.span):
        return True
    if is_geminis(bearing, report):
        return False
    shows_error = bool(report.errors or report.exceptions or report.http)
    named, telling = is_named(bearing), _speaks_of_gemini(met)
    others = any(map(bearing.has, _OTHER_PRODUCTS)) or (bearing.has("other_system") and not _is_telling(met))
    if others:
        return not named or (not telling and (shows_error or bearing.has("other_gemini")))
    if named or telling:
        return False
    googles = any(map(_is_in_googles_form, report.errors)) or any(map(_GOOGLES_CLASS.match, report.exceptions))
    explained = bool(met) and googles
    return (shows_error and not explained) or bearing.has("other_thing")


def _is_googles_to_openai(report: Report) -> bool:
    """True where OpenAI's client shows an error in Google's form: Gemini is what Google offers to that client."""
    openai = any(name.lower().startswith(("openai.", "openaiexception")) for name in report.exceptions)
    return openai and any(_is_in_googles_form(error) for error in report.errors)


def _is_in_googles_form(error: Error) -> bool:
    """True where an error holds a code and a status in capitals, as Google's bodies do."""
    return error.shape in _GOOGLES and bool(error.http) and (error.status or "").isupper()


def _speaks_of_gemini(met: Sequence[Met]) -> bool:
    """True where what was met is said by the Gemini API alone."""
    return bool(met) and met[0].tier >= BY_WORDS and not met[0].signature.shared


def _is_telling(met: Sequence[Met]) -> bool:
    """True where what was met tells of Gemini even where nothing names it."""
    return _speaks_of_gemini(met) and _is_long(met[0])


def _is_long(one: Met) -> bool:
    """True where the words that were met are too many to be somebody else's by chance."""
    shown = max((span.end - span.start for span in one.evidence), default=0) if one.tier == BY_FACT else one.weight
    return one.tier >= BY_WORDS and max(one.weight, shown) >= _TELLING_LETTERS


def _root(report: Report) -> Error | None:
    """The error that the report's facts are of."""
    for error in report.errors:
        if error.message == report.message and error.http == report.http:
            return error
    return report.errors[0] if report.errors else None


def _names_other_service(error: Error) -> bool:
    service = error.service or (error.quota_metric or "").partition("/")[0]
    return service.endswith(".googleapis.com") and not _GEMINI_HOST.search(service)


def _only_others(bearing: Bearing, span: Span) -> bool:
    other = bearing.within("other_google", span) or bearing.within("other_model", span)
    return other and not bearing.within("gemini", span) and not bearing.within("name", span)


def is_live(bearing: Bearing, report: Report, met: Sequence[Met]) -> bool:
    """True where somebody evidently has a Gemini failure of their own, now: silence is the rule, an answer the exception."""
    if not met or met[0].tier < BY_SYMPTOM:
        return False
    first = met[0]
    if not _is_about_gemini(bearing, report, met) or _names_others(bearing, report, first):
        return False
    said = bearing.outside(_TALK if first.tier >= BY_WORDS else _TALK[:-2], first.evidence)
    if not said.has("again") and (said.has("over") or went_well(report.text, first.evidence)):
        return False
    further = [span for one in met[1:] if one.tier >= BY_WORDS for span in one.evidence]
    showing = showing_of(report, first.evidence, further)
    if showing in ("program", "list"):
        return False
    shown = showing == "whole" or (first.tier >= BY_WORDS and (showing == "line" or bearing.has("rendered")))
    if not shown:
        return _complains(said, report, first)
    return not said.has("talk") or said.has("mine")


def _is_about_gemini(bearing: Bearing, report: Report, met: Sequence[Met]) -> bool:
    """True where Gemini is named or told of; words that others share need its API named, or a person beside its name."""
    if is_geminis(bearing, report):
        return True
    if not is_named(bearing):
        return _is_telling(met)
    return not met[0].signature.shared or bearing.has("mine") or any(map(_is_in_googles_form, report.errors))


def _complains(said: Bearing, report: Report, first: Met) -> bool:
    """True where the sentences around an error's words are a complaint, or the words are ones that nobody quotes idly."""
    if said.has("talk") or (said.has("other_gemini") and first.tier < BY_FACT):
        return False
    if said.has("work"):
        return said.has("mine") and first.tier > BY_SYMPTOM
    rare = _is_long(first) and (not _household(said, first) or _counts(report, first))
    return rare or said.has("mine") or said.has("fails") or said.has("again")


def _counts(report: Report, first: Met) -> bool:
    """True where the words that were met hold figures of this one failure, such as how many tokens there were."""
    return any(_FIGURE.search(report.text, span.start, span.end) for span in first.evidence)


def _household(said: Bearing, first: Met) -> bool:
    """True where what was met is words that everybody knows and quotes."""
    return any(
        span.start < one.end and one.start < span.end
        for span in said.spans.get("household", ())
        for one in first.evidence
    )


def _names_others(bearing: Bearing, report: Report, first: Met) -> bool:
    """True where the lines of the evidence name another system and not Gemini; of words that others share, not its API."""
    lines = [line_of(report.text, span) for span in first.evidence]
    kinds = _OTHER_PRODUCTS if _is_telling([first]) else (*_OTHER_PRODUCTS, "other_system")
    others = any(bearing.within(kind, line) for kind in kinds for line in lines)
    named = _NAMES_API if first.signature.shared else (*_NAMES_API, "name")
    return others and not any(bearing.within(kind, line) for kind in named for line in lines)
