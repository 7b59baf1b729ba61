"""A team's folder can't read the rest of the machine, build objects, hold up the start or speak for our answers."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from bot.diagnosis import BrokenKnowledge, knowledge, load
from bot.diagnosis.front import MOST_REFERENCES
from bot.diagnosis.knowledge import MOST_BYTES
from tests.diagnosis.test_entries import GOOD

ENTRY = GOOD.replace("near-miss other-cause", "near-miss")
GUIDE = "## Token limits {#tokens}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "ours"
    made.mkdir()
    (made / "guide.md").write_text(GUIDE)
    (tmp_path / "secret.md").write_text("the words of a secret file")
    return made


def complaints(folder: Path) -> str:
    with pytest.raises(BrokenKnowledge) as caught:
        load(folder)
    return str(caught.value)


def link(path: Path) -> None:
    path.symlink_to("../secret.md")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (link, "leads out of the folder"),
        (lambda path: path.symlink_to("/dev/zero"), "leads out of the folder"),
        (lambda path: path.symlink_to(path.name), "can't be read"),
        (lambda path: path.symlink_to("/nowhere"), "can't be read"),
        (lambda path: path.mkdir(), "this is no file"),
        (os.mkfifo, "this is no file"),
        (lambda path: path.write_text(ENTRY + "x" * MOST_BYTES), "at most 1 MB"),
    ],
)
def test_only_files_of_that_very_folder_are_read(folder: Path, make, says: str) -> None:
    make(folder / "max-tokens.md")
    said = complaints(folder)
    assert says in said and "the words of a secret file" not in said


def test_the_guide_of_a_folder_is_read_no_further_either(folder: Path) -> None:
    (folder / "max-tokens.md").write_text(ENTRY)
    (folder / "guide.md").unlink()
    link(folder / "guide.md")
    said = complaints(folder)
    assert "guide.md:1: this is a link that leads out of the folder" in said and "has no anchor 'tokens'" in said


def test_links_within_the_folder_are_followed_as_kubernetes_makes_them(folder: Path) -> None:
    (folder / "..data").mkdir()
    (folder / "..data" / "max-tokens.md").write_text(ENTRY)
    (folder / "max-tokens.md").symlink_to("..data/max-tokens.md")
    assert list(load(folder).entries) == ["max-tokens"]


@pytest.mark.parametrize("name", ["not-gemini", "unknown"])
def test_no_entry_takes_the_name_of_an_answer_of_ours(folder: Path, name: str) -> None:
    (folder / f"{name}.md").write_text(ENTRY)
    assert f"{name} is an answer of ours" in complaints(folder)


@pytest.mark.parametrize("name", ["..", ".hidden", "a b", "a;rm", "<!channel>", "Ä", "a\ud800b", "a_b", "-a", "a--b"])
def test_a_name_is_small_letters_digits_and_hyphens(folder: Path, name: str) -> None:
    try:
        (folder / f"{name}.md").write_text(ENTRY)
    except UnicodeEncodeError:
        (folder / "a\udcffb.md").write_text(ENTRY)
    assert "an entry is named after its cause" in complaints(folder)


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.mkdir [pwned]",
        "!!python/name:os.system",
        "!!python/object/new:os.mkdir [pwned]",
        "!x y",
    ],
)
def test_yaml_builds_no_objects(folder: Path, tag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (folder / "max-tokens.md").write_text(ENTRY.replace("guide: [tokens]", f"guide: {tag}"))
    assert "could not determine a constructor" in complaints(folder) and not (folder / "pwned").exists()


BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
MERGED = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 40))
MANY = f"a: &a [{'x, ' * 1_000}]\nb: [{'*a, ' * (MOST_REFERENCES + 1)}]\n"
ITSELF = "a: &a [*a]\n"


@pytest.mark.parametrize("bomb", [BOMB, MERGED, MANY, ITSELF])
def test_references_cannot_make_a_gigabyte_of_a_few_lines(folder: Path, bomb: str) -> None:
    (folder / "max-tokens.md").write_text(ENTRY.replace("guide: [tokens]", f"guide: [tokens]\n{bomb}"))
    began = time.process_time()
    assert "is one reference too many; write it out" in complaints(folder)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "deep", ["[" * 100_000, "[" * 100_000 + "]" * 100_000, "[" * 990 + "]" * 990, "{a: " * 400 + "}" * 400]
)
@pytest.mark.parametrize("key", ["guide", "words", "asks", "sources", "changes", "replay"])
def test_front_matter_of_any_depth_is_a_complaint(folder: Path, key: str, deep: str) -> None:
    (folder / "max-tokens.md").write_text(ENTRY.replace("guide: [tokens]", f"guide: [tokens]\n{key}: {deep}"))
    assert "max-tokens.md:" in complaints(folder)


def test_what_recurses_without_end_is_a_complaint(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deep(*_: object) -> None:
        deep()

    monkeypatch.setattr(knowledge, "read_entry", deep)
    (folder / "max-tokens.md").write_text(ENTRY)
    assert "max-tokens.md:1: the front matter is nested too deeply" in complaints(folder)


def test_a_few_references_are_fine(folder: Path) -> None:
    text = ENTRY.replace("not: { http: 429 }", "not: &n { http: 429 }\n  - finish_reason: OTHER\n    not: *n")
    (folder / "max-tokens.md").write_text(text)
    assert len(load(folder).entries["max-tokens"].signatures) == 3


@pytest.mark.parametrize("odd", [b"\x00", b"\xed\xa0\x80", b"\xff", b"\xef\xbf\xbe"])
@pytest.mark.parametrize("where", [b"guide: [", b"# The answer", b"It ran out", b"cut off in"])
def test_nuls_and_surrogates_are_a_complaint_or_letters(folder: Path, odd: bytes, where: bytes) -> None:
    (folder / "max-tokens.md").write_bytes(ENTRY.encode().replace(where, where + odd))
    try:
        assert list(load(folder).entries) == ["max-tokens"]
    except BrokenKnowledge as broken:
        assert "max-tokens.md:" in str(broken)
