"""How pages look that Typst sets."""

from __future__ import annotations

import re

from cnnstat.algebra.notation import typst_text
from cnnstat.publishing.content import Document
from cnnstat.text.printable import one_line
from cnnstat.typesetting.fonts import KOREAN

FONTS = {"en": ("Libertinus Serif",), "ko": (KOREAN, "Libertinus Serif")}
"""Of the text, the first that has a sign; all are Typst's own or this package's."""
ABOVE, BELOW = 14, 15
"""Millimetres of a page's margins."""
SIZE = {"en": 9.5, "ko": 8.7}
"""Points of the text: letters of fonts differ in height."""
INSET = {"en": 2.3, "ko": 2.75}
"""Points above and below what stands in a cell: Hangul is higher than capitals, which Typst measures."""
WORDS = """\
#let gap = v(0.9em, weak: true)
#let quiet(body) = text(fill: luma(35%), body)
#let small(body) = text(size: 0.86em, fill: luma(30%), body)
#let code(body) = text(font: ("DejaVu Sans Mono", ..FONTS), size: 0.8em, body)
#let logo(data, said) = context {
  let high = image(data, height: 13mm, alt: said)
  if measure(high).width > 50mm { image(data, width: 50mm, alt: said) } else { high }
}
#let blank(width, letter) = [#if letter != none [#strong(letter)~]#box(width: width, height: 0.9em,
  stroke: (bottom: 0.5pt + luma(40%)))]
#let numbered(marks, first, ..items) = enum(numbering: marks, start: first, ..items)
"""
"""What pieces of a page are written with."""
HEAD = """\
#set document(title: TITLE)
#set text(font: FONTS, size: SIZEpt, lang: LANG, number-width: "proportional", hyphenate: false)
#set par(leading: 0.5em, spacing: 0.62em)
#show math.equation: set text(size: 1em)
#show math.equation.where(block: true): set align(left)
#show math.equation.where(block: true): set block(above: 0.5em, below: 0.6em)
#show heading: set block(above: 0.95em, below: 0.5em)
#show heading.where(level: 1): set text(size: 1.85em)
#show heading.where(level: 1): set block(above: 0pt, below: 0.45em)
#show heading.where(level: 2): it => block(width: 100%, below: 0.55em, stroke: (bottom: 0.6pt + luma(60%)),
  inset: (bottom: 2.5pt), text(size: 0.93em, weight: "bold", it.body))
#show heading.where(level: 3): set text(size: 0.86em)
#show heading.where(level: 3): set block(above: 0.75em, below: 0.4em)
#set table(stroke: none, inset: (x: 4pt, y: INSETpt))
#show table: set text(size: 0.9em, number-width: "tabular")
#show table: set par(leading: 0.4em)
#set enum(spacing: 0.75em, indent: 0pt, body-indent: 0.5em)
#set list(spacing: 0.5em, indent: 0pt, body-indent: 0.45em)
#set page(paper: "a4", margin: (x: 15mm, top: ABOVEmm, bottom: BELOWmm), header-ascent: 35%, footer-descent: 30%,
  header: HEADER, footer: context [#set text(size: 0.78em, fill: luma(30%))
    #grid(columns: (1fr, auto), gutter: 10pt, [FOOT],
      [#counter(page).display() / #counter(page).final().first()])])
"""


def style(template: str, document: Document, foot: str, header: str) -> str:
    """One of the templates with what a document puts in place of its words in capitals."""
    values = {
        "ABOVE": f"{ABOVE}",
        "BELOW": f"{BELOW}",
        "FONTS": "(" + "".join(f"{typst_text(each)}, " for each in FONTS[document.language.code]) + ")",
        "FOOT": foot,
        "HEADER": header,
        "INSET": f"{INSET[document.language.code]:g}",
        "LANG": typst_text(document.language.code),
        "SIZE": f"{SIZE[document.language.code]:g}",
        "TITLE": typst_text(one_line(document.title)),
    }
    return re.sub("|".join(values), lambda found: values[found[0]], template)  # at once, as texts may hold these words
