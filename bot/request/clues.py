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


def first_spoken(text: str, *languages: str) -> str | None:
    """The first of the languages that the paste has words of."""
    return next((language for language in languages if speaks(text, language)), None)
