"""Fields behind upsampling: hand-worked, and how they are told."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import cnnstat
from cnnstat.analysis.phases import Span
from cnnstat.errors import SpecError
from cnnstat.quantities.table import UPSAMPLED

WriteSpec = Callable[[str], Path]
Program = Callable[..., Any]
Lines = Callable[..., cnnstat.Analysis]

UNET = """
    input: {channels: 1, size: 32}
    layers:
      - {name: c, type: conv, filters: 4, kernel: 3, padding: 1}
      - {name: down, type: maxpool, kernel: 2}
      - {name: deep, type: conv, filters: 8, kernel: 3, padding: 1}
      - {name: up, type: conv_transpose, filters: 4, kernel: 2, stride: 2}
      - {name: cat, type: concat, from: [c, up]}
      - {name: out, type: conv, filters: 2, kernel: 3, padding: 1}
"""


def test_a_unet_by_hand(write_spec: WriteSpec) -> None:
    analysis = cnnstat.analyze(write_spec(UNET))
    # deep sees pixels -3 to 4 with a jump of 2; up's outputs 0 and 1 both see that, 2 and 3 two pixels further.
    assert analysis["deep"].field.vertical == (8, 2, -3)
    assert analysis["up"].field.vertical == (8, 1, -3)
    assert analysis["up"].field.phases[0] == ((Span(-3, 4), Span(-3, 4)), 2)
    # c's own field, -1 to 1 and 0 to 2, lies inside of it; the centers are others.
    assert analysis["cat"].field.phases[0] == ((Span(-3, 4), Span(-3, 4)), 2)
    assert not analysis["cat"].field.aligned
    # Outputs 0, 1: from up's cell -1, which sees -5 to 2, to its cell 1 or 2.
    assert analysis["out"].field.phases[0] == ((Span(-5, 4), Span(-3, 6)), 2)
    assert analysis["out"].field.vertical == (10, 1, -5)
    assert all(layer.field.exact for layer in analysis)


def test_windows_on_copies_see_as_much_as_their_place_among_them_lets_them(lines: Lines) -> None:
    analysis = lines("""
        - {name: up, type: upsample, scale: 2}
        - {name: two, type: conv, filters: 1, kernel: 2}
        - {name: every_other, type: identity, stride: 2}
    """)  # fmt: skip
    assert analysis["up"].field.vertical == (1, Fraction(1, 2), 0)
    assert analysis["up"].field.exact
    # Output 0 reads two copies of pixel 0, output 1 one of pixel 0 and one of pixel 1.
    assert analysis["two"].field.phases[0] == ((Span(0, 0), Span(0, 1)), 1)
    assert analysis["two"].field.vertical == (2, Fraction(1, 2), 0)
    assert not analysis["two"].field.exact
    assert analysis["every_other"].field.vertical == (1, 1, 0)
    assert analysis["every_other"].field.phases == (None, None)
    assert analysis["every_other"].field.exact


def test_interpolation_reads_the_cells_around_a_place(lines: Lines) -> None:
    field = lines("- {name: up, type: upsample, scale: [2, 3], mode: bilinear}")["up"].field
    # By 2, places are ¼ off: -¼, ¼, ¾. By 3: -⅓, 0, ⅓; the second falls on a cell.
    assert field.phases[0] == ((Span(-1, 0), Span(0, 1)), 1)
    assert field.phases[1] == ((Span(-1, 0), Span(0, 0), Span(0, 1)), 1)
    assert not field.exact


def test_a_transposed_convolution_whose_kernel_is_no_multiple_of_its_stride(lines: Lines) -> None:
    field = lines("- {name: t, type: conv_transpose, filters: 1, kernel: 3, stride: 2, padding: 1}")["t"].field
    # Cell i reaches outputs 2i - 1 to 2i + 1: output 0 is reached by cell 0, output 1 by cells 0 and 1.
    assert field.phases[0] == ((Span(0, 0), Span(0, 1)), 1)
    assert (field.vertical, field.exact) == ((2, Fraction(1, 2), 0), False)
    gaps = lines("- {name: t, type: conv_transpose, filters: 1, kernel: 1, stride: 3, padding: 1}")["t"].field
    assert gaps.phases[0] == ((None, None, Span(1, 1)), 1)
    assert (gaps.vertical, gaps.exact) == ((1, Fraction(1, 3), 1), False)


def test_a_size_that_is_no_multiple(lines: Lines) -> None:
    analysis = lines("- {name: up, type: upsample, size: [12, 6]}", size=8)
    field = analysis["up"].field
    assert (field.vertical.jump, field.horizontal.jump) == (Fraction(2, 3), Fraction(4, 3))
    assert field.phases[0] == ((Span(0, 0), Span(0, 0), Span(1, 1)), 2)
    assert field.phases[1] == ((Span(0, 0), Span(1, 1), Span(2, 2)), 4)


def test_paths_of_different_jumps(lines: Lines) -> None:
    """As without upsampling: the union at the first output, and the larger of the jumps."""
    analysis = lines("""
        - {name: a, type: upsample, scale: 2}
        - {name: b, type: pad, padding: {bottom: 8, right: 8}, from: input}
        - {name: m, type: concat, from: [a, b]}
        - {name: c, type: conv, filters: 1, kernel: 3}
    """)  # fmt: skip
    field = analysis["c"].field
    assert (field.vertical, field.exact, field.aligned) == ((3, 1, 0), False, False)
    # Jumps of 2/3 and of 1/3: the union of outputs at the start, from there on with the steps of 2/3.
    slower = lines("""
        - {name: a, type: upsample, size: 9}
        - {name: b, type: upsample, size: 18}
        - {name: c, type: pad, padding: {bottom: -9, right: -9}}
        - {name: m, type: concat, from: [a, c]}
    """, size=6)["m"].field  # fmt: skip
    assert [slower.seen(0, output) for output in range(4)] == [Span(each, each) for each in (0, 0, 1, 2)]


def test_pixel_shuffle_sees_what_copies_see(lines: Lines) -> None:
    analysis = lines("- {name: s, type: pixel_shuffle, factor: 2}\n- {name: u, type: pixel_unshuffle, factor: 2}",
                     channels=4)  # fmt: skip
    assert analysis["s"].field.vertical == (1, Fraction(1, 2), 0)
    assert analysis["u"].field == type(analysis["u"].field)()


def test_upsampling_without_end_is_refused(refusal: Callable[[str], str]) -> None:
    text = "input: {channels: 1, size: 1}\nlayers:\n" + "".join(
        f"  - {{name: u{number}, type: upsample, scale: {prime}}}\n" for number, prime in enumerate((67, 71))
    )
    problem = "upsampling up to here repeats its pattern only after more than 4,096 outputs"
    assert refusal(text) == f"net.yaml:4:5: layer u1 (upsample): {problem}"


# How it is told.

HALVES = """
    input: {channels: 1, size: 8}
    layers:
      - {name: up, type: upsample, scale: [2, 1]}
      - {name: c, type: conv, filters: 1, kernel: 3}
      - {name: down, type: maxpool, kernel: 3}
