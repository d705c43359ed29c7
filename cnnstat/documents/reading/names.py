"""Names of networks as people write them: which network of the catalog one means, how surely, or that it means another.

A name that goes on (``vgg16_bn``, ``ResNet-50-D``), one that other words change (``wide``, ``pruned``), and any other
name that ends like a network's (``EfficientNet``) means a network that is not in the catalog: figures beside it are not
judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from cnnstat.documents.reading import spellings
from cnnstat.documents.reading.layers import setup_of
from cnnstat.query import Bench


class Mention(NamedTuple):
    """A name of a network in a text.

    Attributes:
        start, end: its offsets.
        networks: the queries of the networks that it may mean, the likeliest first; none if it is not in the catalog.
        exact: whether it can mean nothing else.
        object: whether it is what something is compared with, and not what the sentence speaks of.
        theme: whether a particle says that its clause is about it.
    """

    start: int
    end: int
    networks: tuple[str, ...]
    exact: bool = True
    object: bool = False
    theme: bool = False


def mentions(text: str, bench: Bench, own: Mapping[str, str]) -> Iterator[Mention]:
    """The names of networks in a text, in order.

    Args:
        text: as readers see it.
        bench: what knows the catalog.
        own: the project's own names, each with the query of its network.
    """
    other: int | None = None  # where the last name of another network ended
    for match in finder(bench, tuple(own)).finditer(text):
        found = one(match, text, bench, own)
        if found is None:
            continue
        if not found.networks and not found.exact:
            other = found.end
        elif found.networks and other is not None and spellings.INSIDE.fullmatch(text, other, found.start):
            found = found._replace(networks=(), exact=False)  # RetinaNet (ResNet-50)
        yield found
        yield from listed(found, text, bench)


def coordinated(found: Iterable[Mention], text: str) -> list[Mention]:
    """Names of a text, of which those that are joined to one that something is compared with are compared as well."""
    every = list(found)
    for at in range(len(every) - 1, 0, -1):
        one, other = every[at - 1 : at + 1]
        compared = other.object or is_object(text, other.start, other.end)
        if compared and spellings.JOINED.fullmatch(text, one.end, other.start):
            every[at - 1 : at + 1] = one._replace(object=True), other._replace(object=True)
    return every


def listed(first: Mention, text: str, bench: Bench) -> Iterator[Mention]:
    """Further members of a family behind its first one: ``ResNet-50/101/152``, ``VGG-16 and -19``."""
    family = first.networks[0].rstrip("0123456789") if len(first.networks) == 1 else ""
    end = first.end
    while family and (found := spellings.MORE.match(text, end)) and bench.in_catalog(f"{family}{found['depth']}"):
        yield Mention(found.start("depth"), found.end(), (f"{family}{found['depth']}",), first.exact, first.object)
        end = found.end()


@lru_cache(maxsize=4)
def finder(bench: Bench, own: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern of everything that may be a name."""
    mine = "|".join(re.escape(each) for each in sorted(own, key=len, reverse=True))
    exact = "|".join(
        spellings.SEP.join(re.findall(r"[a-z]+|[0-9]+(?:\.[0-9]+)?", each.lower()))
        for each in sorted(bench.names(), key=len, reverse=True)
        if "-" in each
    )
    families = "|".join(f"(?P<f{at}>{each[0]})" for at, each in enumerate(spellings.FAMILIES))
    papers = "|".join(f"(?P<p{at}>{each[0]})" for at, each in enumerate(spellings.PAPERS))
    first = rf"(?P<own>(?<![A-Za-z0-9_-])(?:{mine})(?![A-Za-z0-9_-]))|" if mine else ""
    listed = rf"(?P<known>(?i:{exact})(?![A-Za-z0-9À-ɏḀ-ỿ]))|(?P<paper>(?i:{papers}))|(?i:{families})"
    others = rf"(?P<other>{spellings.OTHERS})(?![A-Za-z0-9])"
    # A blank or a sign begins none: looked at first, as most places of a text hold none.
    return re.compile(rf"{first}(?![^\w\x80-\U0010ffff])(?:(?<![A-Za-z0-9])(?:{listed})|(?<![A-Za-z0-9.]){others})")


