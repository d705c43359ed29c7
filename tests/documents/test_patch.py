"""Patches: whatever changed, they lead from one text to the other, and where lines are unique as difflib's do."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from cnnstat.documents.patch import changes, unified

LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n", "e\n"]), max_size=12)


def patched(old: Sequence[str], new: Sequence[str]) -> list[str]:
    found, at = list[str](), 0
    for start, end, start_new, end_new in changes(old, new):
        assert at <= start <= end
        assert old[start:end] != new[start_new:end_new]
        found += [*old[at:start], *new[start_new:end_new]]
        at = end
    return [*found, *old[at:]]


@given(LINES, LINES)
def test_changes_lead_from_one_text_to_the_other(old: list[str], new: list[str]) -> None:
    assert patched(old, new) == new
    assert (list(unified(old, new, "x", "y")) == []) == (old == new)


@given(st.lists(st.integers(0, 60), unique=True), st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60)))
def test_where_lines_are_unique_the_patch_is_that_of_difflib(
    order: list[int], gone: set[int], edited: set[int]
) -> None:
    old = [f"{each}\n" for each in order]
    new = [f"new {each}\n" if each in edited else f"{each}\n" for each in order if each not in gone]
    expected = [
        line for line in difflib.unified_diff(old, new, "x", "y") if line[0] == " " or line[:3] in ("---", "+++")
    ]
    found = [line for line in unified(old, new, "x", "y") if line[0] == " " or line[:3] in ("---", "+++")]
    assert found == expected
    heads = [line for line in difflib.unified_diff(old, new, "x", "y") if line.startswith("@@")]
    assert [line for line in unified(old, new, "x", "y") if line.startswith("@@")] == heads


def test_lines_that_repeat_take_no_search() -> None:
    old = ["x\n", *(f"{at % 100}\n" for at in range(9))] * 20_000
    new = [line.replace("x", "y") for line in old]
    assert sum(end - start for start, end, _, _ in changes(old, new)) == 20_000
    assert patched(old, [*new[:50_000], "z\n", *new[50_000:]])[50_000] == "z\n"
