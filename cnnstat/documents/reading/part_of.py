"""Which part of a network a figure belongs to: the layer named before it, or of which its sentence speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cnnstat.documents.reading import answers
from cnnstat.documents.reading.claim import TOTALS, Claim
from cnnstat.documents.reading.layers import of_kind
from cnnstat.documents.reading.subjects import OF, THE, WITH
from cnnstat.documents.reading.tokens import Part, Token
from cnnstat.query.bench import Setup

BEGINS = re.compile(
    r"[\W_]*(?:'s |의 )?(?:the )?(?P<layer>[A-Za-z]{1,12}[ _-]?[0-9]{1,2}(?:[._][0-9A-Za-z]{1,12}){0,3})(?![A-Za-z0-9])"
)
"""The name of a layer with which a sentence begins."""
WHOLE = re.compile(
    r"\b(?:network|model|total|whole|entire|all|overall)\b|전체|총|네트워크|모델|网络|模型|总|ネットワーク|モデル|全体",
    re.IGNORECASE,
)
"""Words of a sentence that goes on to the whole network."""
ENTIRE = frozenset(["전체", "총", "total", "all", "entire", "overall", "whole"])
"""Words before a figure of the whole network in a sentence about a part of it."""
A_TOTAL = ["a", "total", "of"]
"""Words before a figure of whatever the sentence is about."""


def of_its_kind(setup: Setup, part: Part, name: str) -> Part:
    """Layers of a kind, or the one of them that a sentence names."""
    named = any(each.name == name for each in of_kind(setup, part.type))
    return part._replace(name=name) if named else part


def begun(claim: Claim, sentence: str) -> tuple[str, str]:
    """The layer with which the sentence of a figure begins, and what stands between both; "" if it may be another's."""
    network = claim.network
    begins = network is None or network.start < claim.start - len(sentence.lstrip()) + 2
    if claim.key not in TOTALS or claim.part is not None or not begins or WHOLE.search(sentence):
        return "", ""
    said = sentence[network.end - network.start :] if network is not None else sentence
    match = BEGINS.match(said)
    return (match["layer"], said[match.end() :]) if match else ("", "")


def subject(claim: Claim, sentence: str, setup: Setup) -> Part | None:
    """The layer of which a sentence speaks from its beginning: ``C1 has 6 maps, 156 parameters``; None if of none."""
    layer, _ = begun(claim, sentence)
    name = answers.named_layer(setup, layer) if layer else ""
    return Part(name=name) if name else None


def carried(claim: Claim, sentence: str, setup: Setup | None) -> bool:
    """Whether a figure is only taken for that of the layer with which its sentence begins, behind other figures."""
    _, between = begun(claim, sentence)
    return re.search("[0-9]", between) is not None and setup is not None and subject(claim, sentence, setup) is not None


def part_at(row: Sequence[Token], at: int, last: int) -> tuple[Part | None, bool]:
    """The part of a network that a figure belongs to, and whether that is certain; None for the whole."""
    before = next((each for each in reversed(range(at)) if row[each].kind == "figure"), -1)
    behind = next((each for each in range(last + 1, len(row)) if row[each].kind in ("figure", "network")), len(row))
    since = max((each for each in range(at) if row[each].text in ("it", ";")), default=0)  # of the network again
    near = [each for each in range(max(before + 1, since), at) if row[each].kind == "part"]
    following = [each for each in range(last + 1, behind) if row[each].kind == "part"]
    if following and all(
        each.text in OF or each.text in THE or each.text in ("its", "this", "only", "alone", "are", "is", "lie", "sit")
        for each in row[last + 1 : following[0]]
    ):
        return row[following[0]].part, True
    said = [each.text for each in row[max(0, at - 3) : at]]
    if said != A_TOTAL and not ENTIRE.isdisjoint(said[-2:]):
        return None, True
    behind_part = row[near[0] + 2 : at] if near and before == near[0] - 2 else ()
    if len(behind_part) > 1 and behind_part[0].kind == "network" and behind_part[1].text in WITH:
        return None, False  # 9 Inception blocks in GoogLeNet with 5M parameters
    if near:
        apart = any(each.text == "," for each in row[near[-1] : at]) or at - near[-1] > 8
        part = row[near[-1]].part
        if not apart or (part is not None and part.known):
            return part, not apart
    known = [each for each in range(since, before) if (part := row[each].part) is not None and part.known]
    return (row[known[-1]].part, False) if known and not following else (None, not following)
