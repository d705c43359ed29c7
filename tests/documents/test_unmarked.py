"""``check --suggest`` on documents made by chance whose truth is known: what it finds, and what it lets alone."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from unmarked_documents import Truth, Writer, document

from cnnstat.documents.formats.lines import Lines
from cnnstat.query import Bench

BENCH = Bench()


def findings(folder: Path, texts: list[str], program: Callable[..., Any]) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """What is said of some documents: the number of each, the offset, the finding."""
    for number, text in enumerate(texts):
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    done = program("check", "--suggest", "--format", "json", "--min-claims", "0", cwd=folder)
    lines = [Lines(text) for text in texts]
    for each in json.loads(done.out)["findings"]:
        number = int(Path(each["file"]).stem)
        yield number, lines[number].starts[each["line"] - 1] + each["column"] - 1, each


def is_right(truth: Truth, finding: dict[str, Any], writer: Writer) -> bool:
    asked = finding["query"]
    return finding["rule"] == "CNS213" and not finding["reading"] and writer.exact(asked) == writer.exact(truth.query)


def held(seeds: range, folder: Path, program: Callable[..., Any]) -> tuple[int, int, int, list[str]]:
    """How many figures documents have, how many are found, how many findings there are, and a line for each finding
    and each figure that is missed: those found rightly, wrongly, and not at all."""
    writers = [document(seed, BENCH) for seed in seeds]
    left = [{each.start: each for each in writer.truth} for writer in writers]
    every, right, lines = sum(map(len, left)), 0, []
    found = list(findings(folder, [each.text for each in writers], program))
    for number, start, finding in found:
        # A figure may be found with the word "about" before it.
        at = next((at for at in range(start, start + 4) if at in left[number]), -1)
        is_own = at != -1 and is_right(left[number][at], finding, writers[number])
        right += is_own
        if is_own:
            del left[number][at]
        said = [finding["printed"], finding["query"], finding["reading"], finding["mark"]]
        lines.append(f"{seeds[number]}:{start} {'right' if is_own else 'WRONG'}: {'; '.join(filter(None, said))}")
    missed = [
        f"{seed}:{each.start} MISSED: {each.says}; {each.query}"
        for seed, own in zip(seeds, left, strict=True)
        for each in own.values()
    ]
    return every, right, len(found), lines + missed


@pytest.mark.parametrize("first", range(0, 60, 5))
def test_figures_are_found_and_nothing_else_is(
    first: int, tmp_path: Path, program: Callable[..., Any], accept: Callable[[str, str], str]
) -> None:  # fmt: skip
    every, right, said, lines = held(range(first, first + 5), tmp_path, program)
    assert right >= 0.95 * said, lines
    assert right >= 0.95 * every, lines
    text = "\n".join(lines) + "\n"
    assert text == accept(f"unmarked/{first}.txt", text)


@pytest.mark.slow
def test_figures_of_many_documents_are_found(tmp_path: Path, program: Callable[..., Any]) -> None:
    every, right, said, lines = held(range(1000, 1500), tmp_path, program)
    assert right >= 0.99 * said, lines
    assert right >= 0.95 * every


def changed(text: str, chance: random.Random) -> str:
    """A figure with another leading digit, so that it is no rounding of what it was."""
    digit = re.search("[1-9]", text)
    assert digit is not None
    other = chance.choice([each for each in "123456789" if abs(int(each) - int(digit[0])) > 1])
    return text[: digit.start()] + other + text[digit.end() :]


def mutants(seeds: range) -> Iterator[tuple[str, Truth, str]]:
    """Documents in which one figure of a whole network is changed, with that figure as it was and as it is."""
    for seed in seeds:
        writer, chance = document(seed, BENCH), random.Random(seed)
        totals = [each for each in writer.truth if each.query.count(".") == 1 and not each.quiet]
        if totals:
            each = chance.choice(totals)
            says = changed(each.says, chance)
            yield writer.text[: each.start] + says + writer.text[each.start + len(each.says) :], each, says


def told(seeds: range, folder: Path, program: Callable[..., Any]) -> tuple[int, list[str], list[str]]:
    """How many documents have one wrong figure, in which of them no finding is about it, and the findings about it."""
    every = list(mutants(seeds))
    found: dict[int, str] = {}
    for number, start, finding in findings(folder, [text for text, _, _ in every], program):
        if start <= every[number][1].start <= start + 3 and (finding["rule"] == "CNS212" or finding["reading"]):
            found[number] = "; ".join(filter(None, [finding["problem"], finding["suggested"], finding["reading"]]))
    missed = [f"{each.query}: {says}" for number, (_, each, says) in enumerate(every) if number not in found]
    return len(every), missed, [f"{every[number][1].query}: {found[number]}" for number in sorted(found)]


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_a_changed_total_is_found(
    first: int, tmp_path: Path, program: Callable[..., Any], accept: Callable[[str, str], str]
) -> None:  # fmt: skip
    _, missed, lines = told(range(first, first + 10), tmp_path, program)
    text = "\n".join([*lines, *(f"MISSED: {each}" for each in missed)]) + "\n"
    assert text == accept(f"unmarked/changed-{first}.txt", text)


@pytest.mark.slow
def test_changed_totals_of_many_documents_are_found(tmp_path: Path, program: Callable[..., Any]) -> None:
    every, missed, _ = told(range(2000, 4000), tmp_path, program)
    assert len(missed) <= 0.1 * every, missed
