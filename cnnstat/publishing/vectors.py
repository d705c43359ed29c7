"""SVG files that may stand at the head of pages: shapes, text and paint, of which little enough is drawn.

Such a file is copied as it is beside pages, where somebody may open it by itself: what SVG can do besides, run, ask for
other files, hold other documents, is refused. Elements are allowed by name, as the ways to do these are many.
"""

from __future__ import annotations

import re
from collections import Counter
from xml.parsers import expat

from cnnstat.errors import UsageError

SVG = "http://www.w3.org/2000/svg"
KNOWN = (SVG, "http://www.w3.org/1999/02/22-rdf-syntax-ns#")
"""Of the vocabularies of w3.org those that do nothing but draw or describe; editors' own ones do nothing either."""
W3 = ("http://www.w3.org/", "https://www.w3.org/")
DRAWN = frozenset({
    "a", "circle", "clipPath", "defs", "desc", "ellipse", "g", "line", "linearGradient", "mask", "metadata", "path",
    "pattern", "polygon", "polyline", "radialGradient", "rect", "stop", "style", "svg", "symbol", "text", "title",
    "tspan", "use",
})  # fmt: skip
CALLED = {"filter": "filters", "image": "pictures inside of it", "foreignObject": "HTML inside of it"}
MOST_ELEMENTS = 20_000
"""Counted wherever ``use`` draws them."""
LETTERS = 10
"""Of a text, which take as long as an element."""
MOST_MATCHES = 1_000_000
"""Rules of styles times elements: each is held against each, and for each further name against the elements around."""
DEEPEST = 10
"""More names of a rule count as so many."""
NAME = re.compile(r"[^\s>+~]+")
"""A name, or what stands for one, in a rule of a style."""

FILTER = re.compile(r"(?:filter|marker(?:-(?:start|mid|end))?)\s*:", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
ASKING = re.compile(r"(?:image(?:-set)?|src|cross-fade|element|paint)\s*+\(|@(?:import|font-face)", re.IGNORECASE)
"""What asks for files in CSS besides ``url``."""
OUTSIDE = re.compile(rf"url\((?!\s*+(?:['\"]\s*+)?#)|{ASKING.pattern}", re.IGNORECASE)
REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")]*)", re.IGNORECASE)


def check_svg(data: bytes, what: str) -> None:
    """Refuse what is no SVG, or one that does more than draw some shapes.

    Raises:
        UsageError: says why; ``what`` begins the message.
    """
    read = Elements(what)
    try:
        read.parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UsageError(f"{what} is no svg picture") from error
    if read.root != f"{SVG} svg":
        raise UsageError(f"{what} is no svg picture")
    if read.drawn() > MOST_ELEMENTS * LETTERS:
        told = f"what <use> and url(#…) refer to counts each time, and {LETTERS} letters as one"
        raise UsageError(f"{what} draws more than {MOST_ELEMENTS:,} elements; {told}")
    if len(read.rules) * read.elements > MOST_MATCHES:
        counted = f"{len(read.rules):,} rules of style for {read.elements:,} elements"
        raise UsageError(f"{what} has {counted}; their product may be {MOST_MATCHES:,}")
    if sum(read.deepest ** min(parts - 1, DEEPEST) for parts in read.rules) * read.elements > MOST_MATCHES:
        counted = f"{read.elements:,} elements that stand in up to {read.deepest:,} others"
        raise UsageError(f"{what} has rules of style for elements inside of others (a b), too many for {counted}")


def does_more(style: str) -> bool:
    """Whether CSS has filters or markers; before the colon may be a comment, of which the last may lack its end."""
    return FILTER.search(COMMENT.sub("", style)) is not None


