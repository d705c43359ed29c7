"""Pages in every medium: each block, strangers' texts, files beside, endings; each medium's own reader takes them."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from cnnstat.algebra.trace import Traced, expression_of
from cnnstat.derivation.steps import Equation
from cnnstat.drawing.scene import Scene, Shape, Text, rectangle
from cnnstat.errors import UsageError
from cnnstat.language import ENGLISH, Language, language_named
from cnnstat.publishing import formats
from cnnstat.publishing.content import (
    Beside,
    Blank,
    Block,
    Document,
    Equations,
    Formula,
    Grid,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    plain,
)
from cnnstat.publishing.formats import pdf, typst
from cnnstat.text.typst import escape

needs_typst = pytest.mark.skipif(
    importlib.util.find_spec("typst") is None and not os.environ.get("CNNSTAT_REQUIRE_TORCH"),
    reason="typst is not installed: pip install 'cnnstat[pdf]'",
)
MEDIA = ("html", "latex", "markdown", "typst")


def pixel() -> bytes:
    """A PNG of one white dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00\xff")) + chunk(b"IEND", b"")
    )


PIXEL = pixel()
TEXTS = (
    "plain", "a & b < c > d", "50 % of $x_1$ #1 ~ ^ \\ {y}", "`code` *star* _under_ [link](x) |",
    "@ref #call() \"quoted\"", "한국어 특징맵", "<script>alert(1)</script>", "\x1b[31m\u202e",
)  # fmt: skip


def side() -> Equation:
    """``(input + 2 × padding − kernel) / stride + 1`` at 7, 0, 3, 2."""
    size, padding, kernel, stride = (
        Traced.named(name, value) for name, value in (("input", 7), ("padding", 0), ("kernel", 3), ("stride", 2))
    )
    return Equation("height", (size + 2 * padding - kernel) // stride + 1)


def scene() -> Scene:
    return Scene(100, 40, "A box", "a box named conv1", [
        Shape(rectangle(5, 5, 50, 20), "convolution"), Text(8, 18, "conv1", 30, 9, True),
    ])  # fmt: skip


def blocks(text: str = "text") -> list[Block]:
    """One of each."""
    grid = Grid(
        ["layer", "params"], [False, True], [["conv1", "34,944"], [text, Blank("A")], ["pool1", ""]], ["total", "9"],
        "what it shows", frozenset({2}), frozenset({0}), wide=True,
    )  # fmt: skip
    return [
        Heading(text), Heading("deeper", 3), Paragraph(plain(text)),
        Paragraph((Run("name", "strong"), Run(" "), Run(text, "code"), Run(text, "quiet"), Blank("B")), apart=True),
        Paragraph((Run("kept"),), keep=True),
        Paragraph(plain(text), small=True),
        Paragraph((Run("so "), Formula(expression_of(side().value), "names"), Run(" is it"))),
        Equations([side()]), Equations([side()], brief=True), grid, Picture(scene(), "box"),
        Items([[Paragraph(plain(text))], [grid]], "1", 3), Items([[Paragraph(plain(text))]] * 2, "A"),
        Items([[Paragraph(plain("1"))], [Paragraph(plain("2"))]], "A", across=True), Items([[Paragraph(plain(text))]]),
        Beside([Paragraph(plain("left"))], [grid], 0.4), PageBreak(), Paragraph(plain("on another page")),
    ]  # fmt: skip


def document(text: str = "text", language: Language = ENGLISH, logo: tuple[bytes, str] | None = None) -> Document:
    return Document(text, blocks(text), text, (text, "2026"), "foot " + text, language, logo)


def written(name: str, given: Document) -> str:
    main = formats.module(name).written(given, "net").main
    assert isinstance(main, str)
    return main


@pytest.mark.parametrize("name", MEDIA)
def test_one_of_each_block(name: str, accept: Callable[[str, str], str]) -> None:
    text = re.sub(r"base64,[A-Za-z0-9+/=]{1000,}", "base64,FONT", written(name, document()))
    assert accept(f"publishing/blocks.{formats.module(name).ENDINGS[0][1:]}", text) == text


class Tags(HTMLParser):
    """Holds that every element is closed, and none loads anything."""

    VOID = ("meta", "br", "hr", "img", "input", "link", "path", "rect", "polygon", "polyline", "circle")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        for name, value in attrs:
            assert not name.startswith("on")
            assert name not in ("src", "href") or (value or "").startswith("data:")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


@pytest.mark.parametrize("text", TEXTS)
def test_html_is_whole_and_loads_nothing(text: str) -> None:
    for language in (ENGLISH, language_named("ko")):
        page = written("html", document(text, language, (PIXEL, ".png")))
        tags = Tags()
        tags.feed(page)
        assert not tags.open
        assert "script" not in tags.seen
        assert not re.search(r"https?://(?!www\.w3\.org/)", page)
        assert "\x1b" not in page
        assert "\u202e" not in page
        assert f'<html lang="{language.code}">' in page


@needs_typst
@pytest.mark.parametrize("text", TEXTS)
def test_typst_takes_it_and_makes_two_pages(text: str) -> None:
    from cnnstat.publishing.formats import pdf

    for language in (ENGLISH, language_named("ko")):
        given = document(text, language, (PIXEL, ".png"))
        assert pdf.taken(given).pages == 2
        made = pdf.written(given).main
        assert isinstance(made, bytes)
        assert made.startswith(b"%PDF-")


@needs_typst
@pytest.mark.parametrize("behind", ["; then", "(x)", "[x]", ".at(0)"])
@pytest.mark.parametrize("before", [Run("fc6", "code"), Run("fc6", "strong"), Formula(6), Blank()])
def test_typst_sets_what_stands_behind_a_call(before: Run | Formula | Blank, behind: str) -> None:
    given = Document("Title", [Paragraph((before, Run(behind)))])
    (line,) = [line for line in typst.source(given).splitlines() if line.startswith("#par[#")]
    assert line.endswith(f";{escape(behind)}]")  # the semicolon ends the call, and is not set
    assert pdf.taken(given).pages == 1


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no LaTeX here")
def test_latex_takes_it(tmp_path: Path) -> None:
    for at, text in enumerate(TEXTS):
        given = document(text, logo=(PIXEL, ".png"))
        formats.save(given, tmp_path / f"net{at}.tex")
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", f"net{at}.tex"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
        assert b"(2 pages" in done.stdout


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("lualatex") is None, reason="there is no LuaLaTeX here")
def test_lualatex_takes_korean(tmp_path: Path) -> None:
    formats.save(document("한국어 특징맵", language_named("ko")), tmp_path / "net.tex")
    command = ["lualatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "net.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]


