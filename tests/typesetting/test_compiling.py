"""Typst's source into PDF and images: Hangul and brackets, what no font has, equal bytes, strangers' texts as data."""

from __future__ import annotations

import importlib.util
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from cnnstat.errors import UsageError
from cnnstat.text.printable import printable
from cnnstat.typesetting import compiling

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("typst") is None and not os.environ.get("CNNSTAT_REQUIRE_TORCH"),  # CI demands everything
    reason="typst is not installed: pip install 'cnnstat[pdf]'",
)
HEAD = '#set document(title: "t")\n#set text(font: ("Libertinus Serif", "Noto Sans KR"), lang: "ko")\n'
SAID = HEAD + "#sys.inputs.text"
FLOOR = HEAD + '수용 영역 *굵게* #math.equation(alt: "55", $floor(53.25) + 1 = 54$)'


def read(page: bytes, folder: Path) -> str:
    """The text of a PDF as Poppler reads it."""
    file = folder / "a.pdf"
    file.write_bytes(page)
    return subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext is not installed: apt-get install poppler-utils"
)
def test_hangul_and_brackets_are_read_out_of_one_pdf(tmp_path: Path) -> None:
    found = read(compiling.pdf(FLOOR), tmp_path)
    assert "수용 영역 굵게" in found
    assert "⌊53.25⌋ + 1 = 54" in found


@pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext is not installed: apt-get install poppler-utils"
)
@pytest.mark.parametrize(
    "text", ['#read("/etc/passwd")', "*] $x$ #panic()", "*/ // \\ `a` @x <b>", '"; #import "@preview/a:1.0.0"']
)
def test_an_input_is_data(text: str, tmp_path: Path) -> None:
    assert read(compiling.pdf(SAID, inputs={"text": text}), tmp_path).strip() == text


def test_signs_of_private_use_are_refused() -> None:
    with pytest.raises(UsageError, match=r"^no font has '\\ue123\\ue124', "):
        compiling.pdf(SAID, inputs={"text": "한국 \ue123\ue124 \ue123"})


@pytest.fixture
def no_system_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = compiling.font_set(False)
    monkeypatch.setattr(compiling, "font_set", lambda system: ours)


@pytest.mark.usefixtures("no_system_fonts")
@pytest.mark.parametrize(
    ("text", "named"),
    [("input 🦜", "'🦜'"), ("AlexNet ሀለሐ", "'ሀለሐ'"), ("뷁", "'뷁'")],
)
def test_what_no_font_has_is_named(text: str, named: str) -> None:
    for made in (compiling.pdf, compiling.images):
        with pytest.raises(UsageError) as caught:
            made(SAID, inputs={"text": text})
        assert str(caught.value) == (
            f"no font has {named}, neither of this program nor of this system: install one that does"
        )


DRAWN = """\
#set document(title: "x")
#image(bytes(sys.inputs.drawing), format: "svg", alt: "x")
"""


def test_a_sign_that_typst_does_not_name() -> None:
    """A sign without a shape in a picture is an error that says nothing of it; printed texts have none of them."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><text y="20">a{}b</text></svg>'
    for made in (compiling.pdf, compiling.images):
        with pytest.raises(UsageError) as caught:
            made(DRAWN, inputs={"drawing": drawing.format("\U000e0101 ")})
        assert str(caught.value) == (
            "no font shows all signs of the texts, neither of this program nor of this system, and Typst does not say "
            "which: look for signs without a shape of their own in titles and names"
        )
        assert made(DRAWN, inputs={"drawing": drawing.format(printable("\U000e0101 "))})


def test_the_fonts_of_the_system_are_the_last_resort(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real = compiling.font_set

    def asking(system: bool) -> object:
        asked.append(system)
        return real(False)

    monkeypatch.setattr(compiling, "font_set", asking)
    compiling.pdf(FLOOR)
    assert asked == [False]
    with pytest.raises(UsageError):
        compiling.pdf(SAID, inputs={"text": "ሀ"})
    assert asked == [False, False, True]


def test_equal_input_is_equal_bytes_in_another_process() -> None:
    code = (
        "import hashlib; from cnnstat.typesetting import compiling\n"
        f"every = [compiling.pdf({FLOOR!r}), *compiling.images({FLOOR!r})]\n"
        "print([hashlib.sha256(each).hexdigest() for each in every])"
    )
    said = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in "12"
    }
    assert len(said) == 1


def test_pages_are_counted_and_made() -> None:
    for breaks, count in (("", 1), ("a #pagebreak() b", 2), ("a #pagebreak() b #pagebreak()", 3)):
        assert compiling.taken(HEAD + breaks).pages == count
        assert len(compiling.images(HEAD + breaks, dots=72)) == count
    (picture,) = compiling.images(HEAD + "#set page(width: 100pt, height: 50pt, margin: 5pt)\na", dots=144)
    assert struct.unpack(">II", picture[16:24]) == (200, 100)


def test_a_source_sees_its_files_and_no_other() -> None:
    source = HEAD + '#read("a.txt")'
    assert compiling.taken(source, {"a.txt": b"abc"}).pages == 1
    for other in ("b.txt", "/etc/passwd", "../a.txt"):
        with pytest.raises(UsageError, match=r"^Typst: "):
            compiling.taken(source.replace("a.txt", other), {"a.txt": b"abc"})


def test_an_error_is_one_line() -> None:
    with pytest.raises(UsageError) as caught:
        compiling.pdf(HEAD + "#let a = ")
    assert str(caught.value) == "Typst: expected expression"
    with pytest.raises(UsageError) as caught:
        compiling.pdf(HEAD + "$x$")
    assert str(caught.value) == "Typst: PDF/A-2a, PDF/UA-1 error: missing alt text"


def test_without_typst_what_to_install_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(UsageError) as caught:
        compiling.check_installed("a handout as PDF")
    assert str(caught.value) == "a handout as PDF needs typst, which is not installed: pip install 'cnnstat[pdf]'"
