"""Drawings as PDF and PNG: the scene's page, its texts as text, strangers' names as data, equal bytes."""

from __future__ import annotations

import importlib.util
import os
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

import cnnstat
from cnnstat.drawing import formats, typesetting
from cnnstat.drawing.formats import pdf, png
from cnnstat.drawing.scene import Scene, Shape, Text, rectangle
from cnnstat.errors import UsageError
from cnnstat.typesetting import compiling

needs_typst = pytest.mark.skipif(
    importlib.util.find_spec("typst") is None and not os.environ.get("CNNSTAT_REQUIRE_TORCH"),  # CI demands everything
    reason="typst is not installed: pip install 'cnnstat[pdf]'",
)
HOSTILE = (
    '"; #read("/etc/passwd")', "#panic()", "#{panic()} $x$ `a` @x", '<image href="/etc/passwd"/>',
    "</text><script>1</script>", "]]>&amp;&lt;", "\x1b[31m\u202e", "\ud800", "한국어", "*/ // \\",
)  # fmt: skip


def scene(*texts: str) -> Scene:
    """A page of 200 by 120 points with a blue box and some texts."""
    box = Shape(rectangle(10, 10, 50, 20), "convolution", key=texts[0], about=texts[0])
    lines = [Text(10, 40 + 7 * at, each, 150, 6, inside=None) for at, each in enumerate(texts)]
    return Scene(200, 120, texts[0], f"about {texts[0]}", [box, *lines])


def test_endings() -> None:
    assert formats.endings()[".svg"] == "svg"
    assert formats.extras() == {".pdf": "pdf", ".png": "pdf"}
    assert formats.medium(Path("net.SVG")).__name__ == "cnnstat.drawing.formats.svg"
    known = ", ".join(sorted(formats.endings()))
    for name in ("net.gif", "net", ".svg"):
        with pytest.raises(UsageError) as caught:
            formats.medium(Path("drawings") / name)
        assert str(caught.value) == f"expected a file ending in {known}, got '{name}'"


def test_typst_missing_is_said_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    said = "a drawing as PDF or PNG needs typst, which is not installed: pip install 'cnnstat[pdf]'"
    for name in ("net.pdf", "net.png"):
        with pytest.raises(UsageError) as caught:
            formats.medium(Path(name))
        assert str(caught.value) == said
    with pytest.raises(UsageError) as caught:
        pdf.written(scene("a"))
    assert str(caught.value) == said


@needs_typst
def test_png_has_two_dots_to_a_point() -> None:
    picture = png.written(scene("conv1"))
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == (400, 240)


@needs_typst
def test_pdf_has_one_page_of_the_scene_without_a_date() -> None:
    page = pdf.written(scene("conv1"))
    assert page.startswith(b"%PDF-")
    assert re.findall(rb"/MediaBox\s*\[([^]]*)\]", page) == [b"0 0 200 120"]
    assert b"CreationDate" not in page
    assert b"/FontFile" in b"".join(streams(page)) + page  # its texts are text in a font, not outlines


@needs_typst
def test_its_texts_are_in_the_fonts_that_come_along() -> None:
    page = pdf.written(scene("conv1 3×3", "합성곱"))
    everything = b"".join(streams(page)) + page
    assert {found.decode() for found in re.findall(rb"[A-Z]{6}\+(\w+)", everything)} == {"CnnstatSans", "NotoSansKR"}


@needs_typst
def test_a_text_without_a_font_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = compiling.font_set(False)
    monkeypatch.setattr(compiling, "font_set", lambda system: ours)
    for written in (pdf.written, png.written):
        with pytest.raises(UsageError, match=r"^no font has 'ሀ'"):
            written(scene("conv1 ሀ"))


@needs_typst
def test_equal_scenes_are_equal_bytes_in_another_process() -> None:
    code = (
        "import hashlib, sys; from cnnstat.drawing.formats import pdf, png\n"
        "from cnnstat.drawing.scene import Scene, Text\n"
        "drawn = Scene(200, 120, 'a', 'b', [Text(10, 40, 'conv 3×3', 40, 9)])\n"
        "print([hashlib.sha256(each.written(drawn)).hexdigest() for each in (pdf, png)])"
    )
    said = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in "12"
    }
    assert len(said) == 1


@needs_typst
@pytest.mark.parametrize("text", HOSTILE)
def test_names_of_strangers_are_data(text: str) -> None:
    drawn = scene(text, *HOSTILE)
    assert pdf.written(drawn) == pdf.written(drawn)
    assert b"root:" not in b"".join(streams(pdf.written(drawn)))


@needs_typst
def test_a_network_of_the_catalog() -> None:
    from cnnstat.drawing.draw import scene_of

    drawn = scene_of(cnnstat.analyze("alexnet"))
    assert struct.unpack(">II", png.written(drawn)[16:24]) == (1920, 1080)
    assert re.findall(rb"/MediaBox\s*\[([^]]*)\]", pdf.written(drawn)) == [b"0 0 960 540"]


def streams(page: bytes) -> list[bytes]:
    """The streams of a PDF, uncompressed where they are."""
    found = []
    for each in re.findall(rb"stream\r?\n(.*?)endstream", page, re.DOTALL):
        try:
            found.append(zlib.decompress(each))
        except zlib.error:
            found.append(each)
    return found


def test_an_image_of_a_poster_has_fewer_dots() -> None:
    slide, poster = Scene(960, 540, "", "", []), Scene(5000, 5000, "", "", [])
    assert typesetting.dots(slide) == typesetting.DOTS
    assert typesetting.dots(poster) == pytest.approx(72)