def test_markdown_has_its_pictures_beside_it(tmp_path: Path) -> None:
    formats.save(document(logo=(PIXEL, ".png")), tmp_path / "my net.md")
    text = (tmp_path / "my net.md").read_text(encoding="utf-8")
    named = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text)
    assert named == ["my%20net_files/logo.png", "my%20net_files/2-box.svg"]
    for each in named:
        assert (tmp_path / each.replace("%20", " ")).is_file()


def test_pictures_are_not_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "net_files").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match=r"net_files is a link; files are written into a folder of their own$"):
        formats.save(document(), tmp_path / "net.md")
    assert not list((tmp_path / "elsewhere").iterdir())
    assert not (tmp_path / "net.md").exists()


def test_files_beside_a_document_that_it_does_not_show_are_not_overwritten(tmp_path: Path) -> None:
    """Its own pictures, by which it is known that they are, are written anew."""
    own = tmp_path / "my net_files" / "1-box.svg"
    own.parent.mkdir()
    own.write_text("somebody's")
    with pytest.raises(UsageError) as caught:
        formats.save(document(), tmp_path / "my net.md")
    problem = "there is such a file, which my net.md does not show; move it away, or give --output another name"
    assert str(caught.value).replace(f"{tmp_path.as_posix()}/", "") == f"my net_files/1-box.svg: {problem}"
    assert own.read_text() == "somebody's"
    assert not (tmp_path / "my net.md").exists()
    own.unlink()
    formats.save(document(), tmp_path / "my net.md")
    drawn = own.read_text()
    own.write_text("an older drawing")
    formats.save(document(), tmp_path / "my net.md")
    assert own.read_text() == drawn
    (tmp_path / "my net.md").unlink()  # pictures that stayed behind are the same
    formats.save(document(), tmp_path / "my net.md")


def test_an_svg_is_no_logo_of_latex(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^--logo: LaTeX shows png and jpg, no svg$"):
        formats.save(document(logo=(b"<svg></svg>", ".svg")), tmp_path / "net.tex")
    assert not list(tmp_path.iterdir())


def test_endings_that_are_none() -> None:
    with pytest.raises(UsageError) as caught:
        formats.medium(Path("net.doc"))
    assert str(caught.value) == "expected a file ending in .htm, .html, .md, .pdf, .qmd, .tex, .typ, got 'net.doc'"


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "net.md").mkdir()
    with pytest.raises(UsageError, match=r"net\.md: cannot write"):
        formats.save(document(), tmp_path / "net.md")
    assert [each.name for each in tmp_path.iterdir()] == ["net.md"]
    (tmp_path / "b_files").write_text("a file")
    with pytest.raises(UsageError, match=r"b_files: expected a folder, got a file$"):
        formats.save(document(), tmp_path / "b.md")


def test_headings_of_markdown_that_end_in_number_signs() -> None:
    assert written("markdown", Document("#", [Heading("C##")])) == "# \\#\n\n## C\\#\\#\n"


def test_pictures_of_markdown_are_found_under_any_name(tmp_path: Path) -> None:
    name = "#a (b) [c] %20? 층.md"
    formats.save(document(), tmp_path / name)
    links = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", (tmp_path / name).read_text(encoding="utf-8"))
    assert links
    for each in links:
        assert not re.search(r"[#?\[\] ]", each)
        assert (tmp_path / unquote(each)).is_file()


def test_a_link_that_leads_nowhere_stays_where_a_file_is_refused(tmp_path: Path) -> None:
    """It was there before, so it is nothing that a failed write may take away."""
    (tmp_path / "net_files").mkdir()
    for name in formats.medium(tmp_path / "net.md").written(document(), "net").beside:
        (tmp_path / name).symlink_to("/nowhere/else")
    links = sorted((tmp_path / "net_files").iterdir())
    assert links
    with pytest.raises(UsageError, match="cannot write"):
        formats.save(document(), tmp_path / "net.md")
    assert sorted((tmp_path / "net_files").iterdir()) == links
    assert not (tmp_path / "net.md").exists()
