"""SVG with real text, for browsers, slides and editors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html import escape

from cnnstat.drawing.metrics import FAMILY, KOREAN_FAMILY, is_korean, text_width
from cnnstat.drawing.palette import COLORS
from cnnstat.drawing.scene import Item, Line, Scene, Shape, Text
from cnnstat.text.printable import printable

ENDINGS = (".svg",)
EXTRA = ""
HATCH = (
    '<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<path d="M0 0V5" stroke="{COLORS["dropout"]}" stroke-width="1" stroke-opacity="0.55"/></pattern>'
)
ARROW = (
    '<marker id="arrow" viewBox="0 0 6 6" refX="5.4" refY="3" markerWidth="6" markerHeight="6" orient="auto">'
    f'<path d="M0 0.6L6 3L0 5.4z" fill="{COLORS["line"]}"/></marker>'
)

ID = re.compile(r'( id="|url\(#)(?=[^"]*"[^<>]*>)')

RUN = re.compile(r"[가-힣](?:[가-힣\s]*[가-힣])?|[^가-힣\s](?:[^가-힣]*[^가-힣\s])?")
"""Hangul, or what is none, without the blanks at its ends."""


def written(scene: Scene, family: str = "", prefix: str = "") -> str:
    """The scene as one SVG file, in a family of fonts; equal scenes are equal bytes.

    Without a family it is for browsers, and names those that most systems have; with one for Typst, which would set all
    of a text in the font that one of its letters needs. ``prefix`` stands before every id, so that several may stand in
    one page.
    """
    browser = not family
    if browser:
        korean = any(is_korean(sign) for item in scene.items if isinstance(item, Text) for sign in item.text)
        family = KOREAN_FAMILY if korean else FAMILY
    language = f' lang="{scene.language}"' if scene.language != "en" else ""
    size = f'width="{number(scene.width)}pt" height="{number(scene.height)}pt"'
    view = f'viewBox="0 0 {number(scene.width)} {number(scene.height)}"'
    keys: Counter[str] = Counter()
    items = scene.items if browser else [part for item in scene.items for part in by_script(item)]
    body = "\n".join(line for item in items for line in lines_of(item, keys))
    if prefix:
        body = ID.sub(rf"\g<1>{prefix}", body)
    definitions = ID.sub(rf"\g<1>{prefix}", HATCH + ARROW)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view}{language} role="img" '
        f'style="max-width:100%;height:auto" font-family="{family}">\n'
        f"<title>{text(scene.title)}</title>\n<desc>{text(scene.about)}</desc>\n"
        f"<defs>{definitions}</defs>\n"
        f'<rect width="100%" height="100%" fill="{COLORS["paper"]}"/>\n{body}\n</svg>\n'
    )


def by_script(item: Item) -> Iterator[Item]:
    """A text as several where it has Hangul and other letters, so that each is set in a font of its own."""
    if not isinstance(item, Text) or not any(map(is_korean, item.text)):
        yield item
        return
    stretch = item.width / text_width(item.text, 1, item.bold)
    for run in RUN.finditer(item.text):
        x = item.x + stretch * text_width(item.text[: run.start()], 1, item.bold)
        yield replace(item, text=run[0], x=x, width=stretch * text_width(run[0], 1, item.bold))


def lines_of(item: Item, keys: Counter[str]) -> Iterator[str]:
    if isinstance(item, Text):
        weight = ' font-weight="bold"' if item.bold else ""
        yield (
            f'<text x="{number(item.x)}" y="{number(item.y)}" font-size="{number(item.size)}"{weight} '
            f'fill="{COLORS[item.color]}" textLength="{number(item.width)}" lengthAdjust="spacingAndGlyphs">'
            f"{text(item.text)}</text>"
        )
    elif isinstance(item, Line):
        points = " ".join(f"{number(x)},{number(y)}" for x, y in item.points)
        end = ' marker-end="url(#arrow)"' if item.arrow else ""
        width = "0.5" if item.thin else "1"
        yield f'<polyline points="{points}" fill="none" stroke="{COLORS["line"]}" stroke-width="{width}"{end}/>'
    else:
        yield from shape_lines(item, keys)


def shape_lines(item: Shape, keys: Counter[str]) -> Iterator[str]:
    keys[item.key] += bool(item.key)
    key = f' id="{identifier(item.key, keys[item.key])}"' if item.key else ""
    style = f'stroke="{COLORS["outline"]}" stroke-width="0.7"' + (' stroke-dasharray="3 2"' if item.dashed else "")
    title = f"<title>{text(item.about)}</title>" if item.about else ""
    for fill in [COLORS[item.fill], *(["url(#hatch)"] if item.hatched else [])]:
        yield f'{outline(item)}{key} fill="{fill}" {style}>{title}</{"rect" if is_box(item) else "polygon"}>'
        key = title = ""


def is_box(item: Shape) -> bool:
    box = item.extent
    return len(item.points) == 4 and set(item.points) == {
        (box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)
    }  # fmt: skip


def outline(item: Shape) -> str:
    if not is_box(item):
        points = " ".join(f"{number(x)},{number(y)}" for x, y in item.points)
        return f'<polygon points="{points}" stroke-linejoin="round"'
    box = item.extent
    radius = f' rx="{number(item.radius)}"' if item.radius else ""
    return (
        f'<rect x="{number(box.left)}" y="{number(box.top)}" width="{number(box.right - box.left)}" '
        f'height="{number(box.bottom - box.top)}"{radius}'
    )


def identifier(key: str, count: int) -> str:
    """An id without blanks; a second box of a name has a number more."""
    plain = "".join(sign if sign.isalnum() or sign in "._-" else "_" for sign in key)
    return f"layer-{plain}" + (f"-{count}" if count > 1 else "")


def text(words: str) -> str:
    return escape(printable(words), quote=False)


def number(value: float) -> str:
    """A length with two decimals at most."""
    return (
        f"{value:.2f}".rstrip("0").rstrip(".").replace("-0", "0")
        if abs(value) < 0.005
        else f"{value:.2f}".rstrip("0").rstrip(".")
    )
