"""What ``python -m tests.benchmarks`` writes: its arithmetic, and that the guide has the tables that it writes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from cost_page import ALONE, GROWTH, HEADING, INSIDE, NETWORKS, OWN, PAGE, READ, WHOLE, missed, paged, ratio, written
from growing import Growth
from peer_side import PEERS

from cnnstat.guide import source
from cnnstat.spec import catalog

STEP = {"what": "layers", "times": [[10, 1.0], [100, 10.0]], "fitted": 1.0, "last": 1.0}
KEPT: dict[str, Any] = {
    "date": "2026-11-29",
    "machine": "a machine",
    "versions": {"slow": "1.0", "quick": "2.0"},
    "missing": ["absent"],
    "processes": [
        *([name, OWN, [[0.1, 2**20], [0.2, 2**20]]] for name in NETWORKS),
        *([name, "slow", [[9.0, 2**27], [9.0, 2**27]]] for name in NETWORKS),
        *([name, "quick", [[2.0, 2**28], [8.0, 2**28]]] for name in NETWORKS),
        ["", "a bare interpreter", [[0.05, 2**19], [0.05, 2**19]]],
    ],
    "inside": {READ: [0.01, 0.01], ALONE: [0.001, 0.001], "slow": [1.0, 1.0], "quick": [0.5, 0.3]},
    "residues": {name: {"slow": "0", "quick": "0, 5 unnamed"} for name in NETWORKS},
    "growth": [STEP],
}


def tables(text: str) -> list[list[list[str]]]:
    """The cells of each table, its heading first."""
    found = re.findall(r"^```text\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [[re.split(r" {2,}", line.strip()) for line in each.splitlines() if "──" not in line] for each in found]


def test_ratios_are_taken_within_a_round_to_the_best_of_it() -> None:
    assert ratio([1.0, 2.0, 1.0], [[9.0, 8.0, 7.0], [5.0, 20.0, 8.0]]) == 5.0  # 5, 4 and 7


def test_the_tables() -> None:
    whole, inside, growth = tables(written(KEPT))
    assert whole[0] == list(WHOLE)
    assert whole[1] == [OWN, *["0.15 s 1 MiB"] * len(NETWORKS)]
    assert whole[2] == ["× faster than the fastest peer", *["30.0"] * len(NETWORKS)]
    assert whole[3] == ["× smaller than the leanest peer", *["128.0"] * len(NETWORKS)]
    assert [row[0] for row in whole[4:]] == ["slow 1.0", "quick 2.0"]
    assert inside == [
        list(INSIDE), [READ, "10.00 ms", "40 ×"], [ALONE, "1.00 ms", "400 ×"], ["slow 1.0", "1000 ms"],
        ["quick 2.0", "400 ms"],
    ]  # fmt: skip
    assert growth == [list(GROWTH), ["layers", "10", "100", "1 to 10", "1.00", "1.00"]]


def test_what_is_said_around_them() -> None:
    text = written(KEPT)
    assert "on all: slow. quick leaves over: alexnet-owt `0, 5 unnamed`, vgg16" in text
    assert "Not installed, and not measured: absent." in text
    assert text.endswith("All goals were reached.\n")


def test_goals_that_are_missed_are_told() -> None:
    slower = {**KEPT["inside"], READ: [0.02, 0.02]}
    steep = {**STEP, "fitted": 1.2}
    assert missed({**KEPT, "inside": slower, "growth": [steep]}) == [
        f"{READ} 20.0 instead of 40", "layers with an exponent of 1.20 instead of 1.1",
    ]  # fmt: skip


def test_without_peers_it_writes_what_it_has() -> None:
    alone = [each for each in KEPT["processes"] if each[1] not in KEPT["versions"]]
    whole, inside, _ = tables(written({**KEPT, "versions": {}, "processes": alone, "residues": {}}))
    assert [row[0] for row in whole] == ["program", OWN]
    assert [row[0] for row in inside] == ["program", READ, ALONE]


def test_exponents() -> None:
    square = Growth("squares", ((10, 1.0), (100, 100.0), (1000, 10000.0)))
    assert square.fitted == pytest.approx(2)
    assert square.last == pytest.approx(2)
    bent = Growth("a constant, then a line", ((1, 1.0), (10, 1.0), (100, 10.0)))
    assert bent.fitted == pytest.approx(0.5)
    assert bent.last == pytest.approx(1)


def test_only_its_section_of_a_page_is_written() -> None:
    page = f"# Page\n\nWords.\n\n{HEADING}\n\nold\n\n## Next\n\nmore\n"
    assert paged(page, "new\n") == f"# Page\n\nWords.\n\n{HEADING}\n\nnew\n\n## Next\n\nmore\n"
    assert paged("# Page\n", "new\n") == f"# Page\n\n{HEADING}\n\nnew\n"


def test_the_guide_has_the_tables_that_are_written() -> None:
    section = source(PAGE).partition(f"\n{HEADING}\n")[2].partition("\n## ")[0]
    assert "python -m tests.benchmarks --page" in section
    whole, inside, growth = tables(section)
    assert (whole[0], inside[0], growth[0]) == (list(WHOLE), list(INSIDE), list(GROWTH))
    assert {name.split()[0] for name, *_ in whole[4:]} <= set(PEERS)
    assert [row[0] for row in inside[1:]] == [READ, ALONE, *(row[0] for row in whole[4:])]
    assert all(len(row) == len(WHOLE) for row in whole)


def test_the_networks_are_those_of_the_catalog() -> None:
    assert set(NETWORKS) <= set(catalog.networks())
