"""Totals that are known by their value: a large figure, in a text about a network, that is just what the network has.

Sentences say what a figure counts in more ways than can be read. One of several digits that comes out for a network of
which the text around speaks is hardly ever anything else; one that does not is passed over.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain

from cnnstat.documents.judging.prose import Around, around, goes_before
from cnnstat.documents.reading import lexicon, romance, spellings
from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.claim import Claim
from cnnstat.documents.reading.forms import COUNTS, LONG, SOME, with_unit
from cnnstat.documents.reading.names import Mention
from cnnstat.documents.reading.networks import Networks
from cnnstat.documents.reading.prose import ABOUT, as_printed
from cnnstat.documents.reading.shown import Shown
from cnnstat.documents.reading.tokens import Token, figures, is_question, sentences
from cnnstat.errors import UsageError

KEYS = {"params": ("params",), "weights": ("params",), "macs": ("macs",), "flops": ("flops", "macs"),
        "neurons": ("neurons",), "connections": ("connections",)}  # fmt: skip
"""The totals that a text may speak of, by the words for them."""
ANY = ("params", "macs", "flops")
"""Those that a large figure may be where nothing says what it counts."""
UNSAID = 3
"""Digits that a figure has at least where its sentence does not say what it counts."""
LEAST = 10_000
"""Smaller figures are not recognized."""
MOST, FEW = 8, 2
"""Networks that are tried for a figure; and those of a document that speaks of none beside them."""
OTHERS = re.compile(
    r"[\s-]?(?:(?:labeled|training|test|color|colour|high-resolution|natural)\s)?(?:images?|photos?|pictures?|samples?"
    r"|examples?|classes|categories|labels|pixels?|videos?|users?|people|papers?|citations?|dollars?|steps?|frames?"
    r"|bits?|[KMGT]?i?B\b|bytes?|Hz)(?![A-Za-z])"
    r"|\s?(?:장|명|개의 ?(?:이미지|사진|영상|데이터|클래스|레이블)|달러|원|张|枚)",
    re.IGNORECASE,
)
"""What a figure counts that is none of a network's totals."""
_NUMBER = r"[1-9][0-9]{0,3}"
_AND = "and|or|와|과|및|이나|또는|和|与|或|や|および|と|и|или|y|e|et|o|ou|und|oder"
_TO = r"(?:[~–]|-(?=[0-9])|(?:부터|에서|から|to|bis|a|à)(?=\s?[0-9]))"
RANGE = re.compile(_TO)
"""Between the first and the last of several numbers of layers."""
_JOINS = rf"(?:개|층|層|层|-(?=\s?[,/&]|\s(?:{_AND})\s))?\s?(?:[,/&、，]|{_TO}|(?:{_AND})(?=\s?[0-9]))\s?"
_ELSEWHERE = (
    r"(?:(?:a[gğ][ıi]rl[ıi]kl[ıi]|e[gğ]itilebilir|[oö][gğ]renilebilir)\s)?katman|warst(?:w|wy|wami)(?![A-Za-z])"
    r"|lagen(?![A-Za-z])|lapisan|lớp|шар(?:ів|и|ами)(?![а-яё])"
)
"""Layers in Turkish, Polish, Dutch, Indonesian, Vietnamese and Ukrainian."""
LAYERS = re.compile(
    rf"(?<![\w.,/^×*+-])(?<![0-9]\s)(?P<list>{_NUMBER}(?:(?:{_JOINS}){{1,2}}{_NUMBER}){{0,5}})(?:\s?-|개의?|\s?个|個の)?\s?"
    r"(?:까지(?:의|[ ]?총)?\s?)?"
    r"(?:(?:parameter|weight(?:ed)?|trainable|learnable|重み|(?:带)?权重的?|加权|可(?:学习|训练)的?|매개 ?변수|파라미터"
    r"|가중치(?:가 있는|를 가[진지]는?)?|학습(?:된|되는| 가능한)?)[\s-]?)?"
    rf"(?:layered\b|{lexicon.LAYER}|{romance.LAYER}(?![A-Za-zÀ-ÿ])|{_ELSEWHERE})"
    r"(?!\s?(?:of|의 ?(?:합성곱|컨볼루션|완전)|の畳み込み|的卷积|block|bottleneck|블록|ブロック|块))",
    lexicon.FLAGS,
)
"""One or several numbers of layers: ``34-layer``, ``50, 101 and 152 layers``."""
COUNTED = re.compile(
    rf"{lexicon.LAYER}(?:[의の的]\s?)?\s?(?P<number>개?수|갯수|数量?|個数|个数)?(?:[가이는은를을]|が|は|是|为|為|有|共)?\s?(?:총|모두|약|共)?\s?"
    rf"(?P<list>{_NUMBER}(?:{_JOINS}{_NUMBER}){{0,5}})(?:개|층|個|个|層|层|(?(number)(?![0-9.,%]|\s?[×xX*])|(?!)))",
    lexicon.FLAGS,
)
"""Layers, and how many they are behind: ``층이 16개``."""
NUMBER_OF = re.compile(
    rf"(?<![\w.,/^×*+-])(?P<list>{_NUMBER})\s(?:is|was|being|denotes|stands for|refers to)\s(?:the\s)?(?:total\s)?"
    rf"(?:number|count)\sof\s(?:(?:weight|trainable|learnable|convolutional|deep)\s)?{lexicon.LAYER}",
    lexicon.FLAGS,
)
"""A number of which is said that it counts layers: ``16 is the number of layers``."""
POOLED = re.compile(
    rf"(?P<list>{_NUMBER})\s(?:layers?\s)?(?:(?:if|when|including|with|counting|considering)\s)"
    r"(?:(?:we|you|one)\s)?(?:(?:also|count(?:ing)?|includ(?:e|ing)|consider(?:ing)?|the)\s){0,3}pool(?:ing|s)?\b",
    lexicon.FLAGS,
)
"""A number of layers with those that pool, whatever it stands behind: ``22 layers (27 with pooling)``."""
DEPTH = re.compile(
    rf"(?:(?<![A-Za-z][ -])\bdepth|(?<!의 )깊이|深度|深さ)\W{{0,6}}(?P<list>{_NUMBER})"
    r"(?![\w%×^]|\.[0-9]|\s?[×*][\s0-9]|[\s-]?(?:bits?|[cmk]?m|px|pixels?|words?|images?|trees?|entries|levels)\b)",
    lexicon.FLAGS,
)
"""A depth, of whatever kind its layers are said to be: ``Depth: 50 convolutional layers``."""
OWN = re.compile(
    r"(?:\s?(?:[은는이가의]|は|が|の))?\s?(?:(?:is|was|has|have|had|contains?|comprises?|consists\sof|is\smade\sof|stacks|uses"
    r"|an?|the|in|total|of|about|exactly|deep|network|model|architecture|CNN|with|that|which|depth|총|모두|약|전체|깊이[는가]?"
    r"|(?:네트워크|모델|신경망|구조)(?:로|는|은|이며)?)(?:\s|\Z)\s?){0,9}",
    lexicon.FLAGS,
)
"""What stands between the name of a network and the number of layers that it is said to have."""
WAYS = LAYERS, COUNTED, NUMBER_OF, POOLED
"""How numbers of layers are said; the numbers are the ``list`` of each."""
FURTHER = re.compile(
    rf"(?<=[0-9]),\s?(?P<list>{_NUMBER}(?:(?:{_JOINS}){{1,2}}{_NUMBER})+)(?=\s?(?:개|층|層|层|-?layers?\b|[.;:)]|-+>|\Z|\n))",
    lexicon.FLAGS,
)
"""The layers of further members of a family, behind the first one's name: ``VGG 11, 13, 16``."""
BESIDE = re.compile(rf"\s?\((?P<list>{_NUMBER})(?:개|층|層|层|-?\s?layers?)\)", lexicon.FLAGS)
"""The layers of a network, in brackets behind its name."""
SPOKEN = re.compile(lexicon.LAYER, lexicon.FLAGS)
"""A word of a sentence that speaks of layers."""
SHALLOWEST = 8
"""Networks of fewer layers have as many as many a part of others."""
EACH = re.compile(r"\b(?:each|per|every)\b|每|(?<!각)각(?= )|(?:층|채널|필터|커널|개)당|あたり|毎", lexicon.FLAGS)
"""Words of a sentence about parts, of which it does not say which."""
PAST = re.compile(r"\b(?:past|beyond|after|until|exceed\w*|deeper than)\s*\Z", re.IGNORECASE)
"""Words before a number of layers that is none of a network's."""
Span = tuple[int, int]
MONEY = re.compile(r"[$€£₩¥]\s?\Z")


