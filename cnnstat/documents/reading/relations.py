"""Figures that compare networks, or a part of one with the whole, and those that stand behind a part."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cnnstat.documents.judging.prose import Around
from cnnstat.documents.reading import lexicon
from cnnstat.documents.reading.claim import TOTALS, Claim
from cnnstat.documents.reading.forms import EQUALS
from cnnstat.documents.reading.subjects import THE, Subjects
from cnnstat.documents.reading.tokens import Part, Token

MASKS = re.compile(r"filter|kernel|filt[rt]|필터|커널|フィルタ|カーネル|卷积核|滤波器|过滤器|n[úu]cleo|noyau")
"""Words for filters that are none for maps."""
APART = frozenset([",", ";", "，", "；", "and", "y", "e", "et"])
"""What parts one comparison from the next."""
_COPULAS = (
    "is are was : only just about roughly ≈ 은 는 이 가 의 수 수는 수가 수도 약 총 대략 は が の 約 约 是 为 只有"
)
COPULAS = frozenset(_COPULAS.split())
"""What may stand between a total and how it compares."""
PLAIN = ("params", "depth")
"""Totals that no convention changes by much, so that a ratio of them can be doubted."""
STOPS = frozenset([".", ";", "；", "!", "?"])
FIRST = 3
"""A figure before this token begins its sentence."""
DEEPER = re.compile(r"deeper|깊|更?深|tiefer|profond|profund")
LESS = re.compile("[적작많크]|fewer|less|smaller|larger|more$")
"""Words that compare amounts, behind which something else is said of depth."""
COSTLY = re.compile(r"expensive|costl|cheap|비[싸싼쌈]|昂[贵貴]|teuer|coûteu|cher(?:s|es?)?\Z|caro|cara")
"""Words for what a network takes to run."""
SPEED = re.compile(r"fast|slow|speed|빠[르른]|느[리린]|속도|快|慢|速|r[áa]pid|lent|schnell|langsam")
PORTION, POSSESSIVE = frozenset(["of", "von", "der", "de", "del", "da", "do", "des"]), frozenset("의の的")
"""Words between a percentage and its whole, and between a whole and a percentage."""
WHOSE = frozenset(["that", "those", "number", "count"])
SHARED = ("params", "weights", "macs", "flops")
IS = frozenset("가이은는がは是为為")
"""Words between layers of a kind and how many they are: ``畳み込みが13層``."""
POOLS = re.compile(r"pool|풀(?:링| ?크기)|池化|汇聚|采样|プー(?:リング|ル)|sampling|샘플링", re.IGNORECASE | re.ASCII)
WINDOW = re.compile("janela|ventana|fenêtre|finestr")
"""Words for a window of any kind of layers."""


def ratio(row: Sequence[Token], subjects: Subjects, at: int, outside: Around, usual: str = "") -> Claim | None:
    """A figure that compares two networks, ``12x fewer parameters than AlexNet``; None where nothing is compared."""
    token = row[at]
    said = right_before(row, at) or compared_in(row[at + 1 : at + 8]) or compared_in(row[max(0, at - 12) : at][::-1])
    if not said and any(SPEED.match(each.text) for each in row[at + 1 : at + 8]):
        return None
    if not said and at < FIRST:
        said = usual  # Only 5 million parameters! 12x less than AlexNet
    named = [mention for each in subjects.networks if (mention := row[each].network) is not None]
    objects = [each for each in named if each.object or each.start > token.start]
    own = [each for each in named if each not in objects and each.start < token.start]
    if not named:
        return None
    before = [each for each in objects if each.start < token.start]
    behind = [each for each in objects if each.start > token.start]
    near = before and not any(each.text in APART or each.kind == "figure" for each in since(row, before[-1].end, at))
    nearest = before[-1:] if near else [*behind, *before[-1:]]  # 2x fewer than A and 3x fewer than B
    plain = said in PLAIN and bool(nearest) and nearest[0].exact and nearest[0] not in own[-1:]
    return Claim(
        token.start, token.end, outside, "ratio", own[-1] if own else None, None,
        nearest[0] if nearest else (own[0] if len(own) > 1 else None), said or "params", firm=plain,
    )  # fmt: skip


def right_before(row: Sequence[Token], at: int) -> str:
    """The total that a figure is said of right before it, ``파라미터 수는 1/12``; "" if there is none."""
    while at and row[at - 1].text in COPULAS:
        at -= 1
    return row[at - 1].key if at and row[at - 1].key in TOTALS else ""


def compared_in(row: Sequence[Token]) -> str:
    """The first total that tokens name, in which networks are compared; "" behind another figure, or for speed."""
    deeper = True
    for each in row:
        if (each.kind == "figure" and not each.word) or each.text in STOPS or SPEED.match(each.text):
            return ""
        if each.kind == "quantity" and each.key in TOTALS:
            return each.key
        if LESS.match(each.text):
            deeper = False  # 12배 적으면서도 깊은
        if deeper and DEEPER.match(each.text):
            return "depth"
        if COSTLY.match(each.text):
            return "flops"
    return ""


def since(row: Sequence[Token], start: int, at: int) -> Sequence[Token]:
    """The tokens between an offset and a place."""
    return [each for each in row[:at] if each.start >= start]


def share(text: str, row: Sequence[Token], subjects: Subjects, at: int, outside: Around) -> Claim | None:
    """A figure that says what share of its network a part has."""
    token = row[at]
    keys = [each.key for each in row if each.kind == "quantity" and each.key in ("params", "weights", "macs", "flops")]
    groups = [each.part for each in row if each.kind == "part" and each.part and each.part.known]
    if not keys and group_before(row, at) is not None:
        keys = ["params"] * any(each.kind == "figure" for each in row[:at])  # Conv layers: 3.7M (6%)
    if not keys or len(set(groups)) != 1 or lexicon.SCORES.search(text, token.end, token.end + 30):
        return None
    network = subjects.network(at, at)[0]
    return Claim(token.start, token.end, outside, "share", network, groups[0], of=keys[0], firm=False)


def portion(row: Sequence[Token], subjects: Subjects, at: int, outside: Around) -> Claim | None:
    """A percentage of what another network has: ``5% of the parameters of VGG-16``, ``VGG-16의 5%``."""
    said = {each.key for each in row if each.kind == "quantity" and each.key in SHARED}
    keys = said - {"macs"} if "flops" in said else said  # 3.6 billion FLOPs (multiply-adds)
    behind = row[at + 1 : at + 2] and row[at + 1].text in PORTION
    before = at > 1 and row[at - 1].text in POSSESSIVE and row[at - 2].kind == "network"
    place = at - 2 if before else next((each for each in subjects.networks if each > at), 0) if behind else 0
    if len(keys) != 1 or not place:
        return None
    if not all(each.key in SHARED or each.text in PORTION | THE | WHOSE for each in row[at + 1 : place]):
        return None
    own = [row[each].network for each in subjects.networks if each < at and each != place]
    own = [each for each in own if each is not None and not each.object]
    return Claim(
        row[at].start, row[at].end, outside, "ratio", own[-1] if own else None, None, row[place].network, keys.pop(),
        firm=False,
    )  # fmt: skip


def sole_total(row: Sequence[Token]) -> str:
    """What figures of a row count that say nothing themselves: ``AlexNet has 61M, VGG-16 138M parameters``.

    It is the only total that the row names, if that stands behind the last figure, or is parameters; else ``amount``.
    """
    totals = {each.key for each in row if each.key in TOTALS}
    last = max(place for place, each in enumerate(row) if each.kind == "figure")
    behind = totals - {each.key for each in row[:last]} - {"depth"}
    return next(iter(totals), "") if len(totals) == 1 and (behind or totals == {"params"}) else "amount"


def group_before(row: Sequence[Token], at: int) -> Part | None:
    """The layers whose name and a colon begin the row of a figure, ``Conv layers: 3.7M``; None if none do."""
    if at > 1 and row[at - 1].text in IS and (said := group_of(row[at - 2])) is not None:
        return said
    first = next((each for each in range(at) if row[each].kind == "part"), at)
    part = row[first].part if first < at and row[behind_brackets(row, first + 1, at)].text in (":", "：", "=") else None
    plain = part is not None and part.known and part.type != "" and not part.nth
    return part if plain and all(each.text in "-*•·" for each in row[:first]) else None


def group_of(token: Token) -> Part | None:
    """All layers of the kind that a word names; None if it names none."""
    if token.key in ("windows", "dense"):
        return Part("linear" if token.key == "dense" else "pool" if POOLS.search(token.text) else "conv")
    part = token.part
    return part if part is not None and part.known and part.type and not part.nth else None


def group_at(row: Sequence[Token], place: int) -> tuple[str, int] | None:
    """All layers of a kind at a place, as what a figure counts; None if there are none."""
    part = row[place].part if place < len(row) else None
    return ("count", place) if part is not None and part.known and part.type and not part.nth else None


def step_at(row: Sequence[Token], at: int) -> str:
    """Whether a figure is a stride or a padding by the word right before it; "" if it is none."""
    said = [each for each in row[max(0, at - 2) : at] if each.text not in EQUALS]
    return said[-1].key if said and said[-1].key in ("stride", "padding") else ""


def bracketed(row: Sequence[Token], at: int) -> bool:
    """Whether a figure is what stands in brackets behind a network's name, or begins it."""
    behind = row[at + 1].text if at + 1 < len(row) else ""
    named = at > 1 and row[at - 1].text == "(" and row[at - 2].kind == "network"
    return named and behind in (")", ",", "total")


def behind_brackets(row: Sequence[Token], at: int, end: int) -> int:
    """Where the row goes on behind what stands in brackets at a place, as ``畳み込み層（convolutional layers）:``."""
    if row[at].text not in ("(", "（"):
        return at
    return next((each + 1 for each in range(at, end) if row[each].text in (")", "）")), at)


def masks(quantity: Token, figure: Token) -> str:
    """What a word counts; filters of two sides are kernels, and no maps of that size."""
    sides = re.fullmatch(r"\D*[0-9]+\s?[×xX*]\s?[0-9]+", figure.text)
    return "kernel" if quantity.key == "filters" and sides and MASKS.search(quantity.text) else quantity.key


def kind_of(token: Token) -> str:
    """The kind of layers with windows that a word names; "" if it names none."""
    if token.key == "windows" or (token.key == "kernel" and POOLS.search(token.text)):  # a pool size
        return "pool" if POOLS.search(token.text) else "" if WINDOW.match(token.text) else "conv"
    return token.part.type if token.part and token.part.known and token.part.type in ("conv", "pool") else ""
