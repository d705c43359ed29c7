"""Blocks of questions as elements of XHTML, with formulas as MathML or as plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from cnnstat.algebra.notation import TEXT, Writer
from cnnstat.algebra.words import notation_in
from cnnstat.language import Language
from cnnstat.publishing.content import Blank, Block, Equations, Formula, Grid, Inline, Items, Paragraph, Run
from cnnstat.text.printable import in_xml, printable

MATH = "http://www.w3.org/1998/Math/MathML"
LINE = "______"
TAGS = {"strong": "strong", "code": "code", "quiet": "span"}


def allowed(text: str) -> str:
    """A text that XML can hold and that is safe to print."""
    return in_xml(printable(text))


FILTERED = re.compile(r"([$\\{]|@(?=@)|(?<=@)@|\[(?=\[|/?[A-Za-z]))")
"""What filters of platforms take for TeX, algebra or codes of their own, as ``$$``, ``\\(``, ``[tex]``, ``{mlang en}``.
Each has an element of its own, so that no filter sees a pair; and a class, as editors drop elements without one."""
PAIRED = re.compile(r"\$(?=\$)|\\(?=\S)|@(?=@)|\[(?=\[)|\{(?=\S)|\[(?=/?tex)", re.IGNORECASE)


def add(parent: Element, given: str | Element) -> None:
    """Put a text or an element behind what an element holds."""
    if isinstance(given, Element):
        parent.append(given)
        return
    for at, piece in enumerate(FILTERED.split(allowed(given))):
        if at % 2:
            SubElement(parent, "span", {"class": "sign"}).text = piece
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + piece
        else:
            parent.text = (parent.text or "") + piece


def titled(text: str) -> str:
    """A text for a title, which holds no elements: blanks stand between signs that filters would obey."""
    return PAIRED.sub(r"\g<0> ", allowed(text))


def line(_: str) -> Element:
    """A line to write on."""
    found = Element("span")
    found.text = LINE
    return found


class Xhtml:
    """Writes blocks.

    Attributes:
        language: of formulas.
        mathml: whether formulas are MathML, and else plain text.
        blank: what stands for a blank, by its letter.
    """

    def __init__(self, language: Language, mathml: bool = False, blank: Callable[[str], Element] = line) -> None:
        self.language, self.mathml, self.blank = language, mathml, blank
        if mathml:
            from cnnstat.algebra.mathml import MATHML

            self.notation = notation_in(language, MATHML)
        else:
            self.notation = notation_in(language, TEXT)

    def blocks(self, given: Iterable[Block]) -> list[Element]:
        return [element for each in given for element in self.block(each)]

    def block(self, given: Block) -> list[Element]:
        match given:
            case Paragraph(runs):
                return [self.paragraph(runs)]
            case Equations(equations):
                return [self.equation(each.label, each.chain(self.notation)) for each in equations]
            case Grid():
                return [self.table(given)]
            case Items(items, marks):
                found = Element("ol" if marks else "ul")
                for each in items:
                    SubElement(found, "li").extend(self.blocks(each))
                return [found]
        raise TypeError(given)

    def paragraph(self, runs: Sequence[Inline]) -> Element:
        found = Element("p")
        for each in runs:
            self.inline(found, each)
        return found

    def inline(self, parent: Element, given: Inline) -> None:
        match given:
            case Run(text, ""):
                add(parent, text)
            case Run(text, style):
                add(SubElement(parent, TAGS[style]), text)
            case Formula(expression, reading):
                add(parent, self.math(Writer(self.notation, reading).write(expression)))
            case Blank(letter):
                if letter:
                    SubElement(parent, "strong").text = letter
                    add(parent, " ")
                parent.append(self.blank(letter))

    def math(self, written: str) -> str | Element:
        if not self.mathml:
            return written
        found = ElementTree.fromstring(f"<mrow>{in_xml(written)}</mrow>")
        whole = Element("math", {"xmlns": MATH})
        whole.append(found)
        return whole

    def equation(self, label: str, chain: Sequence[str]) -> Element:
        """A derivation on one line."""
        found = Element("p")
        add(found, self.math(self.notation.equals.join([self.notation.word(label), *chain])))
        return found

    def table(self, given: Grid) -> Element:
        found = Element("table")
        head = SubElement(SubElement(found, "thead"), "tr")
        for title in given.head:
            add(SubElement(head, "th"), title)
        body = SubElement(found, "tbody")
        for row in given.rows:
            line_of = SubElement(body, "tr")
            for each in row:
                cell = SubElement(line_of, "td")
                if isinstance(each, Blank):
                    self.inline(cell, each)
                else:
                    add(cell, each)
        return found


def text_of(elements: Iterable[Element]) -> str:
    """Elements as XHTML on one line."""
    found = "".join(ElementTree.tostring(each, encoding="unicode") for each in elements)
    return " ".join(found.split())
