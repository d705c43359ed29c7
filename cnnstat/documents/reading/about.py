"""The network that a whole document is about: nearly the only one that it names, or the one that its title names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain

from cnnstat.documents.reading.names import Mention
from cnnstat.documents.reading.topic import NONE, Topic

MOST, OPENING, TITLED, FEWEST = 0.6, 0.4, 0.25, 3
"""The share of all names of networks in a document that one has that it is about; that one has, with so many at least,
that it begins with; and that one has, with so many, that its title names."""
TITLE = re.compile(
    r"[ \t]*(?:#{1,3}\s|[\"']?title[\"']?\s*:|<title\b|<h[12]\b|\\(?:title|section|chapter)\b"
    r"|(?:[-*>]\s)?\**(?:title|paper|제목|논문)\**\s?:)",
    re.IGNORECASE,
)
"""The beginning of a line that is a title: of a page, a section, a paper."""
CLASSES = re.compile(
    r"\b(?:num_?|n_)?classes\s*=\s*(?P<many>[0-9]{1,5})\b"
    r"|\bDense\(\s*(?P<last>[0-9]{1,5})\s*,[^()\n]{0,40}soft-?max",
    re.IGNORECASE | re.ASCII,
)
"""The number of classes that code gives a network."""
KNOWN = (10, 100, 1000, 1001)
"""Numbers of classes of ImageNet, MNIST and CIFAR."""
UNDERLINED = re.compile(r"[^\n]*\n(?:={3,}|-{3,})[ \t]*\r?$", re.MULTILINE)


def is_changed(texts: Sequence[str]) -> bool:
    """Whether a document makes networks for another number of classes than those of the catalog have."""
    counts = (int(each["many"] or each["last"]) for text in texts for each in CLASSES.finditer(text))
    return any(each not in KNOWN for each in counts)


def about(texts: Sequence[str], every: Sequence[Sequence[Mention]]) -> Topic:
    """The network that a document is about, by the texts of its passages and the networks that each names."""
    found = [each for each in chain.from_iterable(every) if each.networks]
    named = Counter(each.networks for each in found)
    opening = next(((text, inside[0]) for text, inside in zip(texts, every, strict=True) if inside), None)
    if not named or opening is None or (not opening[1].networks and is_title(*opening)):
        return NONE  # where the title names a network that the catalog does not have
    (networks, _), *_ = named.most_common(1)
    alike = sum(many for other, many in named.items() if related(networks, other))
    text, first = next(
        (text, each) for text, inside in zip(texts, every, strict=True) for each in inside if each.networks
    )
    opens = related(networks, first.networks)  # the document names it before all others
    least = TITLED if is_title(text, first) else OPENING
    enough = alike >= MOST * len(found) or (opens and alike >= max(FEWEST, least * sum(map(len, every))))
    return Topic((*networks,), far=True) if enough else NONE


def related(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names may mean the same network."""
    return one[0] in other or other[0] in one


def is_title(text: str, mention: Mention) -> bool:
    """Whether a name stands in a title."""
    begin = text.rfind("\n", 0, mention.start) + 1
    underlined = not text.startswith("---") and UNDERLINED.match(text, begin) is not None  # else it ends front matter
    return underlined or TITLE.match(text, begin) is not None
