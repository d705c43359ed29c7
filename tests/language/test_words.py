"""Formulas in Korean have no English word: every name in the derivations of every network has a Korean one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import others_slow

import cnnstat
from cnnstat.algebra.formula import names_in
from cnnstat.algebra.notation import TEXT
from cnnstat.algebra.trace import expression_of
from cnnstat.algebra.words import notation_in
from cnnstat.analysis import Analysis
from cnnstat.derivation import explain
from cnnstat.derivation.steps import Derivation
from cnnstat.keys.kinds import Padding, Pair, Whole
from cnnstat.language import ENGLISH
from cnnstat.language.korean import KOREAN
from cnnstat.layers import TYPES
from cnnstat.quantities import QUANTITIES
from cnnstat.quantities.totals import TOTALS
from cnnstat.spec import catalog

NETS = sorted(str(path) for path in (Path(__file__).parent.parent / "nets").glob("*.yaml"))
LATIN = {"MAC", "FLOP", "mod"}
"""What Korean writes so too."""


def derivations(analysis: Analysis) -> Iterator[Derivation]:
    """Those of the network, of every layer, and of blocks."""
    kept = {each.name for each in analysis.layers}
    blocks = {path for name in kept for path in [name.rpartition(".")[0]] if path}
    for place in ("", *sorted(kept | blocks)):
        yield from explain(analysis, place).derivations


def names_of(derivation: Derivation) -> Iterator[str]:
    for equation in derivation.equations:
        yield equation.label
        for value in (equation.value, equation.detail, equation.whole):
            yield from (name.text for name in names_in(expression_of(value if value is not None else 0)))


@pytest.mark.parametrize("network", others_slow([*catalog.networks(), *NETS]))
def test_every_name_in_a_formula_has_a_korean_word(network: str) -> None:
    for training in (False, True):
        analysis = cnnstat.analyze(network, training=training)
        own = {each.name for each in analysis.every}
        names = {name for each in derivations(analysis) for name in names_of(each)} - own
        english = {name: left for name in names if (left := latin(KOREAN.word(name), own))}
        assert not english


def latin(told: str, own: set[str]) -> set[str]:
    """Latin words in a text, but for the layer in front of a particle."""
    name, particle, rest = told.partition("의 ")
    text = rest if particle and name in own else told
    return set(re.findall("[A-Za-z]+", text)) - LATIN


@pytest.mark.parametrize("title", [each.title for each in (*QUANTITIES.values(), *TOTALS.values())])
def test_every_title_has_a_korean_word(title: str) -> None:
    assert not latin(KOREAN.word(title), set())


def test_every_key_that_a_formula_can_name_has_a_korean_word() -> None:
    numbers = (Whole, Pair, Padding)
    keys = {name for kind in TYPES.values() for name, key in kind.keys.items() if isinstance(key.kind, numbers)}
    assert {"kernel", "padding", "features"} <= keys
    assert not {key for key in keys if latin(KOREAN.word(key), set())}


@pytest.mark.parametrize(
    ("name", "told"),
    [("kernel height", "커널 높이"), ("vertical padding", "세로 패딩"), ("padding top", "패딩 위"),
     ("channels of 3a.1x1", "3a.1x1의 채널"), ("vertical rf of conv1", "conv1의 세로 수용 영역"),
     ("rf of the input", "입력의 수용 영역"), ("rf of output", "output의 수용 영역"), ("RF height", "수용 영역 높이"),
     ("bytes of other types", "다른 자료형의 바이트"),
     ("horizontal last pixel of gates of se1", "se1의 가로 게이트의 끝 픽셀"), ("channels of gates", "gates의 채널"),
     ("3a.1x1", "3a.1x1"), ("k", "k"), ("", "")],
)  # fmt: skip
def test_names_are_put_together(name: str, told: str) -> None:
    assert KOREAN.word(name) == told


def test_a_derivation_in_korean() -> None:
    (size,) = explain(cnnstat.analyze("alexnet"), "conv1", ["output_shape"]).derivations
    channels, height = size.equations
    korean = notation_in(KOREAN, TEXT)
    assert [korean.word(channels.label), *channels.chain(korean)] == ["채널", "필터", "96"]
    assert korean.word(height.label) == "높이 = 너비"
    assert height.chain(korean)[0] == "(입력 높이 + 2 × 패딩 − 커널) / 보폭 + 1"
    assert notation_in(ENGLISH, TEXT) is TEXT