class Elements:
    """The elements of an SVG as they are read, and which of them use others.

    Attributes:
        parser: reads it.
        root: the name of the outermost element, behind that of its vocabulary.
        elements, deepest: how many there are, and how many are open at most.
        rules: of styles, how many names each has: ``a b`` is about elements inside of others.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._begun
        self.parser.EndElementHandler = self._ended
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._declared
        self.parser.StartDoctypeDeclHandler = self._typed
        self.parser.ProcessingInstructionHandler = self._instructed
        self.root = ""
        self.elements = self.deepest = 0
        self.rules: list[int] = []
        self._styles: list[str] = []
        self._inside_style = self._inside_text = 0  # elements that are open, from a <style> or <text> on
        self._open: list[str] = [""]
        """the ids of the elements around, each the nearest one's where an element has none"""
        self._around: dict[str, str] = {}
        self._own: Counter[str] = Counter()
        self._uses: dict[str, Counter[str]] = {}

    def _refusal(self, problem: str) -> UsageError:
        return UsageError(f"{self._what} {problem}")

    def _declared(self, *_: object) -> None:
        raise self._refusal("declares entities, which no logo needs")

    def _typed(self, _: str, system: str | None, *__: object) -> None:
        if system and not system.startswith(W3):
            raise self._refusal("refers to another file (<!DOCTYPE …>), which a logo may not do")

    def _instructed(self, target: str, _: str) -> None:
        raise self._refusal(f"has an instruction (<?{target} …?>), which a logo may not have")

    def _begun(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        self.root = self.root or name
        self._check_element(space, local)
        self.elements += 1
        self._inside_style += bool(self._inside_style or local == "style")
        self._inside_text += bool(self._inside_text or local == "text")
        for attribute, value in attributes.items():
            self._check_attribute(attribute, value)
        key = attributes.get("id", "")
        if key and key not in self._around:
            self._around[key] = self._open[-1]
        else:
            key = self._open[-1]
        self._open.append(key)
        self.deepest = max(self.deepest, len(self._open) - 1)
        self._own[key] += LETTERS
        for attribute, value in attributes.items():
            if attribute.rpartition(" ")[2] == "href":
                self._uses.setdefault(key, Counter())[value.strip()[1:]] += 1
            for used in REFERENCE.findall(value):
                self._uses.setdefault(key, Counter())[used.strip()] += 1

    def _check_element(self, space: str, name: str) -> None:
        """Refuse what is no shape, text or paint; elements of editors' vocabularies do nothing."""
        if space == SVG and name not in DRAWN:
            called = f"{CALLED[name]} (<{name}>)" if name in CALLED else f"<{name}>"
            raise self._refusal(f"has {called}, which a logo may not have")
        if space.startswith(W3) and space not in KNOWN:
            raise self._refusal(f"has <{name}> of {space}, which a logo may not have")

    def _check_attribute(self, attribute: str, value: str) -> None:
        """Refuse what would run, ask for another file, or draw any number of times."""
        space, _, name = attribute.rpartition(" ")
        if name.startswith("on"):
            raise self._refusal(f"has scripts ({name}=…), which a logo may not have")
        if (name == "href" and not value.lstrip().startswith("#")) or OUTSIDE.search(value):
            raise self._refusal(f"refers to another file ({name}=…), which a logo may not do")
        if not space and (name == "filter" or name.startswith("marker") or (name == "style" and does_more(value))):
            raise self._refusal(f"has filters or markers ({name}=…), which a logo may not have")
        if not space and "\\" in value:
            raise self._refusal("has attributes with a backslash, which a logo may not have")

    def _text(self, text: str) -> None:
        if self._inside_style:
            self._styles.append(text)
        elif self._inside_text:
            self._own[self._open[-1]] += len(text)

    def _ended(self, _: str) -> None:
        self._open.pop()
        self._inside_text -= bool(self._inside_text)
        if not self._inside_style:
            return
        self._inside_style -= 1
        if not self._inside_style:
            style = "".join(self._styles)
            self._styles.clear()
            # Each selector of a rule is held against all elements.
            before = (each.rpartition("}")[2] for each in COMMENT.sub(" ", style).split("{")[:-1])
            self.rules += [len(NAME.findall(each)) for rule in before for each in rule.split(",")]
            if does_more(style) or ASKING.search(style) or any(each in style.lower() for each in ("url(", "\\")):
                what = "filters, markers, @import, or url(…) and its like"
                raise self._refusal(f"has a <style> with {what}, which a logo may not have")

    def drawn(self) -> int:
        """How many letters are drawn, those of a group once more at each use of it; an element counts as several."""
        inside: dict[str, list[str]] = {}
        for key, around in self._around.items():
            inside.setdefault(around, []).append(key)
        known: dict[str, int] = {}
        waiting, begun = [""], set[str]()
        while waiting:
            key = waiting[-1]
            parts = Counter(inside.get(key, ())) + self._uses.get(key, Counter())
            missing = [each for each in parts if each not in known and each in self._around and each not in begun]
            begun.add(key)
            if missing:
                waiting += missing
                continue
            waiting.pop()
            # Whatever uses itself is an error of the file, which nothing draws.
            known[key] = self._own[key] + sum(known.get(part, 0) * times for part, times in parts.items())
        return known[""]
