"""Counts of a network's blocks: ``nine inception modules``, ``16 residual blocks``, ``3, 4, 6 and 3`` of its stages.

A count is told where it is that of all blocks of a network, or where a row of counts is that of all its stages in
their order; any other count may be of some of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from cnnstat.documents.reading import lexicon
from cnnstat.documents.reading.candidate import Found
from cnnstat.documents.reading.layers import NETWORKS
from cnnstat.printed.words import NUMERAL, counted
from cnnstat.query.bench import Setup

KINDS = {
    "inception": r"inception|인셉션|インセプション",
    "residual": (
        r"(?:inverted[- ])?(?:residual|bottleneck|basic|identity|building|skip)"
        r"(?:[- ](?:residual|bottleneck|building))?"
        r"|(?:역 ?)?(?:잔차|레지듀얼|보틀넥|병목)|残差|瓶颈|ボトルネック|residua(?:l|is|les|li)|résiduels?"
    ),
    "separable": (
        r"(?:depth-?wise[- ])?separable(?: convolution(?:al)?s?)?"
        r"|(?:깊이별|뎁스와이즈) ?분리 ?(?:가능)?(?:한|형)? ?(?:합성곱)?"
        r"|深度可分离(?:卷积)?|(?:深さ方向|深度方向)?分離可能(?:な?畳み込み)?"
    ),
}
"""Words for kinds of blocks."""
TEMPLATES = {
    "inception": ("inception", "module_a", "module_b", "module_c", "reduction_a", "reduction_b"),
    "residual": ("bottleneck", "basic", "unit"), "separable": ("separable",),
}  # fmt: skip
"""What the catalog calls them."""
NOUN = (
    r"(?:modules?|blocks?|units?)\b|모듈|블록|블럭|유닛|模块|块|モジュール|ブロック"
    r"|(?:m[óo]dul[oi]s?|bloques?|blocos?|blocs?|blocchi)\b"
)
STAGE = r"(?:stages?|groups?)\b|스테이지|단계|阶段|ステージ"
_MANY = rf"(?:{NUMERAL}|(?<![0-9.,×/_A-Za-z-])[1-9][0-9]?(?![0-9]|[.,×%][0-9]))"
_ADJECTIVE = r"stacked|identical|such|repeated|consecutive|successive|linearly|separate|different|similar|total"
_KIND = "|".join(f"(?P<{{0}}_{name}>{said})" for name, said in KINDS.items())
BLOCKS = re.compile(
    rf"(?P<n>{_MANY})\s?(?:개의?|個の?|个|つの)?\s?(?:(?:{_ADJECTIVE})\s){{0,2}}(?:{_KIND.format('a')})[- ]?(?:{NOUN})"
    rf"|(?P<m>{_MANY})\s(?:{NOUN})\s(?:{_KIND.format('b')})"
    rf"|(?:{_KIND.format('c')})[- ]?(?:{NOUN})\s?(?:을|를|이|가|은|는|수는|を|が|は)?\s?(?:총|모두|合計)?\s?"
    r"(?P<o>[1-9][0-9]?)\s?(?:개|번|個|つ|回)",
    lexicon.FLAGS,
)
"""So many blocks of a kind."""
_NEXT = r"(?:\s?[,-]\s?(?:and )?|\s(?:and|e|y|et)\s|\s?(?:와|과|、|，)\s?)"
STAGES = re.compile(rf"(?<![0-9A-Za-z.,×_/-])[1-9][0-9]?(?:{_NEXT}[1-9][0-9]?){{2,3}}(?![0-9A-Za-z×/]|[.,-][0-9])")
"""So many blocks of each stage."""
ABOUT_STAGES = re.compile(rf"{NOUN}|{STAGE}|residual|bottleneck|layers\b|잔차|残差", lexicon.FLAGS)
"""Words of a sentence whose row of counts may be those of stages."""
_ANY = "|".join(KINDS.values())
CELL = re.compile(
    rf"\W*(?:[×xX*]\s?)?(?P<many>[1-9][0-9]?)(?:\s?개의?)?\s?(?:{_ANY})?[- ]?(?:{NOUN})\W*", lexicon.FLAGS
)
"""A cell that says of how many blocks a stage is made."""


def told(text: str, start: int, end: int) -> bool:
    """Whether a sentence counts blocks."""
    return BLOCKS.search(text, start, end) is not None or STAGES.search(text, start, end) is not None


def blocks(text: str, start: int, end: int, network: str, setup: Setup) -> Iterator[Found]:
    """The counts of blocks in a sentence that are those of a network, with their queries.

    Args:
        text: as readers see it.
        start, end: the offsets of the sentence.
        network: the network as a query names it.
        setup: the network, analysed.
    """
    own = templates(setup)
    for match in BLOCKS.finditer(text, start, end):
        group = next(each for each in "nmo" if match[each])
        kind = next(name for name in KINDS if any(match[f"{each}_{name}"] for each in "abc"))
        words = [each for each in TEMPLATES[kind] if own[each]]
        many = counted(match[group])
        if words and many == sum(own[each] for each in words):
            yield *match.span(group), f"count({network}[{' '.join(words)}])"
    for match in STAGES.finditer(text, start, end) if ABOUT_STAGES.search(text, start, end) else ():
        items = list(re.finditer("[0-9]+", text[: match.end()][match.start() :]))
        queries = of_stages(network, setup, [int(each[0]) for each in items])
        for each, query in zip(items, queries, strict=False):
            yield match.start() + each.start(), match.start() + each.end(), query


@lru_cache(maxsize=NETWORKS)
def templates(setup: Setup) -> Counter[str]:
    """How many blocks of a network come from each template."""
    return Counter(setup.analysis.network.blocks.values())


def of_stages(network: str, setup: Setup, counts: Sequence[int]) -> list[str]:
    """The query for each count of blocks of all stages in their order; none if the network has others."""
    stages = stages_of(setup)
    if [many for _, _, many in stages] != [*counts]:
        return []
    return [f"count({network}.{name}[{template}])" for name, template, _ in stages]


@lru_cache(maxsize=NETWORKS)
def stages_of(setup: Setup) -> tuple[tuple[str, str, int], ...]:
    """The stages of a network with the template of their blocks and how many they have."""
    every = setup.analysis.network.blocks
    inside = Counter((path.rpartition(".")[0], template) for path, template in every.items() if "." in path)
    return tuple(
        (name, template, inside[name, template])
        for name, kind in every.items()
        if kind == "stage"
        for template in TEMPLATES["residual"]
        if inside[name, template]
    )
