"""How a paste shows an error: whole, as it came; on a line of its own; in a program; in a list; in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

import re2

from bot.paste import Report, Span

Showing = Literal["whole", "line", "program", "list", "sentence"]

_BODIES = frozenset({"json", "python-dict", "javascript", "go-map", "protobuf", "gax"})
# A line is judged by its beginning, so that one line of megabytes costs no more than a short one.
_MOST_OF_A_LINE = 400
_MOST_OF_A_TEXT = 100_000

# A line of a program rather than of its output, told by its words.
_STATEMENT = r"""^\s*(?:[-+>]\s*)?(?:
        (?:async\s+|public\s+|private\s+|static\s+|final\s+)*(?:def|class|func|fun|function|enum|interface|struct|type|message)\s+\w
      | (?:public|private|static|final|override|protected)\s+\w
      | (?:try|else|finally)\s*[:{]\s*$ | \}?\s*(?:catch|except|elif|else\s+if|if|for|while|switch|match|with|when)\b.*[:{]\s*(?:[\#/].*)?$
      | (?:if|elif|while)\b[^:\n]*[=!]=[^:\n]*:\s*\w+
      | (?:raise|throw)\s+(?:new\s+)?[A-Z]\w*\b | raise\s*$ | (?:assert|return|yield)\s+\S | await\s+\w+[.(] | rescue\s+[A-Z]
      | from\s+[\w.]+\s+import\b | import\s+(?:[{*"'] | \w+\s+from\b | [\w.]+(?:\s+as\s+\w+)?\s*;?\s*$) | require\(
      | (?:const|let|var|val)\s+[\w{\[][\w\s,{}\[\]]*[:=] | export\s+\w | package\s+[\w.]+;?\s*$ | use\s+[\w:\\]+; | case\s+\S.*:\s*
      | @\w+ | (?:self|this|client|fake\w*|mock\w*)\.[\w.]+ \s* (?:=(?!=)|\()
      | \w[\w.\[\]"']*\s*(?::\s*\w[\w\[\], |.]*)?\s+:?=(?!=|>)\s*[\w\[{(/]
      | new\s+\w+\( | (?:it|test|describe|expect|beforeEach)\( | \w+(?:\.\w+)+\((?!\w+\.\w+:\d) | .*\.mock\w+\(
      | .*\b(?:assertThat|mock\.patch|side_effect|includes\(|hasMessage|pytest\.raises)"""
# The same, told by its form too: tables of texts, rules, ends of blocks.
_DATA = r"""
      | "[\w.-]+"\s*:\s*\( | ["']?\w+["']?\s*=>\s*
      | -?\s*["']?(?:[A-Z]{2,}_[A-Z_]+|\w+(?:\.\w+)+|match|pattern|regex|contains|expr|example|default)["']?\s*[:=]>?\s*(?:["'`/{]|true|false)
      | (?!err|msg|message|reason|detail|status)[\w-]+\s+=\s+"[^"]*",?\s*$
      | \w+(?:\.\w+)+\s*(?::|=>)\s*\w+(?:\.\w+)+,\s*$ | ["']?[\w.]+["']?\s*->\s*\w+\.\w+
      | ["']?[45]\d\d["']?\s*(?::|=>)\s*["'`] | ["']?[45]\d\d["']?[,;\t]\s*["']?[A-Z]
      | \(?["'][A-Z]{2,}_[A-Z_]+["']\s*[,:] | \{?\w+\s*===? | </?[A-Z]\w*[ />]
      | (?:GIVEN|WHEN|THEN|SELECT|FROM|WHERE|INSERT|UPDATE|GROUP\s+BY)\b | \$?\s*(?:grep|rg|sed|awk|jq)\s
      | .*[;{]\s*$ | \}[\w\[\]();,.]*\s*$"""
_STATEMENT_LINE = re.compile(rf"{_STATEMENT})", re.VERBOSE)
_CODE_LINE = re.compile(rf"{_STATEMENT}{_DATA})", re.VERBOSE)
_COMMENT_LINE = re.compile(r"\s*(?:#|//|/?\*|--|[\"']{3})")
_EXCEPTION = r"(?:E\s+)?(?:[\w-]+[.:][ ]?)*(?:\w*(?:Error|Exception|Warning)\b[^(\n]{0,40}[:\]]|\w+Error\.\w+\(|RPCError\(|api_core\.exceptions\.\w+:|\d+[ ]validation[ ]errors?[ ]for[ ])"
_EXCEPTION_LINE = re2.compile(rf"(?m)^[^\pL\pN_\n]*{_EXCEPTION}")
# How a line of a log, an error's own line or a field of a body begins.
_OUTPUT_LINE = re.compile(
    rf"""^[^\w\n]*(?:{_EXCEPTION}
      | (?:DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL|panic|[EW]/\w+)\b
      | \d{{4}}[-/]\d\d[-/]\d\d | \d\d:\d\d:\d\d | \[?[45]\d\d\b
      | (?:[\w.-]+\s){{0,3}}(?i:error|failed|failure|closed|fehler|erreur|errore|erro|hata|错误|失败|报错|エラー|오류|ошибка|xato|خطای?)\b[^:：.!?\n]{{0,30}}[:：]
      | (?i:err|message|msg|got|output|stderr|status|code|reason|details?|data|response|received|symptom)\b\W{{0,4}}[:=]
      | Quota[ ]exceeded[ ]for | You[ ]exceeded[ ]your | Invalid[ ]operation:
      | (?i:(?:finish|block)_?reason | candidates\b | prompt_?feedback\b)
    )""",
    re.VERBOSE,
)
# What may stand before an error's words on its line: codes, levels, names in capitals or in code's spelling.
_PREFIX = re2.compile(
    r"^(?:[^\pL\pN_\n]*(?:\d[\w.:-]*|[A-Z][A-Z_]+|\w*(?:Error|Exception)|[A-Z][a-z]+[A-Z]\w*|[a-z]+[._]\w+|[Ee]rror|models/[\w.-]+(?: is)?)\b)*[^\pL\pN_\n]*$"
)
# What an error's words may follow as a sentence of their own.
_BREAK = re.compile(r"[:：→?？!！。…] ?|[-=]> ?|(?<=\w)\. |[—–] ")
_SENTENCE = 16
_QUOTE = re.compile("[\"“”„«»‹›「」『』`'‘’]")
# A quotation ends and the sentence goes on.
_SPEAKS_ON = re.compile("[^\"”»`'’\n]*[\"”»`'’] *[^\\W\\d_]+ +[^\\W\\d_]+")
# A line of a checklist, a list of tickets or changes, or a test's report.
_LISTED = re.compile(
    r"^\s*(?:[-*•]\s*)?(?:\[[ xX]\]|\#\d{2,}\b|\*?[A-Z]{2,6}-\d+\b|(?:FIX|NEW|CHANGED|BREAKING|feat|fix|chore|docs)(?:\([\w-]+\))?:|[✓✔√])|PASSED"
)
_STATUSES = (
    "INVALID_ARGUMENT|FAILED_PRECONDITION|PERMISSION_DENIED|NOT_FOUND|RESOURCE_EXHAUSTED|INTERNAL|UNAVAILABLE|DEADLINE_EXCEEDED"
    "|UNAUTHENTICATED|MAX_TOKENS|RECITATION|SAFETY|MALFORMED_FUNCTION_CALL|PROHIBITED_CONTENT|STOP"
)
_STATUS = re2.compile(rf"\b(?:{_STATUSES})\b")
# So many statuses beside one another are a list of what there is, not a failure.
_ENUMERATED = 3
# "503 UNAVAILABLE: 41 ·", "38x 503 UNAVAILABLE"
_COUNTED = re2.compile(
    rf"""\b(?:{_STATUSES})["}}]*:? +(?:[1-9]\d?|[12367]\d\d|\d{{4,6}})\s*(?:[·,;|)]|$)|\b\d+ ?[x×] (?:\d{{3}} )?(?:{_STATUSES})\b"""
)
# What tells that it went well in the end, said after the error.
_WENT_WELL = re2.compile(
    r"""(?im)HTTP/[\d.]+" 200|HTTP/[\d.]+ 200 OK"|^[^\w\n]*(?:\[|\d|\{"level|INFO|WARN|litellm)[^\n]*\b200 OK\b"""
    r"|\battempt \d+(?:/\d+| of \d+)?:? (?:ok|succeeded|success)|succeeded (?:on|after|in) "
    r"|\b(?:ok|success(?:ful)?|done)\b[^\n]{0,20}\b(?:after|on|in) (?:attempt|retry|\d+ (?:attempts|tries|retries))"
    r"|\b0 (?:failed|failures|errors|dropped|fehler|fallos|erros|falhas|errori|échecs?)\b"
    r"|\b(?:failed|failures|errors|dropped|lost|fehler|fallos)\"? ?[:=]? ?0\b|(?:失败|失敗|エラー|실패)[ :：]*0"
)
_LOG = r"""[^\w\n]*(?:\d{4}-\d\d|\d\d:\d\d|\{?"level|\[[\w.-]+\]|DEBUG|INFO|WARN|ERROR|litellm\b)"""
_LOG_LINE = re2.compile(rf"^{_LOG}")
_GOOD_LOG_LINE = re2.compile(
    rf"(?im)^{_LOG}[^\n]*(?:\b(?:ok|succeeded|success\w*|completed|recovered|answer(?:ed| sent)|served|stored|done|sent|closed)\b|(?:→|->|=>) 200\b|\b(?:code|status|http)[=:] ?\"?200\b)[^\n]*"
)
_BAD_WORD = re2.compile(r"(?i)\bfail|\berror|\bnot\b|giv(?:ing|en) up")


def showing_of(report: Report, evidence: Sequence[Span], others: Sequence[Span] = ()) -> Showing:
    """How the words that met a signature are shown; `others` are words that met further ones."""
    if _stands_whole(report):
        return "whole"
    lines = [_head(report.text, span) for span in evidence]
    if lines and all(_is_code(report.text, span, line) for span, line in zip(evidence, lines, strict=True)):
        return "program"
    if (lines and all(_LISTED.search(line) for line in lines)) or _enumerates(report.text):
        return "list"
    if any(map(_OUTPUT_LINE.match, lines)) or any(_begins(report.text, span) for span in (*evidence, *others)):
        return "line"
    return "sentence"


def went_well(text: str, evidence: Sequence[Span]) -> bool:
    """True where the text tells, after the error, that it went well in the end."""
    last = max((span.end for span in evidence), default=0)
    rest = text[last : last + _MOST_OF_A_TEXT]
    if _WENT_WELL.search(rest):
        return True
    if not evidence or "\n" not in rest or not _LOG_LINE.search(_head(text, evidence[0])):
        return False
    later = rest[rest.find("\n") + 1 :]
    return any(not _BAD_WORD.search(line.group()) for line in _GOOD_LOG_LINE.finditer(later))


def line_of(text: str, span: Span) -> Span:
    """The whole lines on which `span` stands."""
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, end if end >= 0 else len(text))


def _head(text: str, span: Span) -> str:
    """The beginning of the line on which `span` begins."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", start, start + _MOST_OF_A_LINE)
    return text[start : end if end >= 0 else start + _MOST_OF_A_LINE]


def _begins(text: str, span: Span) -> bool:
    """True where nothing but codes, levels and names stands before `span`: on its line, or unquoted in its sentence."""
    start = max(text.rfind("\n", 0, span.start) + 1, span.start - _MOST_OF_A_LINE)
    before = text[start : span.start]
    if _PREFIX.match(before):
        return not (_QUOTE.search(before) and _SPEAKS_ON.match(text, span.end, span.end + _MOST_OF_A_LINE))
    if span.end - span.start < _SENTENCE or before.count("`") % 2 or before.count('"') % 2:
        return False
    end = max((match.end() for match in _BREAK.finditer(before)), default=0)
    return bool(end) and not _QUOTE.search(before, end) and bool(_PREFIX.match(before[end:]))


def _stands_whole(report: Report) -> bool:
    """True where an error is shown as it came: a body, an exception's own line, outside of programs."""
    for error in report.errors:
        if error.shape in _BODIES and (error.http or error.reason or error.message):
            line = _head(report.text, error.span)
            if not _is_code(report.text, error.span, line):
                return True
    return bool(_EXCEPTION_LINE.search(report.text[:_MOST_OF_A_TEXT]))


def _is_code(text: str, span: Span, line: str) -> bool:
    """True where `line`, on which `span` begins, is a program's, or no output among lines of a program."""
    if _CODE_LINE.match(line):
        return True
    if _OUTPUT_LINE.match(line):
        return False
    around = [other[:_MOST_OF_A_LINE] for other in _fenced(text, span)]
    if around:
        return sum(map(bool, map(_STATEMENT_LINE.match, around))) >= (1 if _COMMENT_LINE.match(line) else 2)
    return False


def _fenced(text: str, span: Span) -> Iterator[str]:
    """The lines of the fence around `span`; none where it stands in no fence."""
    before = text.rfind("```", 0, span.start)
    if before >= 0 and text.count("```", 0, span.start) % 2:
        after = text.find("```", span.end)
        yield from text[before + 3 : after if after >= 0 else len(text)].splitlines()[1:]


def _enumerates(text: str) -> bool:
    """True where the text lists or counts kinds of failure."""
    text = text[:_MOST_OF_A_TEXT]
    found = {match.group() for match in _STATUS.finditer(text)}
    return len(found) >= _ENUMERATED or bool(found and _COUNTED.search(text))