def together(found: Sequence[Candidate]) -> list[Candidate]:
    """Candidates, of which those that are both read and recognized are one."""
    also = {(each.start, each.end): each.also for each in found if each.also}
    read = [each for each in found if each.queries]
    taken = sorted((each.start, each.end) for each in read)
    alone = [each for each in found if not each.queries and not is_taken(taken, each)]
    kept = []
    for each in read:
        further = tuple(query for query in also.get((each.start, each.end), ()) if query not in each.queries)
        kept.append(each._replace(also=further) if further else each)
    return [*kept, *alone]


def is_taken(taken: Sequence[Span], each: Candidate) -> bool:
    """Whether any of some stretches of text, in order, lies over a figure; the last one that begins before its end."""
    at = bisect_left(taken, (each.end, 0))
    return at > 0 and taken[at - 1][1] > each.start


def known(text: Shown, found: Sequence[Mention]) -> Iterator[tuple[int, int, Sequence[Mention]]]:
    """The sentences that speak of no network which the catalog does not have, each with those that it names."""
    found = sorted(found, key=lambda each: each.start)
    starts = [each.start for each in found]
    for start, end in sentences(text.text):
        own = found[bisect_left(starts, start) : bisect_left(starts, end)]
        if all(each.networks for each in own):
            yield start, end, own


