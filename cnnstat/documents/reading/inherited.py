"""What a figure takes from the text around it that names no network itself, and how surely."""

from __future__ import annotations

import re

from cnnstat.documents.reading import lexicon
from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.claim import LAYERED, TOTALS, Claim
from cnnstat.documents.reading.tokens import is_question
from cnnstat.documents.reading.topic import Topic
from cnnstat.printed import Figure

REFERS = re.compile(
    r"\W*(?:it|its|the (?:whole |entire )?(?:net(?:work)?|model|architecture)(?:'s)?)\b|\W*(?:이|해당) ?(?:모델"
    r"|네트워크|신경망)|\W*(?:전체|총)|\W*(?:[它该]|总)",
    re.IGNORECASE | re.ASCII,
)
"""The beginning of a sentence about the network of the one before."""
RECORD = re.compile(r"[^:=.!?\n]{1,40}[:=]\s*[^\s:.!?0-9]{0,8}\s?[0-9][0-9.,]*[^:!?\n0-9×]{0,20}")
"""A line that is nothing but a label with its figure."""
MANY = 1000
"""Smaller figures are not held against a network that was named long before."""
OUTPUTS = re.compile(
    r"soft-?max|소프트맥스|\bFC|fully|\boutput|출력|[0-9]-way|\bclassif|\bnum(?:ber of)?[ _]classes"
    r"|분류|클래스 ?[개수]|分类|クラス数",
    re.IGNORECASE | re.ASCII,
)
"""Words of a sentence about the last layer, whose neurons are as many as the classes."""
WINDOWS = ("kernel", "windows", "filters")
"""Sizes of kernels, which the members of a family share."""
PRODUCT = re.compile(r"[0-9]\s?(?:[×xX*]|\\times)\s?(?!10\s?(?:\^|\*\*|<sup|[⁰¹²³⁴⁵⁶⁷⁸⁹]))[0-9]")
"""Factors, which are hardly ever those of a whole network; a power of ten is none."""
POINT = 1, 1
"""The kernel of a pointwise convolution."""
BLOCK = re.compile(
    r"modul|block|inception|bottleneck|branch|reduc|dimension|모듈|블[록럭]|병목|보틀넥|차원|축소|模块|瓶颈|分支|[降升]维|ブロック"
    r"|モジュール|ボトルネック|次元|bloque|bloco|bloc\b|redu[zc]",
    re.IGNORECASE,
)
"""Words of a sentence about the blocks that pointwise convolutions are a part of."""
SHAPES = re.compile(r"[0-9]\s?(?:[×xX*]|\\times)\s?[0-9]")
SEVERAL = 3
"""Windows of a sentence that are hardly those of networks in general."""
QUESTION = re.compile("[?？]")
FORMULA = re.compile(
    r"수식|공식|公式|数式|\b(?:formulas?|equations?|f[óo]rmulas?|formules?|formeln?|gleichung)\b", re.IGNORECASE
)
"""Words of a sentence in which letters stand for any steps."""
STEPS = ("stride", "padding")
"""Sizes of windows' steps."""
COMMON = 49
"""The elements of the largest kernel that many networks have."""
SMALL = 10
"""Smaller sizes are found in every network."""


def said_before(claim: Claim, topic: Topic) -> str:
    """The words before a figure that belong to it; the deepest member of a family is one that has so many layers."""
    said = claim.around.before
    family = claim.key == "depth" and not (claim.network or topic).exact
    return "" if said and family and amount(f"{said}1").bound == "at most" else said


def inherits(claim: Claim, topic: Topic, figure: Figure, text: str, sentence: tuple[int, int]) -> bool:
    """Whether a figure in a sentence that names no network may be that of the one spoken of.

    Args:
        claim: the figure.
        topic: what is spoken of.
        figure: its value.
        text: the text of the sentence.
        sentence: the offsets of the sentence.
    """
    start, end = sentence
    sides = len(figure.shape)
    labelled = claim.part is not None and claim.part.name != ""
    record = (labelled or claim.key in (*TOTALS, "count")) and RECORD.fullmatch(text) is not None
    if not topic.near and (figure.value < MANY or sides == 2) and not record:
        return False
    if claim.key == "classes":
        of_outputs = topic.spoken or OUTPUTS.search(text, start, claim.end + 40)
        if not of_outputs or lexicon.DATASETS.search(text, start, end):
            return False
    windows = claim.key in (*WINDOWS, *STEPS, "count") or (claim.key == "shape" and sides == 2)
    if windows and lexicon.GENERIC.search(text, start, end):
        return False
    if claim.key in STEPS and FORMULA.search(text, start, end):
        return False
    if claim.key == "depth" and is_question(text, start, end):
        return False
    if claim.key == "count" and topic.far and not record:
        return False
    of_layers = claim.part is not None and claim.part.known
    named = of_layers and claim.part is not None and (claim.part.many > 0 or claim.part.type == "pool")
    if sides == 2 and not named and topic.far and figure.value <= COMMON:
        return False
    if sides == 2 and claim.key not in (*WINDOWS, "input") and len(topic.networks) > 1:
        return False
    if claim.key in LAYERED and not of_layers and not sides and figure.value < SMALL and not topic.exact:
        return False
    return lexicon.EXAMPLE.search(text, start, claim.start) is None


def general(claim: Claim, figure: Figure, text: str, sentence: tuple[int, int]) -> bool:
    """Whether a window is one of networks in general, though one is named behind it."""
    behind = claim.network is not None and claim.network.start > claim.start
    return behind and len(figure.shape) == 2 and lexicon.GENERIC.search(text, sentence[0], claim.start) is not None


def pointwise(claim: Claim, figure: Figure, text: str, sentence: tuple[int, int]) -> bool:
    """Whether a kernel of 1×1, which every other network has, stands in a sentence about no blocks or other windows."""
    if figure.shape != POINT or (claim.part is not None and claim.part.name):
        return False
    told = BLOCK.search(text, *sentence) or len(SHAPES.findall(text, *sentence)) >= SEVERAL
    return not told or QUESTION.search(text, *sentence) is not None


def firmness(claim: Claim, topic: Topic, text: str, start: int, network: str) -> int:
    """How certain it is what a figure counts, as a candidate says it.

    Args:
        claim: the figure.
        topic: what is spoken of.
        text: the text of the sentence.
        start: where the sentence begins.
        network: the likeliest network.
    """
    exact = claim.network.exact if claim.network is not None else topic.exact
    changed = lexicon.DATASETS.search(text, start, claim.end + 60) and not lexicon.SMALL_IMAGES.match(network)
    product = claim.key in TOTALS and PRODUCT.search(text, claim.start, claim.end)  # 4096 × 9216: those of a layer
    if claim.changed or changed or product:
        return 0
    if claim.key in ("bytes", "activations"):
        return 1
    if not exact or (claim.key not in TOTALS and not (claim.key == "ratio" and claim.firm)):
        return 0
    inherited = claim.network is None and (topic.spoken or topic.loose) and not REFERS.match(text, start)
    return 2 if claim.firm and not inherited else 1
