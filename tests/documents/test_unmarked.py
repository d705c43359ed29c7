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
    """How many figures documents have, how many are found, how many findings there are, and those that are wrong."""
    writers = [document(seed, BENCH) for seed in seeds]
    places = [{each.start: each for each in writer.truth} for writer in writers]
    every, right, wrong = sum(map(len, places)), 0, []
    found = list(findings(folder, [each.text for each in writers], program))
    for number, start, finding in found:
        # A figure may be found with the word "about" before it.
        near = next((places[number][at] for at in range(start, start + 4) if at in places[number]), None)
        if near is not None and is_right(near, finding, writers[number]):
            right += 1
        else:
            wrong.append(f"{seeds[number]}: {finding['line_text'] if 'line_text' in finding else finding['problem']}")
    return every, right, len(found), wrong


def test_figures_are_found_and_nothing_else_is(tmp_path: Path, program: Callable[..., Any]) -> None:
    every, right, said, wrong = held(range(60), tmp_path, program)
    assert right >= 0.99 * said, wrong
    assert right >= 0.95 * every


@pytest.mark.slow
def test_figures_of_many_documents_are_found(tmp_path: Path, program: Callable[..., Any]) -> None:
    every, right, said, wrong = held(range(1000, 1500), tmp_path, program)
    assert right >= 0.99 * said, wrong
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


def missed(seeds: range, folder: Path, program: Callable[..., Any]) -> tuple[int, list[str]]:
    """How many documents have one wrong figure, and in which of them no finding is about it."""
    every = list(mutants(seeds))
    told = {
        number
        for number, start, finding in findings(folder, [text for text, _, _ in every], program)
        if start <= every[number][1].start <= start + 3 and (finding["rule"] == "CNS212" or finding["reading"])
    }
    return len(every), [f"{each.query}: {says}" for number, (_, each, says) in enumerate(every) if number not in told]


def test_a_changed_total_is_found(tmp_path: Path, program: Callable[..., Any]) -> None:
    every, left = missed(range(60), tmp_path, program)
    assert len(left) <= 0.1 * every, left


@pytest.mark.slow
def test_changed_totals_of_many_documents_are_found(tmp_path: Path, program: Callable[..., Any]) -> None:
    every, left = missed(range(2000, 4000), tmp_path, program)
    assert len(left) <= 0.1 * every, left