def recognized(
    prose: Networks, text: Shown, found: Sequence[Mention], near: Sequence[str], usual: str
) -> Iterator[Candidate]:  # fmt: skip
    """The large figures of a text, each with the totals that it may be.

    Args:
        prose: what knows the networks.
        text: the text.
        found: the networks that it names.
        near: those that the text around it speaks of.
        usual: what figures of the section count that say nothing themselves.
    """
    for start, end, own in known(text, found):
        large = [each for each in figures(text.text, start, end) if not each.word]
        if not large or EACH.search(text.text, start, end):
            continue
        said = [str(each.lastgroup) for each in lexicon.QUANTITY.finditer(text.text, start, end)]
        keys = tuple(dict.fromkeys(chain.from_iterable(KEYS[each] for each in (*said, usual) if each in KEYS)))
        if lexicon.HARDWARE.search(text.text, start, end):  # whose operations are its own
            keys = ("params",) if "params" in keys else ()
            if not keys:
                continue
        before = prose.context.before.networks[:2] if keys else ()
        close = [*dict.fromkeys((*chain.from_iterable(each.networks[:2] for each in own), *near, *before))][:MOST]
        named = prose.context.named if not own and len(prose.context.named) <= FEW else ()
        kin = chain.from_iterable(map(spellings.family, close)) if "params" in keys else ()
        networks = [*dict.fromkeys((*close, *named, *kin))]
        for token in large:
            outside = around(text.text, token.start, token.end)
            if text.holds(token.start, token.end) or not is_large(text.text, token, outside):
                continue
            claim = Claim(token.start, token.end, outside, "params", None, firm=False)
            printed, unit, listed = as_printed(text.text, claim, "")
            digits = 0 if listed else many_digits(printed)
            sure = keys and not any(each.search(text.text, start, end) for each in (lexicon.EXAMPLE, lexicon.OTHER))
            tried = networks if digits >= UNSAID else close if digits and sure else []
            queries = tuple(f"{network}.{key}" for network in tried if prose.setup(network) for key in keys or ANY)
            if queries:
                about = ABOUT.match(text.text, token.start, token.end)  # a mark need not enclose it
                place = text.place(about.end() if about else token.start, token.end)
                yield Candidate(*place, printed, (), 0, unit, also=queries)


def in_cell(text: Shown, at: Span, printed: str, networks: Sequence[str]) -> Iterator[Candidate]:
    """A large figure of a table's cell, whose heading says nothing, with the totals that it may be.

    Args:
        text: the text of the cell.
        at: where the figure stands in it.
        printed: how it is printed with a point.
        networks: those that its row or column names.
    """
    large = COUNTS.search(printed) or LONG.search(printed)
    queries = tuple(f"{network}.{key}" for network in networks[:MOST] for key in ANY)
    if large and many_digits(printed) >= UNSAID and queries:
        yield Candidate(*text.place(*at), printed, (), 0, also=queries)


