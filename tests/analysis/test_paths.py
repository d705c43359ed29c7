"""The smallest fields over all paths: against every path that there is, one by one."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import product
from pathlib import Path

import cnnstat
from cnnstat.analysis import analyze_network
from cnnstat.analysis.paths import smallest_fields

Window = tuple[int, int]
"""Kernel and stride."""


def merges(stages: list[list[Window]]) -> str:
    """Merges one behind the other, each of branches of one pool; on a map of one cell every window fits."""
    lines = [
        "  - type: add\n    branches:\n"
        + "".join(
            f"      - [{{type: maxpool, kernel: {kernel}, stride: {stride}, padding: {kernel // 2}}}]\n"
            for kernel, stride in stage
        )
        for stage in stages
    ]
    return f"input: {{channels: 1, size: 1}}\nlayers:\n{''.join(lines)}"


def field(path: tuple[Window, ...]) -> int:
    """The field of a chain of windows."""
    size = jump = 1
    for kernel, stride in path:
        size, jump = size + (kernel - 1) * jump, jump * stride
    return size


def test_against_all_paths(write_spec: Callable[[str], Path]) -> None:
    chance = random.Random(1128)
    for _ in range(60):
        stages = [
            [(chance.choice([1, 3, 5, 7]), chance.randint(1, 6)) for _ in range(chance.randint(2, 5))]
            for _ in range(chance.randint(1, 4))
        ]
        found = smallest_fields(cnnstat.analyze(write_spec(merges(stages))).every)
        assert found[-1] == (min(map(field, product(*stages))),) * 2


def test_height_and_width_of_their_own(write_spec: Callable[[str], Path]) -> None:
    layers = "  - {type: maxpool, kernel: [3, 5], stride: 1}\n  - {type: maxpool, kernel: [2, 3]}\n"
    analysis = cnnstat.analyze(write_spec(f"input: {{channels: 1, size: 9}}\nlayers:\n{layers}"))
    assert smallest_fields(analysis.every) == [(3, 5), (4, 7)]


def test_products_of_many_strides_are_not_all_kept(write_spec: Callable[[str], Path]) -> None:
    """Paths that another one's jump and size do not exceed are left out; else six such merges have 100⁶ of them."""
    found = smallest_fields(cnnstat.analyze(write_spec(merges([[(3, at) for at in range(1, 101)]] * 6))).every)
    assert found[-1] == (13, 13)  # six windows of 3 at stride 1


def test_of_too_many_that_may_all_be_the_smallest_little_is_known(write_spec: Callable[[str], Path]) -> None:
    few, many = ([(2 * (count - at) + 1, at + 1) for at in range(count)] for count in (64, 65))
    for stage, expected in ((few, 3), (many, 1)):
        found = smallest_fields(cnnstat.analyze(write_spec(merges([stage]))).every)
        assert found[-1] == (expected, expected)


def test_behind_upsampling_they_are_lower_bounds(lines: Callable[..., cnnstat.Analysis]) -> None:
    """a sees 3 pixels; u takes both ends of its window to lie between cells: 3 + ½ · (2 − 1 − 2) = 2½ at jumps of ½.
    b adds 2 · ½ and 4 · ½, c 2 · ½ and 0, and jumps 4 · ½ and 2 · ½, d one of these; t ⅓ of them by 3 − 1 − 4."""
    analysis = lines("""
        - {name: a, type: conv, filters: 1, kernel: 3, padding: 1}
        - {name: u, type: upsample, scale: 2}
        - {name: b, type: conv, filters: 1, kernel: [3, 5], padding: same}
        - {name: c, type: conv, filters: 1, kernel: [3, 1], stride: [4, 2], padding: same}
        - {name: d, type: conv, filters: 1, kernel: 2, padding: same}
        - {name: t, type: conv_transpose, filters: 1, kernel: 3, stride: 3}
    """)  # fmt: skip
    assert smallest_fields(analysis.every) == [(3, 3), (2, 2), (3, 4), (4, 4), (6, 5), (5, 4)]
    for layer, bound in zip(analysis.every, smallest_fields(analysis.every), strict=True):
        assert bound <= (layer.field.vertical.size, layer.field.horizontal.size)


def test_a_gate_is_on_no_path(lines: Callable[..., cnnstat.Analysis]) -> None:
    analysis = lines("""
        - {name: a, type: conv, filters: 2, kernel: 3, padding: 1}
        - {name: m, type: multiply, branches: [[], [{name: p, type: global_avgpool}]]}
    """)  # fmt: skip
    assert smallest_fields(analysis.every) == [(3, 3), (10, 10), (3, 3)]


def test_behind_what_nobody_knows_a_field_has_a_pixel(write_spec: Callable[[str], Path]) -> None:
    layers = """
  - {name: a, type: conv, filters: 2, kernel: 3, padding: 1}
  - {name: x, type: unavailable, shape: [2, 8, 8], what: attention}
  - {name: m, type: add, from: [x, a]}
  - {name: c, type: conv, filters: 2, kernel: 3, padding: 1, output: true}
  - {name: b, type: conv, filters: 2, kernel: 3, padding: 1, from: a}
"""
    network = cnnstat.load(write_spec(f"input: {{channels: 1, size: 8}}\nlayers:{layers}"))
    every = analyze_network(network, partial=True).every
    assert [each.field.known for each in every] == [True, False, False, False, True]
    assert smallest_fields(every) == [(3, 3), (1, 1), (1, 1), (1, 1), (5, 5)]
