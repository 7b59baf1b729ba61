"""Sets of changes: which are tried in which order, and what is less than a set."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.replay.call import Call
from bot.replay.changes import MOST_SETS, candidates, changed, smaller
from bot.request.finding import Finding
from tests.replay.pastes import HELLO


def a_call(settings: object = None, **more: object) -> Call:
    body = {"contents": HELLO, **({} if settings is None else {"generationConfig": settings}), **more}
    return Call("generateContent", "gemini-3.5-flash", "v1beta", body, 60.0)


def found(cause: str, *changes: str, sure: bool = True) -> Finding:
    return Finding("x", cause, "", sure=sure, changes=changes)


def test_changes_are_made_one_after_the_other():
    made = changed(
        a_call({"topK": 0}),
        ("remove: generationConfig.topK", "model: gemini-3.8-flash", "timeout: 5", "api_version: v1"),
    )
    assert made == Call("generateContent", "gemini-3.8-flash", "v1", {"contents": HELLO, "generationConfig": {}}, 5.0)


def test_what_was_found_for_the_cause_comes_first_then_the_entry_and_pairs_last():
    call = a_call({"topK": 0, "topP": 7, "temperature": 9, "seed": 1})
    findings = [
        found("model-not-found", "model: gemini-3.8-flash"),
        found("other", "clamp: generationConfig.topP 0..1"),
        found("mine", "clamp: generationConfig.temperature 0..2"),
        found("other", "remove: generationConfig.seed", sure=False),
    ]
    sets = candidates(
        call, "mine", findings, ["remove: generationConfig.topK", "remove: generationConfig.presencePenalty"]
    )
    assert sets[:4] == (
        ("clamp: generationConfig.temperature 0..2",),
        ("clamp: generationConfig.topP 0..1",),
        ("remove: generationConfig.topK",),
        ("model: gemini-3.8-flash",),
    )
    assert len(sets[4]) == 3 and {len(changes) for changes in sets[5:]} == {2} and len(sets) == 11


def test_more_than_two_faults_are_mended_at_once_before_pairs():
    call = a_call({"a": 1, "b": 2, "c": 3})
    sets = candidates(call, "mine", [found("mine", f"remove: generationConfig.{name}") for name in "abc"], ())
    assert [len(changes) for changes in sets] == [1, 1, 1, 3, 2, 2, 2]


@pytest.mark.parametrize(
    "words",
    [
        "remove: generationConfig.topK",
        "set: x",
        "model: no model",
        "api_version: v7",
        "clamp: generationConfig.topP 0..1",
    ],
)
def test_what_changes_nothing_or_can_not_be_sent_is_no_candidate(words):
    assert candidates(a_call({"topP": 0.5}), None, [found("x", words)], ()) == ()


def test_one_field_is_not_changed_twice_and_one_result_counts_once():
    call = a_call({"a": {"b": 1}})
    sets = candidates(
        call, "x", (), ["remove: generationConfig.a.b", "remove: generationConfig.a", "set: generationConfig.a {}"]
    )
    assert sets == (("remove: generationConfig.a.b",), ("remove: generationConfig.a",))


def test_sets_that_can_not_be_read_are_left_out_of_pairs_too():
    assert candidates(a_call({"a": 1, "b": 1}), "x", (), ["remove: generationConfig.a", "nonsense"]) == (
        ("remove: generationConfig.a",),
    )


def test_there_are_only_so_many_sets():
    names = [f"f{number}" for number in range(40)]
    sets = candidates(a_call(dict.fromkeys(names, 1)), "x", (), [f"remove: generationConfig.{name}" for name in names])
    assert len(sets) == MOST_SETS


@pytest.mark.parametrize(
    ("changes", "less"),
    [
        (("remove: generationConfig.a",), ()),
        (
            ("remove: generationConfig.a", "remove: generationConfig.b"),
            (("remove: generationConfig.b",), ("remove: generationConfig.a",)),
        ),
        (("remove: generationConfig.deep",), (("remove: generationConfig.deep.only",),)),
        (
            ("remove: generationConfig.pair",),
            (("remove: generationConfig.pair.y",), ("remove: generationConfig.pair.x",)),
        ),
        (("remove: list",), (("remove: list[0]",), ("remove: list[1]",))),
        (('set: list ["a", "b"]',), (('set: list ["b"]',), ('set: list ["a"]',))),
        (('set: new {"a": 1, "b": 2}',), (('set: new {"b": 2}',), ('set: new {"a": 1}',))),
        (("set: generationConfig.a 5",), ()),
    ],
)
def test_less_is_one_thing_less(changes, less):
    call = a_call({"a": 1, "b": 2, "deep": {"only": 1}, "pair": {"x": 1, "y": 2}}, list=[{"p": 1}, {"q": 2}])
    assert smaller(call, changes) == less


@settings(deadline=None, max_examples=50)
@given(  # every subset is looked at: two fields more are four times the work
    st.dictionaries(
        st.sampled_from("abc"), st.one_of(st.integers(), st.dictionaries(st.sampled_from("xy"), st.integers()))
    )
)
def test_less_never_comes_back_to_the_same(held):
    call = a_call(held)
    todo, seen = [("remove: generationConfig",)], set()
    while todo:
        changes = todo.pop()
        made = json.dumps(changed(call, changes).body)
        for less in smaller(call, changes):
            assert json.dumps(changed(call, less).body) != made
            if less not in seen:
                seen.add(less)
                todo.append(less)
    assert () not in seen


def test_two_items_leave_a_list_from_its_end():
    sets = candidates(a_call(list=["a", "b", "c"]), "mine", [found("mine", f"remove: list[{at}]") for at in (0, 1)], ())
    assert sets[-1] == ("remove: list[1]", "remove: list[0]")
    assert changed(a_call(list=["a", "b", "c"]), sets[-1]).body["list"] == ["c"]


def test_a_change_at_all_items_of_a_list_is_tried_at_each_and_at_all_at_once():
    listed = [{"t": "low"}, {"t": "high"}, {"t": "none"}]
    sets = candidates(a_call(list=listed), "x", (), ["set: list[*].t none", "remove: list"])
    assert sets[0] == ("set: list[0].t none",) and ("set: list[0].t none", "set: list[1].t none") in sets


def test_what_means_nothing_in_pieces_is_removed_whole():
    turns = [{"role": "user", "parts": [{"text": "a", "thought": True}, {"text": "b"}]}, {"role": "model", "parts": []}]
    body = {"systemInstruction": {"parts": [{"text": "a"}]}, "tools": [{"f": {"x": 1, "y": 2}}, {"g": 1, "h": 2}]}
    call = dataclasses.replace(a_call(**body), body={"contents": turns, **body})
    for path in ("contents[0]", "contents[0].parts[0]", "systemInstruction"):
        assert smaller(call, (f"remove: {path}",)) == ()
    assert smaller(call, ("remove: tools[0]",)) == (("remove: tools[0].f.y",), ("remove: tools[0].f.x",))
    assert smaller(call, ("remove: tools[1]",)) == (("remove: tools[1].h",), ("remove: tools[1].g",))


def test_a_name_keeps_its_spelling_until_its_list_moves():
    call = dataclasses.replace(a_call(list=[{"a": 1}, {"a": 2}]), written={"list[0].a": "A", "topP": "Top_P"})
    assert changed(call, ("remove: generationConfig",)).written == call.written
    assert changed(call, ("remove: list[1]",)).written == {"topP": "Top_P"}


def test_faults_of_several_causes_are_mended_at_once_before_pairs():
    call = a_call({"a": 1, "b": 2, "c": 3})
    findings = [found(cause, f"remove: generationConfig.{name}") for name, cause in zip("abc", "xyz", strict=True)]
    sets = candidates(call, "x", findings, ())
    assert [len(changes) for changes in sets] == [1, 1, 1, 3, 2, 2, 2]
