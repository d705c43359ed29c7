"""Drawings in Korean: no English word is left, nothing is too wide, and Hangul is as wide as in its font."""

from __future__ import annotations

import re
import xml.etree.ElementTree as Xml
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import others_slow
from drawing_measure import faults
from test_folding import UNET
from test_terminal import SMALL

import cnnstat
from cnnstat.analysis import Analysis
from cnnstat.drawing.draw import scene_of
from cnnstat.drawing.formats import dot, mermaid, svg, terminal
from cnnstat.drawing.metrics import SYLLABLE, text_width
from cnnstat.drawing.page import page_named
from cnnstat.drawing.scene import Scene, Text
from cnnstat.drawing.screen import on_screen
from cnnstat.drawing.sketch import sketch_of
from cnnstat.drawing.ways import Wish
from cnnstat.errors import UsageError
from cnnstat.language import ENGLISH
from cnnstat.language.korean import KOREAN
from cnnstat.language.korean.drawing import MESSAGES
from cnnstat.text.cells import cells
from cnnstat.typesetting import fonts

NETS = Path(__file__).parent.parent / "nets"
NETWORKS = [
    "alexnet", "googlenet", "inception_v3", "resnet50", "mobilenet_v2", "vgg16", "resnet1202", "lenet5",
    *sorted(str(path) for path in NETS.glob("*.yaml")),
]  # fmt: skip
ENGLISH_WORDS = {word for text in MESSAGES for word in re.findall(r"[A-Za-z]{4,}", re.sub(r"\{\w+\}", "", text))}
DRAWN = """\
작은 망
입력 1×8×8 · 매개변수 2,806 · MAC 1.6만

              ┌───────┐
              │ 입력  │
              │ 1×8×8 │
              └───┬───┘
"""


def words_of(scene: Scene) -> list[str]:
    return [item.text for item in scene.items if isinstance(item, Text)]


def own_words(analysis: Analysis) -> set[str]:
    """What a spec calls its things, types of layers, and a key that boxes name as it is."""
    names = ["table", analysis.network.title, *(each.node.layer.type for each in analysis.every)]
    names += [each.name for each in analysis.every] + list(analysis.network.blocks.values())
    return {word for name in names for word in re.findall("[A-Za-z]+", name)}


@pytest.mark.parametrize("network", others_slow(NETWORKS))
def test_no_english_word_is_left(network: str) -> None:
    analysis = cnnstat.analyze(network)
    wishes = [Wish(language=KOREAN), Wish(items=("kernel", "output", "params", "macs"), language=KOREAN)]
    for scene in (*(scene_of(analysis, wish) for wish in wishes), on_screen(analysis, wishes[1], 140)):
        said = {word for text in words_of(scene) for word in re.findall("[A-Za-z]+", text)}
        left = (said & ENGLISH_WORDS) - own_words(analysis)
        assert not left
        assert scene.language == "ko"


@pytest.mark.parametrize("network", others_slow(NETWORKS))
def test_nothing_is_too_wide(network: str) -> None:
    analysis = cnnstat.analyze(network)
    for page in ("16:9", "a4"):
        scene = scene_of(analysis, Wish(page=page_named(page), language=KOREAN))
        assert faults(scene) == []
    for width in (80, 140):
        lines = terminal.written(on_screen(analysis, Wish(language=KOREAN), width)).splitlines()
        assert max(map(cells, lines)) <= width


def test_a_box_of_the_terminal_is_straight(write_spec: Callable[[str], Path]) -> None:
    drawn = terminal.written(on_screen(cnnstat.analyze(write_spec(SMALL)), Wish(language=KOREAN)))
    assert drawn.startswith(DRAWN)
    assert "└ 정규화, 활성화 ┘" in drawn


def test_both_ends_of_a_skip_are_named(write_spec: Callable[[str], Path]) -> None:
    analysis = cnnstat.analyze(write_spec(UNET))
    found = words_of(scene_of(analysis, Wish(page=page_named("340x110mm"), language=KOREAN)))
    assert {"cat1로", "concat cat1", "enc1.b에서"} <= set(found)


def test_rows_that_no_window_reads() -> None:
    analysis = cnnstat.analyze("alexnet", input=224)
    assert words_of(scene_of(analysis, Wish(language=KOREAN))).count("행·열 1개씩 읽지 않음") == 4


def test_a_drawing_in_words() -> None:
    drawing = cnnstat.draw("alexnet", language="ko")
    assert drawing.about == (
        "AlexNet: 입력 3×227×227에서 conv 5개, maxpool 3개, linear 3개를 거쳐 출력 1,000까지. "
        "이웃한 같은 층은 한 번만 그렸다."
    )
    assert cnnstat.draw("resnet50", language="ko", block="conv3.1").about.startswith("ResNet-50의 블록 conv3.1: 입력 ")


def test_svg_names_its_language_and_fonts_for_it() -> None:
    korean, english = (Xml.fromstring(cnnstat.draw("lenet5", language=code).svg) for code in ("ko", "en"))
    assert korean.get("lang") == "ko"
    assert english.get("lang") is None
    assert "'Malgun Gothic'" in str(korean.get("font-family"))
    assert "Gothic" not in str(english.get("font-family"))


def test_languages_of_graphs() -> None:
    sketch = sketch_of(cnnstat.analyze("alexnet"), Wish(language=KOREAN))
    for text in (dot.sketched(sketch), mermaid.sketched(sketch)):
        assert "입력" in text
        assert "활성화, 정규화" in text
        assert "activation" not in text


def test_where_a_text_has_both_alphabets_typst_gets_it_in_pieces() -> None:
    text = "입력 3×227 · MAC 7억 2만"
    scene = Scene(200, 50, "", "", [Text(10, 20, text, 2 * text_width(text, 10), 20)], "ko")
    drawn = Xml.fromstring(svg.written(scene, "'Cnnstat Sans'"))
    pieces = drawn.findall("{http://www.w3.org/2000/svg}text")
    assert [each.text for each in pieces] == ["입력", "3×227 · MAC 7", "억", "2", "만"]
    done = 0
    for each in pieces:
        before = text.index(str(each.text), done)
        done = before + len(str(each.text))
        assert float(each.get("x", 0)) == pytest.approx(10 + 2 * text_width(text[:before], 10), abs=0.01)
        assert float(each.get("textLength", 0)) == pytest.approx(2 * text_width(str(each.text), 10), abs=0.01)
    (whole,) = Xml.fromstring(svg.written(scene)).findall("{http://www.w3.org/2000/svg}text")
    assert whole.text == text


@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_a_syllable_is_as_wide_as_its_font_has_it(style: str) -> None:
    library = pytest.importorskip("fontTools.ttLib")
    font = library.TTFont(fonts.folder() / f"NotoSansKR-{style}.otf")
    glyphs, widths = font.getBestCmap(), font["hmtx"]
    found = {
        widths[glyph][0] * 1000 / font["head"].unitsPerEm for code, glyph in glyphs.items() if 0xAC00 <= code <= 0xD7A3
    }
    assert found == {SYLLABLE}
    assert text_width("합성곱", 10, style == "Bold") == pytest.approx(27.6)


def test_an_unknown_language() -> None:
    with pytest.raises(UsageError, match="expected en or ko, got 'kr'"):
        cnnstat.draw("lenet5", language="kr")


def test_english_is_what_nobody_asked_for() -> None:
    assert cnnstat.draw("googlenet").svg == cnnstat.draw("googlenet", language="en").svg
    assert Wish().language is ENGLISH
