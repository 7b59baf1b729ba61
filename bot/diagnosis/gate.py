"""Whether a failure is Gemini's at all, and whether it is somebody's own and live."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.diagnosis.index import Index
from bot.diagnosis.match import BY_CLASS, BY_SYMPTOM, BY_WORDS, Met, Survey, marks_of
from bot.paste import Error, Report, Span

_OTHERS = ("other_gemini", "other_google", "other_model", "other_system")
# Words of this many letters, said by no other service, tell of Gemini where nothing names it.
_TELLING_LETTERS = 16
_BODIES = frozenset({"json", "python-dict", "javascript", "go-map", "protobuf", "gax"})
_GEMINI_MODEL = re.compile(r"(?i)\b(?:gemini|gemma|imagen|veo|text-embedding|embedding-001|learnlm|palm|text-bison)")
_GEMINI_HOST = re.compile(r"(?i)generativelanguage|aiplatform|cloudcode|cloudaicompanion")

# A line of a program rather than of its output.
_CODE_LINE = re.compile(
    r"""^\s*(?:[-+>]\s*)?(?:
        (?:async\s+)?(?:def|class|func|fun|function|enum|interface|struct|type)\s+\w
      | (?:try|else|finally)\s*[:{]\s*$ | \}?\s*(?:catch|except|elif|else\s+if|if|for|while|switch|match|with|when)\b.*[:{]\s*(?:[\#/].*)?$
      | (?:raise|throw|assert|return|yield|await|import|from|const|let|var|val|export|case|expect|package|use|require)\b(?!\s*[:=-]\s*$)
      | @\w+ | (?:self|this|client|fake\w*|mock\w*)\.[\w.]+ \s* (?:=(?!=)|\()
      | \w[\w.\[\]"']*\s*(?::\s*\w[\w\[\], |.]*)?\s*:?=(?!=|>)\s*[\w\[{(]
      | "[\w.-]+"\s*:\s*\( | ["']?\w+["']?\s*=>\s*
      | .*\bpytest\.raises\b | .*[;{]\s*$ | \}\s*[;,)]?\s*$
    )""",
    re.VERBOSE | re.MULTILINE,
)
_EXCEPTION_LINE = re.compile(r"^\W*(?:[\w-]+[.:])*\w*(?:Error|Exception|Warning)\b[^(\n]{0,40}[:\]]")
# A later line of a log that says it went well in the end.
_WENT_WELL = re.compile(
    r'(?i)HTTP/[\d.]+" 200|HTTP/[\d.]+ 200 OK"|\b200 OK\b|\battempt \d+(?:/\d+| of \d+)?:? (?:ok|succeeded|success)|succeeded (?:on|after)'
    r"|\b(?:ok|success(?:ful)?|done)\b[^\n]{0,20}\b(?:after|on|in) (?:attempt|retry|\d+ (?:attempts|tries|retries))|\b0 (?:failed|errors|failures)\b"
)


@dataclass(frozen=True, slots=True)
class Bearing:
    """Where the paste says words of each kind of mark."""

    spans: Mapping[str, Sequence[Span]]

    def has(self, kind: str) -> bool:
        """True where a mark of this kind is said."""
        return bool(self.spans.get(kind))

    def within(self, kind: str, outer: Span) -> bool:
        """True where a mark of this kind is said inside `outer`."""
        return any(outer.start <= span.start and span.end <= outer.end for span in self.spans.get(kind, ()))


def bearing_of(surveyed: Survey, index: Index) -> Bearing:
    """The marks that the paste holds."""
    return Bearing(marks_of(surveyed, index))


def is_geminis(bearing: Bearing, report: Report) -> bool:
    """True where something that only the Gemini API is called by is named, as a host, a model, an SDK or a word."""
    return (
        bearing.has("gemini")
        or bool(report.model and _GEMINI_MODEL.search(report.model))
        or bool(report.host and _GEMINI_HOST.search(report.host))
    )


def is_other_product(bearing: Bearing, report: Report, met: Sequence[Met]) -> bool:
    """True where the paste shows an error of something else: another service, another maker's model, another Gemini."""
    if bearing.has("elsewhere"):
        return True
    root = _root(report)
    if root is not None and (_names_other_service(root) or _only_others(bearing, root.span)):
        return True
    if is_geminis(bearing, report):
        return False
    if any(bearing.has(kind) for kind in ("other_gemini", "other_google", "other_model", "other_system")):
        return not (bearing.has("name") and _speaks_of_gemini(met))
    shows_error = bool(report.errors or report.exceptions or report.http)
    return (
        not bearing.has("name")
        and not _speaks_of_gemini(met)
        and (shows_error or not met)
        and bool(report.text.strip())
    )


def _speaks_of_gemini(met: Sequence[Met]) -> bool:
    """True where what was met is said by the Gemini API alone."""
    return bool(met) and met[0].tier >= BY_CLASS and not met[0].signature.shared


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
    if not met or met[0].tier < BY_SYMPTOM or bearing.has("over") or _went_well(report, met[0]):
        return False
    first = met[0]
    named = is_geminis(bearing, report) or bearing.has("name")
    if not named and (first.signature.shared or first.tier < BY_WORDS or first.weight < _TELLING_LETTERS):
        return False
    if _is_code(report, first) or _names_others(bearing, report, first):
        return False
    if _stands_whole(report):
        return not bearing.has("talk") or bearing.has("own")
    if bearing.has("talk") or bearing.has("other_gemini"):
        return False
    return first.tier >= BY_WORDS or bearing.has("own")


def _names_others(bearing: Bearing, report: Report, first: Met) -> bool:
    """True where the lines of the evidence name another system and not Gemini."""
    lines = [_line_span(report.text, span) for span in first.evidence]
    others = any(bearing.within(kind, line) for kind in _OTHERS for line in lines)
    return others and not any(bearing.within(kind, line) for kind in ("gemini", "name") for line in lines)


def _stands_whole(report: Report) -> bool:
    """True where an error is shown as it came: a body, an exception's own line, not words quoted in a sentence."""
    for error in report.errors:
        if error.shape in _BODIES and (error.http or error.reason or error.message):
            return True
    return any(_EXCEPTION_LINE.match(line) for line in report.text.splitlines()[:2000])


def _is_code(report: Report, first: Met) -> bool:
    """True where the words that would be the evidence stand in a program."""
    if report.exceptions and _stands_whole(report):
        return False
    starts = [_line_span(report.text, span).start for span in first.evidence]
    return bool(starts) and all(_CODE_LINE.match(report.text, start) for start in starts)


def _line_span(text: str, span: Span) -> Span:
    """The whole lines on which `span` stands."""
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, end if end >= 0 else len(text))


def _went_well(report: Report, first: Met) -> bool:
    last = max((span.end for span in first.evidence), default=0)
    return bool(_WENT_WELL.search(report.text, last))
