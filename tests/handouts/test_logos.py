"""Which pictures may stand at the head of a handout: by their bytes, and by the work that drawing them would be."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

import cnnstat
from cnnstat.errors import UsageError
from cnnstat.publishing.pictures import check_picture, dots
from cnnstat.publishing.vectors import MOST_ELEMENTS, Elements

STYLE = "'a.svg' has a <style> with filters, markers, @import, or url(…) and its like, which a logo may not have"
INLINE = "'a.svg' has filters or markers (style=…), which a logo may not have"
COUNTED = f"draws more than {MOST_ELEMENTS:,} elements; what <use> and url(#…) refer to counts each time"
COUNTED += ", and 10 letters as one"


def png(width: int, height: int) -> bytes:
    """The begin of a PNG that says to be of that size."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height)


def jpeg(width: int, height: int) -> bytes:
    """The begin of a JPEG: a segment, the frame, and where dots begin."""
    return b"\xff\xd8\xff\xe0\0\x04ab" + frame(width, height) + b"\xff\xda\0\x0c"


def frame(width: int, height: int) -> bytes:
    return b"\xff\xc0\0\x11\x08" + struct.pack(">HH", height, width) + b"\x03" + bytes(9)


def filled(width: int, height: int) -> bytes:
    """The same with bytes before the frame's that mean nothing, and a segment without a length."""
    return jpeg(width, height).replace(b"\xff\xc0", b"\xff\xd0\xff\xff\xff\xc0")


def svg(inside: str) -> bytes:
    return f"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{inside}</svg>".encode()


def nested(depth: int, times: int) -> bytes:
    """Groups of which each uses the one before so often."""
    groups = "<g id='a0'><rect width='1' height='1'/></g>"
    for at in range(1, depth + 1):
        groups += f"<g id='a{at}'>{times * '<use href=%r/>' % tuple(times * [f'#a{at - 1}'])}</g>"
    return svg(f"<defs>{groups}</defs><use href='#a{depth}'/>")


def painted(depth: int) -> bytes:
    """Patterns whose boxes are filled with the pattern before."""
    boxes = "".join(
        f"<pattern id='p{at}'>{4 * '<rect fill=%r/>' % tuple(4 * [f'url(#p{at - 1})'])}</pattern>"
        for at in range(1, depth + 1)
    )
    return svg(f"{boxes}<rect fill='url( #p{depth} )'/>")


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.gif", b"GIF", "expected a file ending in .png, .jpg or .svg, got 'a.gif'"),
        ("a.png", b"<svg", "'a.png' is no png picture"),
        ("a.svg", b"\x89PNG", "'a.svg' is no svg picture"),
        ("a.png", png(20_000, 20_000), "'a.png' has 20,000×20,000 dots, more than 16,000,000"),
        ("a.jpg", jpeg(20_000, 1_000), "'a.jpg' has 20,000×1,000 dots, more than 16,000,000"),
        ("a.png", png(4, 4) + bytes(2_000_000), "'a.png' is larger than 2,000,000 bytes"),
        ("a.jpg", filled(20_000, 1_000), "'a.jpg' has 20,000×1,000 dots, more than 16,000,000"),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x04ab\0\0", "'a.jpg' does not say how many dots it has"),
        # Readers step over what is no segment, and see the frame inside of it, or the last of several.
        ("a.jpg", jpeg(8, 8).replace(b"\xff\xe0", b"\xff\0\0\x20" + frame(9_000, 9_000) + b"\xff\xe0"),
         "'a.jpg' does not say how many dots it has"),
        ("a.jpg", jpeg(8, 8).replace(b"\xff\xda", frame(9_000, 9_000) + b"\xff\xda"),
         "'a.jpg' has 9,000×9,000 dots, more than 16,000,000"),
        ("a.jpg", jpeg(8, 8) + b"\xff\xc0\0\0\0" + frame(9_000, 9_000),
         "'a.jpg' has 9,000×9,000 dots, more than 16,000,000"),
        ("a.jpg", jpeg(8, 8) + frame(9_000, 9_000), "'a.jpg' has 9,000×9,000 dots, more than 16,000,000"),
        ("a.svg", png(9, 9) + b"tEXt<svg ", "'a.svg' is no svg picture"),
        ("a.svg", b"<html><svg/></html>", "'a.svg' is no svg picture"),
        ("a.svg", svg("<image href='data:image/png;base64,AA=='/>"),
         "'a.svg' has pictures inside of it (<image>), which a logo may not have"),
        ("a.svg", svg("<filter id='f'/>"), "'a.svg' has filters (<filter>), which a logo may not have"),
        ("a.svg", svg("<g filter='blur(500)'/>"),
         "'a.svg' has filters or markers (filter=…), which a logo may not have"),
        ("a.svg", svg("<g style='filter : blur(500)'/>"), INLINE),
        ("a.svg", svg("<style>g {filter:blur(5)}</style>"), STYLE),
        ("a.svg", svg("<style>g {<!-- --><a/>FILTER/*:*/ :blur(5)}</style>"), STYLE),
        ("a.svg", svg(r"<style>g {\66 ilter:blur(5)}</style>"), STYLE),
        ("a.svg", svg("<g style='Filter/**/: blur(500)'/>"), INLINE),
        ("a.svg", svg(r"<g fill='u\72 l(#a)'/>"), "'a.svg' has attributes with a backslash, which a logo may not have"),
        ("a.svg", painted(8).replace(b"url(", b"URL("), f"'a.svg' {COUNTED}"),
        ("a.svg", svg("<script>alert(1)</script>"), "'a.svg' has <script>, which a logo may not have"),
        ("a.svg", svg("<path marker-mid='url(#m)'/>"),
         "'a.svg' has filters or markers (marker-mid=…), which a logo may not have"),
        ("a.svg", svg("<path style='Marker-Mid/**/:url(#m)'/>"), INLINE),
        ("a.svg", svg("<marker id='m'/>"), "'a.svg' has <marker>, which a logo may not have"),
        ("a.svg", svg("<a><set attributeName='href' to='javascript:alert(1)'/></a>"),
         "'a.svg' has <set>, which a logo may not have"),
        ("a.svg", svg("<h:iframe xmlns:h='http://www.w3.org/1999/xhtml' src='javascript:alert(1)'/>"),
         "'a.svg' has <iframe> of http://www.w3.org/1999/xhtml, which a logo may not have"),
        ("a.svg", b"<?xml-stylesheet href='a.css'?>" + svg(""),
         "'a.svg' has an instruction (<?xml-stylesheet …?>), which a logo may not have"),
        ("a.svg", b"<!DOCTYPE svg SYSTEM 'http://a.example/x.dtd'>" + svg(""),
         "'a.svg' refers to another file (<!DOCTYPE …>), which a logo may not do"),
        ("a.svg", svg("<style>" + "*{fill:red}" * 1000 + "</style>" + "<g/>" * 1000),
         "'a.svg' has 1,000 rules of style for 1,002 elements; their product may be 1,000,000"),
        ("a.svg", b"<svg/>", "'a.svg' is no svg picture"),
        ("a.svg", svg("<rect onload='alert(1)'/>"), "'a.svg' has scripts (onload=…), which a logo may not have"),
        ("a.svg", svg("<a href='javascript:alert(1)'/>"),
         "'a.svg' refers to another file (href=…), which a logo may not do"),
        ("a.svg", svg("<rect fill='URL( b.svg#a)'/>"),
         "'a.svg' refers to another file (fill=…), which a logo may not do"),
        ("a.svg", svg("<style>@IMPORT 'b.css'</style>"), STYLE),
        ("a.svg", b"<!DOCTYPE svg [<!ENTITY a 'a'>]><svg/>", "'a.svg' declares entities, which no logo needs"),
        ("a.svg", nested(5, 10), f"'a.svg' {COUNTED}"),
        ("a.svg", nested(60, 10), f"'a.svg' {COUNTED}"),
        ("a.svg", painted(8), f"'a.svg' {COUNTED}"),
        ("a.svg", svg(f"<text id='t'>{5_000 * 'a '}</text>" + 50 * "<use href='#t'/>"), f"'a.svg' {COUNTED}"),
        ("a.svg", svg("<rect style='mask-image: -webkit-image-set(\"//a.example/x\" 1x)'/>"),
         "'a.svg' refers to another file (style=…), which a logo may not do"),
        ("a.svg", svg("<style>rect {cursor: IMAGE-SET( 'http://a.example/x' 1x)}</style>"), STYLE),
        ("a.svg", svg("<style>a g g g g g g rect{fill:red}</style>" + 34 * "<g>" + "<rect/>" + 34 * "</g>"),
         "'a.svg' has rules of style for elements inside of others (a b), too many for 37 elements that stand in up to "
         "36 others"),
        ("a.svg", svg(f"<text id='t'>{6_000 * chr(0xa0)}</text>" + 50 * "<use href='#t'/>"), f"'a.svg' {COUNTED}"),
        ("a.svg", svg("<style>@font-face {src: local(x)}</style>"), STYLE),
    ],
)  # fmt: skip
def test_logos_that_are_none(name: str, data: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UsageError) as caught:
        cnnstat.handout("lenet5", logo=path)
    assert str(caught.value) == f"--logo: {told}"