"""


def test_fractions_are_told_as_such(write_spec: WriteSpec, program: Program) -> None:
    path = write_spec(HALVES)
    table = program(path, "--table", "--columns", "name,detail,rf,jump,start").out.splitlines()
    assert [line.split() for line in table[4:7]] == [
        ["up", "up2×1", "1", "1/2×1", "0"],
        ["c", "3×3", "2×3", "1/2×1", "0"],
        ["down", "3×3/3", "3×5", "3/2×3", "0"],
    ]
    assert " ".join(UPSAMPLED.split()) in " ".join(" ".join(table).split())
    _, *rows = csv.DictReader(io.StringIO(program(path, "--format", "csv").out))
    assert [(row["jump"], row["start"]) for row in rows] == [("1/2x1", "0"), ("1/2x1", "0"), ("3/2x3", "0")]
    layers = json.loads(program(path, "--format", "json").out)["layers"]
    assert [(each["rf"], each["jump"], each["rf_exact"]) for each in layers] == [
        (1, ["1/2", 1], True), ([2, 3], ["1/2", 1], True), ([3, 5], ["3/2", 3], True),
    ]  # fmt: skip
    assert program("get", f"'{path}'.down.jump").out == "3/2×3\n"
    square = write_spec(HALVES.replace("[2, 1]", "2"))
    assert program("get", f"'{square}'.down.jump").out == "3/2\n"
    found = json.loads(program("get", f"'{square}'.down.jump", "--format", "json").out)["queries"][0]
    assert (found["value"], found["numerator"], found["denominator"]) == (1.5, 3, 2)
    assert program("get", f"'{square}'.down.jump * 2").out == "3\n"
    assert cnnstat.get(f"'{square}'.c.jump") == Fraction(1, 2)


def test_derivations_say_how_fields_repeat(write_spec: WriteSpec, program: Program) -> None:
    path = write_spec(HALVES)
    out = program("explain", path, "c", "rf", "jump").out
    assert "fields along the height repeat their pattern with every 2 outputs: pixels 0 to 1 (2 outputs)" in out
    assert "  along the height jump of up × 1 = 1/2 × 1 = 1/2\n  along the width jump of up × 1 = 1 × 1 = 1\n" in out
    out = program("explain", path, "down", "jump").out
    assert "along the height jump of c × 3 = 1/2 × 3 = 3/2" in out
    assert "  jump of the input × 1/2 = 1 × 1/2 = 1/2" in program("explain", write_spec(HALVES.replace("[2, 1]", "2")),
                                                                "up", "jump").out  # fmt: skip


def test_sizes_that_fit_a_unet(write_spec: WriteSpec, program: Program) -> None:
    out = program("sizes", write_spec(UNET)).out
    assert "runs          2, 4, 6, 8, 10, 12, 14, …: every 2 from 2\n" in out


@pytest.mark.parametrize(
    ("line", "fits"),
    [
        ("kernel: 3, padding: 1, repeat: 7", True),
        ("kernel: 3, padding: 1, repeat: 8", False),
        ("kernel: 255, padding: 127", False),
        ("kernel: 4093, padding: 2046", False),
    ],
)
def test_long_patterns_are_followed_through_few_layers(line: str, fits: bool, write_spec: WriteSpec) -> None:
    """Each layer behind takes work in proportion to the pattern and to its window."""
    path = write_spec(
        "input: {channels: 1, size: 7}\nlayers:\n  - {type: upsample, size: 4093}\n"
        f"  - {{type: conv, filters: 1, {line}}}\n"
    )
    if fits:
        assert cnnstat.analyze(path).layers[-1].field.phases[0] is not None
    else:
        with pytest.raises(SpecError, match=r"more than 1,500,000 steps of arithmetic, repeats and blocks unrolled$"):
            cnnstat.load(path)
