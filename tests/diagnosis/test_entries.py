"""What the loader takes and what it complains of."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.diagnosis import BrokenKnowledge, load
from bot.diagnosis.entries import Complaint, read_entry

GOOD = """---
guide: [tokens]
signatures:
  - finish_reason: MAX_TOKENS
  - says: ["cut off in the middle", ["answer", "half * sentence"]]
    not: { http: 429 }
    over: []
    confidence: likely
replay: proves
changes:
  - set: generationConfig.maxOutputTokens 4096
asks:
  says: Is thinking on?
  answers: { "Yes": max-tokens, "No": max-tokens }
sources: [tokens, "https://example.com/page"]
---
# The answer of {model|the model} stops early

## Diagnosis
It ran out of tokens. `{"curly": 1}` in code is left alone.

## Remedy
1. Raise the limit, see [the page](tokens).
   ```python
   config = {"max_output_tokens": 4096}
   ```
2. Think less.

## Examples
```match
finish_reason: MAX_TOKENS
```
```match
cut off in the middle
```
~~~~match
```
the answer ends after half a sentence
```
~~~~
```near-miss
all is well
```
```near-miss other-cause
Deadline
```
"""
ANCHORS = {"tokens": "Token limits"}
LINKS = {"tokens": "https://ai.google.dev/gemini-api/docs/tokens"}


def complaints_about(text: str, name: str = "max-tokens.md") -> list[str]:
    _, complaints = read_entry(text, Path(name), ANCHORS, LINKS)
    return [f"{complaint.line}: {complaint.says}" for complaint in complaints]


def test_a_whole_entry_is_read() -> None:
    entry, complaints = read_entry(GOOD, Path("max-tokens.md"), ANCHORS, LINKS)
    assert not complaints and entry is not None
    assert entry.cause == "max-tokens"
    assert entry.title == "The answer of {model|the model} stops early"
    assert entry.changes == ("set: generationConfig.maxOutputTokens 4096",)
    assert entry.replay == "proves"
    assert entry.asks is not None and entry.asks.answers == {"Yes": "max-tokens", "No": "max-tokens"}
    assert len(entry.steps) == 2
    assert entry.steps[0].endswith('```python\nconfig = {"max_output_tokens": 4096}\n```')
    assert [example.claim for example in entry.examples] == ["match"] * 3 + ["near-miss"] * 2
    assert entry.examples[2].text == "```\nthe answer ends after half a sentence\n```"
    assert entry.examples[4].cause == "other-cause"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("---\nguide", "guide", "1: an entry begins with front matter between two lines of ---"),
        ("replay: proves\n", "replay: proves\ncolour: red\n", "10: unknown key 'colour'"),
        ("guide: [tokens]", "guide: [tokens, nowhere]", "2: guide.md has no anchor 'nowhere'"),
        ("guide: [tokens]", "guide: []", "2: 'guide' must name at least one anchor of guide.md"),
        ("  - finish_reason: MAX_TOKENS\n", "  - finish: MAX_TOKENS\n", "4: unknown condition 'finish'"),
        ("  - finish_reason: MAX_TOKENS\n", "  - {}\n", "4: a signature needs a condition"),
        ("  - finish_reason: MAX_TOKENS\n", "  - MAX_TOKENS\n", "4: a signature is a mapping of conditions"),
        ("finish_reason: MAX_TOKENS\n", "finish_reason: []\n", "4: 'finish_reason' takes a value or a list of values"),
        ("not: { http: 429 }", "not: 429", "5: 'not' must be a mapping of conditions"),
        ("not: { http: 429 }", "not: { htp: 429 }", "5: unknown condition 'htp' under 'not'"),
        ("over: []", "over: all", "5: 'over' must be a list of entries"),
        ("confidence: likely", "confidence: perhaps", "5: 'confidence' is sure (the default) or likely"),
        ('says: ["cut off', 'says: ["!", "cut off', "5: 'says' holds '!'"),
        ('says: ["cut off', 'says: [4, "cut off', "5: 'says' holds 4"),
        ("replay: proves", "replay: useless", "9: 'replay' is proves, tells, or useless - with a sentence why"),
        ("  - set: gen", "  - put: gen", "11: a change is one verb of"),
        ("  says: Is thinking on?\n", "", "12: 'asks' needs 'says'"),
        ("[tokens, \"https", "[token, \"https", "15: 'token' is neither a name in links.yml nor an https address"),
        ("# The answer", "The answer", "17: an entry needs a title"),
        ("{model|the model}", "{model}", "17: the slot {model} lacks the words to say when the fact is missing"),
        ("{model|the model}", "{model| }", "17: the slot {model|} lacks the words"),
        ("{model|the model}", "{modle|the model}", "17: unknown slot {modle|…}"),
        ("## Diagnosis", "## Diagnose", "19: unknown section 'Diagnose'"),
        ("1. Raise", "Raise", "23: '## Remedy' must hold numbered steps"),
        ("(tokens)", "(http://x.example)", "23: the link to 'http://x.example' is neither"),
        ("```near-miss\nall is well\n```\n", "", "an entry needs two near-misses"),
        ("```match\ncut off in the middle\n```\n", "", "an entry needs three examples that match"),
        ("```near-miss other-cause\nDeadline\n```", "```near-miss other-cause\nDeadline", "this example is never closed"),
        ("```near-miss other-cause", "```nearly", "an example's claim is one of match, near-miss, known-miss"),
        ("guide: [tokens]", "guide: [tokens", "the front matter is not YAML"),
        ("replay: proves", "replay: tells\nreplay: proves", "10: the front matter is not YAML: 'replay' stands there twice"),
        ("not: { http: 429 }", "not: { http: 429, http: 4 }", "6: the front matter is not YAML: 'http' stands there twice"),
        ("2. Think less.\n", "2. Think less.\n\n## Remedy\n1. Wait.\n", "29: '## Remedy' stands there twice"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, complaint: str) -> None:
    assert old in GOOD
    text = (
        GOOD.replace(old, new, 1)
        if old != "1. Raise"
        else GOOD.replace("1. Raise", "Raise").replace("2. Think", "Think")
    )
    found = complaints_about(text)
    assert any(complaint in one for one in found), found


def test_all_complaints_of_all_entries_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "guide.md").write_text("## Token limits {#tokens}\n\n- words\n")
    (tmp_path / "one.md").write_text(GOOD.replace("proves", "maybe").replace("[tokens]", "[gone]"))
    (tmp_path / "two.md").write_text("no front matter")
    (tmp_path / "Three.md").write_text(GOOD)
    (tmp_path / "four.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BrokenKnowledge) as caught:
        load(tmp_path)
    says = [str(complaint) for complaint in caught.value.complaints]
    assert len([s for s in says if "one.md" in s]) == 2
    assert any("two.md:1: an entry begins" in s for s in says)
    assert any("Three.md:1: an entry is named after its cause" in s for s in says)
    assert any("four.md:1: this file can't be read as UTF-8 text" in s for s in says)
    assert str(caught.value) == "\n".join(says)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenKnowledge, match="there is no such folder of entries"):
        load(tmp_path / "nowhere")


def test_names_of_other_entries_must_exist(tmp_path: Path) -> None:
    (tmp_path / "guide.md").write_text("## Token limits {#tokens}\n")
    (tmp_path / "max-tokens.md").write_text(
        GOOD.replace("over: []", "over: [ghost]").replace('"No": max-tokens', '"No": spirit')
    )
    with pytest.raises(BrokenKnowledge) as caught:
        load(tmp_path)
    says = " ".join(complaint.says for complaint in caught.value.complaints)
    assert "'over' names 'ghost'" in says
    assert "leads to 'spirit'" in says
    assert "'other-cause' is no entry" in says


def test_two_files_that_differ_in_case_alone_are_duplicates(tmp_path: Path) -> None:
    (tmp_path / "max-tokens.md").write_text(GOOD)
    (tmp_path / "MAX-tokens.md").write_text(GOOD)
    with pytest.raises(BrokenKnowledge, match=r"a duplicate of"):
        load(tmp_path)


def test_an_entry_of_a_later_folder_wins(tmp_path: Path) -> None:
    text = GOOD.replace("near-miss other-cause", "near-miss")
    for name in ("ours", "theirs"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "guide.md").write_text("## Token limits {#tokens}\n")
        (tmp_path / name / "max-tokens.md").write_text(text.replace("stops early", f"stops early, say {name}"))
    loaded = load(tmp_path / "ours", tmp_path / "theirs")
    assert loaded.entries["max-tokens"].title.endswith("say theirs")


def test_crlf_files_are_read_like_others() -> None:
    assert complaints_about(GOOD.replace("\n", "\r\n")) == []


def test_a_complaint_reads_like_a_compilers() -> None:
    assert str(Complaint(Path("knowledge/x.md"), 7, "unknown key 'a'")) == "knowledge/x.md:7: unknown key 'a'"