def test_dots_of_pictures() -> None:
    assert dots(png(30, 20)) == dots(jpeg(30, 20)) == (30, 20)
    assert dots(b"\xff\xd8\xff") == (0, 0)
    assert dots(filled(30, 20)) == (30, 20)
    assert dots(jpeg(30, 20) + b"\xff\xd9" + frame(9_000, 9_000)) == (30, 20)


@pytest.mark.parametrize(
    "inside",
    ["<metadata xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><r:RDF/><x:y xmlns:x='urn:x'/></metadata>",
     "<rect/>", "<g id='a'><use href='#a'/></g>", "<style>rect {fill: red}</style><rect/>", "<use href='#nowhere'/>",
     r"<g xmlns:i='urn:i' i:export='C:\logo.png' style='color-interpolation-filters:linearRGB'/>",
     "<g style='filter-blend-mode:normal'/>",
     "<style>/* filter: none */ g {color-interpolation-filters: sRGB} /* and</style>",
     "<linearGradient id='g'/><rect fill='url(#g)'/>", "<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>"],
)  # fmt: skip
def test_svgs_that_are_pictures(inside: str) -> None:
    check_picture(svg(inside), ".svg", "a.svg")


def test_what_is_used_counts_each_time() -> None:
    read = Elements("a.svg")
    read.parser.Parse(svg("<g id='a'><rect/><rect/></g><use href='#a'/><g><use href='#a'/></g>"), True)
    assert read.drawn() == 10 * (7 + 2 * 3)
    read = Elements("a.svg")
    read.parser.Parse(svg("<text id='t'>\n  four words of text </text><use href='#t'/><style>text {}</style>"), True)
    assert read.drawn() == 10 * (4 + 1) + 2 * len("\n  four words of text ")


def test_the_time_that_a_style_takes_grows_with_its_length() -> None:
    """Lines of a style come one by one, and comments may lack their end: neither is looked through again for each."""
    lines = svg("<style>" + "/*filter\n" * 200_000 + "</style>")
    check_picture(lines, ".svg", "a.svg")
