"""Which languages a paste is likely written in, by words that only they have."""

from __future__ import annotations

import re

_CLUES = {
    "go": re.compile(r":= |\bfunc |err != nil|&genai\.|\[\]\*?genai\.|context\.Background|\bctx, \"|package main"),
    "javascript": re.compile(r"\b(?:const|let|await|require|function)\b[ (]|=>|\bnew [A-Z]\w+\(\{|import [^\n]{0,80} from ['\"]|\bfetch\(|\baxios\b|console\.log|[{,]\s*\w+: "),
    "python": re.compile(r"\bdef |^\s*(?:from [\w.]+ )?import [\w.]+|\bprint\(|\w=[\w\"'\[{f]|\bself\.|\bNone\b|\bTrue\b|os\.environ", re.M),
    "java": re.compile(r"\bnew [A-Z]\w+\((?!\{)|\.builder\(\)|\bpublic (?:static|class)|System\.out|import com\.|String\.format|;\s*$", re.M),
    "kotlin": re.compile(r"\bval \w+|\bfun \w+\(|\bprintln\(|generationConfig \{|content \{"),
    "dart": re.compile(r"\bfinal \w+ =|Content\.(?:text|multi)\(|package:|Future<|\bvar \w+ ="),
}


def speaks(text: str, language: str) -> bool:
    """True where the paste has words of the language."""
    return _CLUES[language].search(text) is not None


_KOTLIN = re.compile(r"\bval \w+ ?[:=]|\bfun \w+\(|generationConfig \{|content(?:\([^)\n]*\))? ?\{|\bmodelName = ")
_DART = re.compile(r"Content\.(?:text|multi)\(|package:|TextPart\(|DataPart\(|jsonEncode\(|Uri\.parse\(")
_JAVA = re.compile(r"\.builder\(\)|import com\.google|System\.out\.|\b[A-Z]\w+ \w+ = (?:new )?[\w.]+\(|\bnew Client\(")


def languages(text: str) -> tuple[str, ...]:
    """The languages that the paste may be written in, likeliest first."""
    found: list[str] = []
    if "_" in text or speaks(text, "python"):
        found.append("python")
    if "ontent(" in text or "http." in text or "Message" in text or "SDK" in text or "okens(" in text or ":= " in text:
        if speaks(text, "go"):
            found.insert(0, "go")
        for name, clue in (("dart", _DART), ("kotlin", _KOTLIN), ("java", _JAVA)):
            if clue.search(text):
                found.insert(0, name)
                break
    return (*found, "javascript")


def has_address(text: str) -> bool:
    """True where the paste names an address that a call may go to."""
    return "googleapis.com" in text or ":generateContent" in text or ":streamGenerateContent" in text