def depths(
    prose: Networks, text: Shown, found: Sequence[Mention], near: Sequence[str]
) -> Iterator[Candidate]:  # fmt: skip
    """The numbers of layers of a text that are those of a network, or of a member of its family, named around.

    Args:
        prose: what knows the networks.
        text: the text.
        found: the networks that it names.
        near: those that the text around it speaks of.
    """
    for start, end, own in known(text, found):
        every = chain.from_iterable(each.networks for each in own)
        networks = [*dict.fromkeys((*every, *near, *prose.context.before.networks[:2]))][:MOST]
        said = networks and not is_question(text.text, start, end)  # what about 50 layers?
        every_way = chain.from_iterable(each.finditer(text.text, start, end) for each in WAYS)
        for match in every_way if said else ():
            before = text.text[max(start, match.start() - 16) : match.start()]
            bounded = is_bounded(text.text, *match.span("list"))
            if not (bounded or SOME.search(before) or PAST.search(before)):
                subject = owner(text.text, own, match)
                yield from members(prose, text, match, subject or networks, kin=not subject)
        if said and SPOKEN.search(text.text, start, end):
            yield from beside(prose, text, own, end)
        for match in DEPTH.finditer(text.text, start, end) if near and not own else ():
            yield from members(prose, text, match, near[:1], kin=False)


def owner(text: str, own: Sequence[Mention], match: re.Match[str]) -> Sequence[str]:
    """The network of which a text says that it has one number of layers; nobody means another one's with that."""
    before = next((each for each in reversed(own) if each.end <= match.start("list")), None)
    if before is None or not before.exact or not match["list"].isdigit():
        return ()
    return before.networks[:MOST] if OWN.fullmatch(text, before.end, match.start("list")) else ()


def beside(prose: Networks, text: Shown, own: Sequence[Mention], end: int) -> Iterator[Candidate]:
    """The numbers of layers that stand right behind names of networks, in a sentence that ends there."""
    for name in own:
        for way in (FURTHER, BESIDE):
            if match := way.match(text.text, name.end, end):
                yield from members(prose, text, match, name.networks[:MOST])


def members(
    prose: Networks, text: Shown, match: re.Match[str], networks: Sequence[str], kin: bool = True
) -> Iterator[Candidate]:  # fmt: skip
    """The numbers of layers of a match, each with the networks that may have so many, or members of their families.

    Args:
        prose: what knows the networks.
        text: the text.
        match: the numbers.
        networks: those that may be meant.
        kin: whether other members of their families may be, too.
    """
    deep = prose.deep(False)
    counts = [
        (number, [f"{each.rstrip('0123456789')}{number[0]}" for each in networks])
        for number in re.finditer(_NUMBER, match["list"])
    ]
    if RANGE.search(match["list"]):
        return  # between 16 and 19 layers, of which no network has all
    for number, own in counts:
        start, end = (match.start("list") + at for at in number.span())
        every = dict.fromkeys(chain.from_iterable(zip(networks, own, strict=True)))
        asks = [f"{each}.depth" for each in every if each in networks or (kin and deep(each))]
        if asks and int(number[0]) >= SHALLOWEST and not text.holds(start, end):
            yield Candidate(*text.place(start, end), number[0], (), 0, also=tuple(asks))


def is_large(text: str, token: Token, outside: Around) -> bool:
    """Whether a figure may be a total by its unit and its length, and the words beside it say nothing else."""
    says = with_unit(text, token, outside.unit)
    behind = text[max(token.end, outside.end) : token.end + 40]
    other = lexicon.BEYOND.match(behind) or lexicon.RATES.match(behind) or OTHERS.match(behind)
    money = MONEY.search(text[max(0, token.start - 3) : token.start])
    return not (other or money) and (COUNTS.search(says) or LONG.search(token.text)) is not None


def is_bounded(text: str, start: int, end: int) -> bool:
    """Whether a number is the end of a range, or one that is exceeded or not reached."""
    said = around(text, start, end).before
    bound = said and amount(f"{said}1").bound
    return bool(bound) or goes_before(text, start) or lexicon.BEYOND.match(text, end) is not None


def many_digits(printed: str) -> int:
    """With how many digits a plain number of some size is printed, without the zeros at its end; 0 of any other."""
    try:
        figure = amount(printed)
    except UsageError:
        return 0
    large = not figure.shape and not figure.bound and figure.value >= LEAST and figure.value.denominator == 1
    return len(str(int(figure.value)).rstrip("0")) if large else 0