def one(match: re.Match[str], text: str, bench: Bench, own: Mapping[str, str]) -> Mention | None:
    """The mention at a match; None if it is no network's name."""
    start, end = match.span()
    if match.groupdict().get("own"):
        return Mention(start, end, (own[match["own"]],), True, is_object(text, start, end))
    if match["other"]:
        return None if spellings.NO_NETWORK.fullmatch(match["other"]) else Mention(start, end, (), exact=False)
    if match["paper"]:
        return Mention(
            start, end, next(networks for at, (_, networks) in enumerate(spellings.PAPERS) if match[f"p{at}"]), False
        )
    if match["known"]:
        named = bench.in_catalog(re.sub(r"[ \u2010\u2011]", "-", match["known"].lower()))
        assert named is not None  # the catalog takes its names with other strokes, or without
        names: tuple[str, ...] = (named,)
        exact = True
    else:
        names, exact = member(match)
    head = spellings.GLUED.search(text, start - spellings.NEAR, start)
    if head and head[0][:-1].lower() not in spellings.HEADS and head[0][-1] in "-_":
        return Mention(head.start(), end, (), exact=False)
    found = match.groupdict()
    if len(names) > 1 and (deep := of_depth(names[0], text, start, end, bench)):
        names, exact = (deep,), True
    names, end = sized(names, text, start, end, found["wide"] or found["wider"] or "")
    names = tuple(own_image(each, bench) for each in names)
    if "@" in (*names, "")[0] and (wide := spellings.WIDE.search(text, start - spellings.NEAR, start)):
        start = wide.start()  # no ratio
    if known := spellings.CONFIGURED.match(text, end):
        end = known.end()
    tail = spellings.TAIL.match(text, end, end + spellings.LONGEST_TAIL)
    if tail and not spellings.LAYERS.match(text, end) and not re.match(r"[-.](?:$|\s)", tail[0]) and tail[0] != "s":
        return Mention(start, tail.end(), (), exact=False)
    changed = spellings.CHANGED_BEFORE.search(text, start - spellings.NEAR, start)
    if changed or spellings.CHANGED_BEHIND.match(text, end):
        return Mention(start, end, (), exact=False)
    theme = spellings.THEME.match(text, end) is not None
    return Mention(start, end, names, exact and bool(names), is_object(text, start, end), theme)


def own_image(name: str, bench: Bench) -> str:
    """A network without the image that it takes anyway, ``resnet50`` for ``resnet50@input=224``."""
    plain, _, side = name.partition("@input=")
    setup = setup_of(plain, bench) if side.isdecimal() else None
    return plain if setup is not None and setup.analysis.network.input.height == int(side) else name


def of_depth(name: str, text: str, start: int, end: int, bench: Bench) -> str:
    """The member of a family that has as many layers as the words around it say, if there is one; else ""."""
    found = spellings.DEEP.match(text, end) or spellings.DEEP_BEFORE.search(text, start - spellings.NEAR, start)
    member = f"{name.rstrip('0123456789')}{found['depth']}" if found else ""
    return member if member and bench.in_catalog(member) else ""


def is_object(text: str, start: int, end: int) -> bool:
    """Whether the network at a place is what another is compared with."""
    return (
        spellings.OBJECT.search(text, start - spellings.NEAR, start) is not None
        or spellings.TIMES.search(text, start - spellings.NEAR, start) is not None
        or spellings.OBJECT_BEHIND.match(text, end) is not None
    )


def member(match: re.Match[str]) -> tuple[tuple[str, ...], bool]:
    """The networks that a family's name means, and whether it is exact."""
    at = next(number for number in range(len(spellings.FAMILIES)) if match[f"f{number}"])
    _, names, exact = spellings.FAMILIES[at]
    if names:
        return names, exact
    found = match.groupdict()
    for key, form in spellings.MEMBERS.items():
        if found[key]:
            return (form.format(found[key]),), exact
    return (), exact


def sized(names: tuple[str, ...], text: str, start: int, end: int, width: str) -> tuple[tuple[str, ...], int]:
    """Names with the width and the image that stand around them, and where these end."""
    settings: dict[str, str | None] = {"width": width}
    mobile = any(each.startswith("mobilenet") for each in names)
    if names and (found := spellings.VERSION.match(text, end)) and names[0] in ("resnet50", "resnet101", "resnet152"):
        return (f"{names[0]}-v1.5",), found.end()
    if names and names[0].startswith("resnet") and (found := spellings.OLD.match(text, end)):
        return (), found.end()
    if names and (found := (spellings.SIZED if mobile else spellings.SIDED).match(text, end)) and found[0]:
        said = found.groupdict()
        percent = f"{int(said['percent']) / 100:g}" if said.get("percent") else ""
        times = (said.get("times") or "").replace("_", ".")
        settings = {"width": said.get("width") or times or percent or width, "input": said["side"]}
        end = found.end()
    if mobile and not settings.get("width") and (found := spellings.SPACED.match(text, end)):
        settings["width"], end = found["width"] or found["times"] or found["bracketed"], found.end()
    if mobile and not settings.get("width") and (found := spellings.WIDE.search(text, start - spellings.NEAR, start)):
        settings["width"] = found["width"]
    if found := spellings.AT.match(text, end) or spellings.AT_BEFORE.search(text, start - spellings.NEAR, start):
        square = found.groupdict().get("square")
        settings["input"], end = square or found["side"], found.end() if square else end
    given = ",".join(f"{key}={value}" for key, value in settings.items() if value and value not in ("1.0", "1.00", "1"))
    return tuple(f"{each}@{given}" if given else each for each in names), end
