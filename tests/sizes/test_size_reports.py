"""Reports on sizes in full, on networks small enough to follow by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import cnnstat
from cnnstat.analysis.sweep import fit_at
from cnnstat.quantities.summary import Section
from cnnstat.sizes import witness
from cnnstat.sizes.progression import Fitting, Progressions, fitting, largest, period_of, unsearchable
from cnnstat.sizes.repair import other_inputs
from cnnstat.sizes.report import SizesReport, report_sizes
from cnnstat.sizes.rounding import roundings
from cnnstat.sizes.sections import sections, sentences, unfit
from cnnstat.sizes.table import BROKEN, LEGEND, UNSEEN

WriteSpec = Callable[[str], Path]
HALVED = """\
name: halved
input: {channels: 1, size: 9}
layers:
  - {name: c, type: conv, filters: 2, kernel: 3, stride: 2}
  - {name: p, type: maxpool, kernel: 2, stride: 2}
  - {name: h, type: global_avgpool, auxiliary: true}
  - {name: f, type: flatten}
  - {name: d, type: linear, features: 3}
"""
OBLONG = """\
name: oblong
input: {channels: 1, height: 9, width: 12}
layers:
  - {name: c, type: conv, filters: 2, kernel: 3, stride: [1, 2]}
"""
SIZED = """\
name: sized
params: {input: 9}
input: {channels: 1, size: input}
layers:
  - {name: c, type: conv, filters: input // 4, kernel: 3, stride: 2}
"""
TWICE = """\
name: twice
input: {channels: 1, size: 8}
layers:
  - {name: c, type: conv, filters: 1, kernel: 3, stride: 2}
  - {name: e, type: conv, filters: 1, kernel: 2, stride: 2}
"""
LOOSE = """\
name: loose
input: {channels: 1, size: 8}
layers:
  - {name: c, type: conv, filters: 1, kernel: 3, stride: 2, padding: 1}
"""


def loader(path: Path) -> Callable[[int], cnnstat.Network]:
    return lambda side: cnnstat.load(path, input=side)


def report(path: Path, *sides: int) -> SizesReport:
    return report_sizes(loader(path), cnnstat.load(path), sides)


def rows(found: SizesReport) -> list[str]:
    return [" ".join(cell.text for cell in row) for row in found.table.rows]


def told(path: Path, size: int | tuple[int, int]) -> list[Section]:
    return sections(cnnstat.analyze(path, input=size), cnnstat.analyze(path), loader(path))


EVERY_FOURTH = "5, 9, 13, 17, 21, 25, 29, …: every 4 from 5"


def test_a_network_that_fits_at_every_fourth_size(write_spec: WriteSpec) -> None:
    """c: (n − 3) / 2 + 1; p half of that. Conv 18 weights and 2 biases; d 2 · p² · 3 weights and 3 biases."""
    found = report(write_spec(HALVED), 4, 6, 9, 10, 12, 14)
    assert found.facts == [
        ("its own", "9, fits exactly"),
        ("runs", "every size from 5"),
        ("at 4", "layer p (maxpool): kernel 2×2 is larger than its input 1×1"),
        ("fits exactly", EVERY_FOURTH),
        ("no edge lost", "the same"),
        ("auxiliary heads", "must run too; how they fit is not looked at here (lint --mode train does)"),
    ]
    assert (found.features, found.table.title, found.table.facts) == ("p", "halved, input sizes", found.facts)
    assert [(each.key, each.meaning) for each in found.table.columns] == [
        ("input", "side of the image"),
        ("c", "side of the output of c"),
        ("p", "side of the output of p"),
        ("fit", "exact, loose, loses, or no where it does not run"),
        ("unseen", "pixels that never reach the output"),
        ("params", "trainable numbers"),
        ("macs", "multiply-accumulates"),
    ]
    assert [each.priority for each in found.table.columns] == [0, 2, 2, 0, 1, 4, 3]
    assert rows(found) == [
        "4 – – no – – –",
        "6 2 r1 1 loses 1 29 78",
        "9 4 2 exact 0 47 312",
        "10 4 r1 2 loses 1 47 312",
        "12 5 r1 2 r1 loses 3 47 474",
        "14 6 r1 3 loses 1 77 702",
    ]
    assert found.table.notes == [LEGEND, UNSEEN, BROKEN]
    assert report(write_spec(HALVED), 9).table.notes == []
    assert report(write_spec(HALVED), 4, 9).table.notes == [BROKEN]


def test_which_sizes_are_searched(write_spec: WriteSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    """All up to two periods, of 4 pixels, beyond its own."""
    asked: list[list[int]] = []

    def looked(network: cnnstat.Network, sides: Sequence[int]) -> tuple[list[bool], list[bool], list[bool]]:
        asked.append(list(sides))
        return fit_at(network, sides)

    monkeypatch.setattr("cnnstat.sizes.progression.fit_at", looked)
    known = fitting(cnnstat.load(write_spec(HALVED)))
    assert known is not None
    assert (known.searched, known.period, asked) == (17, 4, [list(range(1, 18))])


def test_figures_of_what_is_not_looked_at(write_spec: WriteSpec) -> None:
    """Of a head no sizes are known here, and at 1 to 4 pixels the net does not run."""
    path = write_spec("""
        input: {channels: 1, size: 9}
        witnesses:
          - {says: a, formula: h + 0 * c, value: 1}
          - {says: b, formula: c * 0 + input, value: 4}
          - {says: e, formula: c * 0 + input, value: 5}
        layers:
          - {name: c, type: conv, filters: 1, kernel: 5}
          - {name: h, type: global_avgpool, auxiliary: true}
          - {name: d, type: relu}
    """)
    network = cnnstat.load(path)
    told = [text for _, text in witness.testimony(network, witness.testimonies(network, loader(path)))]
    assert told == [
        "h + 0 × c = 1: no input up to 18", "c × 0 + input = 4: no input up to 18", "c × 0 + input = 5: input 5",
        "no input up to 18 gives all 3",
    ]  # fmt: skip
    assert witness.testimonies(cnnstat.load(write_spec(HALVED)), loader(path)) == []


@pytest.mark.parametrize(("size", "said"), [
    (2500, ""), (2501, "1 figure of 99 layers at 5,002 sizes are too many"),
])  # fmt: skip
def test_the_most_that_is_tried(size: int, said: str, write_spec: WriteSpec) -> None:
    """99 layers and a figure, at twice as many sizes: 500,000 at 2,500."""
    layers = "".join(f"  - {{type: relu, name: r{each}}}\n" for each in range(99))
    head = f"input: {{channels: 1, size: {size}}}\nwitnesses:\n  - {{says: a, formula: input, value: 1}}\n"
    assert witness.unsearched(cnnstat.load(write_spec(f"{head}layers:\n{layers}"))) == said


def test_two_figures_are_figures(write_spec: WriteSpec) -> None:
    figure = "{says: a, formula: input, value: 1}"
    text = f"input: {{channels: 1, size: 1000000}}\nwitnesses: [{figure}, {figure}]\nlayers: [{{type: relu}}]\n"
    said = "2 figures of 1 layers at 2,000,000 sizes are too many"
    assert witness.unsearched(cnnstat.load(write_spec(text))) == said
    assert witness.most_tried(cnnstat.load(write_spec(OBLONG))) == 2 * 12


def test_the_largest_input_that_there_may_be(write_spec: WriteSpec) -> None:
    """999,999 pixels lie between two even sizes, of which the larger is the largest of all; above it there is none."""
    even = Progressions((2,), 2)
    known = Fitting(8, 2, even, even, even)
    path = write_spec("input: {channels: 1, size: 8}\nlayers: [{type: maxpool, kernel: 2}]\n")
    for size, sides in ((999_999, [999_998, 1_000_000]), (1_000_000, [1_000_000])):
        found = other_inputs(cnnstat.analyze(path, input=size), loader(path), known)
        assert [each.what for each in found] == [f"input {side}×{side}" for side in sides]
    oblong = cnnstat.analyze(path, input=(9, 8))
    assert list(other_inputs(oblong, loader(path), known)) == []
    assert list(other_inputs(cnnstat.analyze(path, input=9), loader(path), None)) == []


@pytest.mark.parametrize(
    ("lines", "period"),
    [
        ("{type: conv, filters: 1, kernel: 1, stride: [2, 3]}", 6),
        ("{type: adaptive_avgpool, size: 4}\n  - {type: conv, filters: 1, kernel: 1, stride: 3}", 1),
        ("{type: adaptive_avgpool, size: [null, 4]}\n  - {type: conv, filters: 1, kernel: 1, stride: 3}", 3),
        ("{type: upsample, size: 4}\n  - {type: conv, filters: 1, kernel: 1, stride: 3}", 1),
        ("{type: upsample, scale: 2}\n  - {type: conv, filters: 1, kernel: 1, stride: 6}", 3),
        ("{type: global_avgpool}\n  - {type: conv, filters: 1, kernel: 1, stride: 3}", 1),
        ("{type: flatten}\n  - {type: channel_split, part: 1, parts: 4}", 4),
        ("{type: flatten}\n  - {type: relu}\n  - {type: channel_shuffle, groups: 8}", 8),
        ("{type: flatten}\n  - {type: linear, features: 8}\n  - {type: channel_split, part: 1, parts: 4}", 1),
    ],
)  # fmt: skip
def test_periods_by_hand(lines: str, period: int, write_spec: WriteSpec) -> None:
    network = cnnstat.load(write_spec(f"input: {{channels: 1, height: 8, width: 12}}\nlayers:\n  - {lines}\n"))
    assert period_of(network) == period
    assert largest(network, period) == 12 + 2 * period


def test_the_image_grows_by_single_pixels(write_spec: WriteSpec) -> None:
    """Where it meets a path without strides, both grow alike."""
    text = "input: {channels: 1, size: 8}\nlayers: [{name: a, type: relu}, {type: add, from: [input, a]}]\n"
    assert unsearchable(cnnstat.load(write_spec(text))) == ""


def test_a_search_that_would_take_too_long_is_said(write_spec: WriteSpec) -> None:
    text = "input: {channels: 1, size: 1000000}\nlayers: [{name: r, type: relu, repeat: 20}]\n"
    network = cnnstat.load(write_spec(text))
    assert unsearchable(network) == "20 layers at 1,000,002 sizes are too many"
    assert fitting(network) is None


def test_a_network_under_each_rounding(write_spec: WriteSpec) -> None:
    def words(first: bool, second: bool) -> list[str]:
        path = write_spec(f"""
            input: {{channels: 1, size: 9}}
            layers:
              - {{name: a, type: conv, filters: 1, kernel: 2, stride: 2, ceil_mode: {str(first).lower()}}}
              - {{name: b, type: maxpool, kernel: 2, ceil_mode: {str(second).lower()}}}
        """)
        made = roundings(cnnstat.load(path))
        for word, up in (("down", False), ("up", True)):
            assert [node.layer.written().get("ceil_mode", False) for node in made[word].nodes] == [up, up]
        return list(made)

    assert [words(*each) for each in ((False, False), (True, True), (True, False), (False, True))] == [
        ["down", "up"], ["down", "up"], ["down", "up", "own"], ["down", "up", "own"],
    ]  # fmt: skip


@pytest.mark.parametrize(("layers", "more"), [(1, ""), (2, "; so does 1 more layer"), (3, "; so do 2 more layers")])
def test_how_many_layers_round_up_at_the_input_that_is_right(layers: int, more: str, write_spec: WriteSpec) -> None:
    """Rounding up 9 pixels are 5 windows, these 3, and these 2: of each the last has half a window."""
    lines = "".join(f"  - {{name: c{each}, type: conv, filters: 1, kernel: 2, stride: 2}}\n" for each in range(layers))
    figures = "  - {says: a, formula: input, value: 9}\n  - {says: b, formula: c0, value: 5}\n"
    path = write_spec(f"input: {{channels: 1, size: 9}}\nwitnesses:\n{figures}layers:\n{lines}")
    network = cnnstat.load(path)
    told = [text for _, text in witness.testimony(network, witness.testimonies(network, loader(path)))]
    assert told[2].endswith("as with padding 0 before, 1 after" + more)


def test_sides_of_their_own(write_spec: WriteSpec) -> None:
    found = report(write_spec(OBLONG), 8, 9)
    assert found.facts == [
        ("its own", "9×12; only square inputs are looked at here"),
        (
            "c rounding up (ceil_mode)",
            "height (9 + 2 × 0 − 3) / 1 + 1 = 7; width (12 + 2 × 0 − 3) / 2 + 1 = 5.5, so 6: 1 column of zeros behind "
            "the map, as with padding top 0, bottom 0, left 0, right 1",
        ),
        ("runs", "every size from 3"),
        ("at 2", "layer c (conv): kernel 3×3 is larger than its input 2×2"),
        ("fits exactly", "3, 5, 7, 9, 11, 13, 15, …: every 2 from 3"),
        ("no edge lost", "the same"),
    ]
    assert rows(found) == ["8 6×3 r0×1 loses 0×1 20 324", "9 7×4 exact 0 20 504"]


def test_sizes_that_do_not_fit_exactly_but_lose_nothing(write_spec: WriteSpec) -> None:
    found = report(write_spec(LOOSE))
    assert found.facts == [
        ("its own", "8, fits, but not exactly: no edge is lost"),
        ("runs", "every size from 1"),
        ("fits exactly", "1, 3, 5, 7, 9, 11, 13, …: every 2 from 1"),
        ("no edge lost", "every size from 1"),
    ]
    assert rows(found)[:2] == ["1 1 exact 0 10 9", "2 1 ~ loose 0 10 9"]
    assert len(rows(found)) == 16
    assert found.table.notes == [LEGEND]
    assert told(write_spec(LOOSE), 9) == unfit(found_at(write_spec(LOOSE), 8)) == []
    assert sentences(found_at(write_spec(LOOSE), 8)) == []


def found_at(path: Path, size: int) -> cnnstat.Analysis:
    return cnnstat.analyze(path, input=size)


def test_its_own_size_is_looked_at_by_itself(write_spec: WriteSpec) -> None:
    assert report(write_spec(TWICE), 7, 11).facts[:2] == [
        ("its own", "8, does not fit: rows or columns at the edge are never read"),
        (
            "c rounding up (ceil_mode)",
            "(8 + 2 × 0 − 3) / 2 + 1 = 3.5, so 4: 1 row and 1 column of zeros behind the map, as with padding 0 "
            "before, 1 after",
        ),
    ]
    assert rows(report(write_spec(TWICE), 7, 8, 11)) == [
        "7 3 1 r1 loses 2 15 85", "8 3 r1 1 r1 loses 3 15 85", "11 5 2 r1 loses 2 15 241",
    ]  # fmt: skip


def test_a_network_of_which_every_size_is_another(write_spec: WriteSpec) -> None:
    found = report(write_spec(SIZED), 8, 9)
    why = "not searched: its layers depend on the size of the input, so that every size is another network"
    assert found.facts == [("its own", "9, fits exactly"), ("fits exactly", why)]
    assert found.fitting is None
    assert rows(found) == ["8 3 r1 loses 1 20 162", "9 4 exact 0 20 288"]
    assert told(write_spec(SIZED), 8)[1:] == [
        Section(
            "at 8×8 instead of the spec's own 9×9",
            [
                ("c", "2×3×3 instead of 2×4×4"),
                ("connections", "180 instead of 320 (−43.8 %)"),
                ("MACs", "162 instead of 288 (−43.8 %)"),
            ],
        ),
        Section("what would mend it, wholly or in part", []),
    ]


LEFT = "1 row and 1 column of its input never read"
ZEROS = "1 row and 1 column of zeros behind the map, as with padding 0 before, 1 after"


def test_what_is_lost_and_what_mends_it(write_spec: WriteSpec) -> None:
    path = write_spec(TWICE)
    lost = Section(
        "at 8×8 not everything fits",
        [
            ("c", f"(8 + 2 × 0 − 3) / 2 + 1 = 3.5, so 3: {LEFT}"),
            ("e", f"(3 + 2 × 0 − 2) / 2 + 1 = 1.5, so 1: {LEFT}"),
            ("in the end", "3 rows and 3 columns of the image never reach the output"),
        ],
    )
    mends = Section(
        "what would mend it, wholly or in part",
        [
            ("square inputs that fit", EVERY_FOURTH),
            ("input 5×5", "c 1×2×2; 15 parameters, 40 MACs"),
            ("input 9×9", "e 1×2×2; 15 parameters, 160 MACs"),
            (
                "c rounding up (ceil_mode)",
                f"(8 + 2 × 0 − 3) / 2 + 1 = 3.5, so 4: {ZEROS}; e 1×2×2; 15 parameters, 160 MACs",
            ),
            (
                "c with padding 1",
                "(8 + 2 × 1 − 3) / 2 + 1 = 4.5, so 4: 1 row and 1 column of padding never read; e 1×2×2; "
                "15 parameters, 160 MACs",
            ),
            ("c with padding 0 before, 1 after", "(8 + 0 + 1 − 3) / 2 + 1 = 4; e 1×2×2; 15 parameters, 160 MACs"),
        ],
    )
    assert told(path, 8) == [lost, mends]
    assert unfit(cnnstat.analyze(path)) == [lost]
    assert sentences(cnnstat.analyze(path)) == [f"{name}: {text}." for name, text in lost.lines]


def test_another_input_than_its_own(write_spec: WriteSpec) -> None:
    lost, changed, mends = told(write_spec(HALVED), (10, 14))
    assert lost == Section(
        "at 10×14 not everything fits",
        [
            ("c", f"(10 + 2 × 0 − 3) / 2 + 1 = 4.5, so 4: {LEFT}"),
            ("in the end", "1 row and 1 column of the image never reach the output"),
        ],
    )
    assert changed == Section(
        "at 10×14 instead of the spec's own 9×9",
        [
            ("p", "2×2×3 instead of 2×2×2"),
            ("inputs of d", "12 instead of 8"),
            ("parameters", "59 instead of 47 (+25.5 %)"),
            ("connections", "519 instead of 347 (+49.6 %)"),
            ("MACs", "468 instead of 312 (+50.0 %)"),
        ],
    )
    up = "height (10 + 2 × 0 − 3) / 2 + 1 = 4.5, so 5; width (14 + 2 × 0 − 3) / 2 + 1 = 6.5, so 7"
    still = "p 2×2×3; 59 parameters, 666 MACs; p still loses some"
    assert mends.lines == [
        ("square inputs that fit", EVERY_FOURTH),
        ("c rounding up (ceil_mode)", f"{up}: {ZEROS}; {still}"),
        ("every layer rounding up (ceil_mode)", f"c {up}: {ZEROS}; p 2×3×4; 95 parameters, 702 MACs"),
        (
            "c with padding 1",
            "height (10 + 2 × 1 − 3) / 2 + 1 = 5.5, so 5; width (14 + 2 × 1 − 3) / 2 + 1 = 7.5, so 7: "
            f"1 row and 1 column of padding never read; {still}",
        ),
        (
            "c with padding 0 before, 1 after",
            f"height (10 + 0 + 1 − 3) / 2 + 1 = 5; width (14 + 0 + 1 − 3) / 2 + 1 = 7; {still}",
        ),
    ]


@pytest.mark.parametrize("size", [9, 13, (9, 13)])
def test_nothing_is_lost_where_all_fits(size: int | tuple[int, int], write_spec: WriteSpec) -> None:
    assert told(write_spec(HALVED), size) == []
