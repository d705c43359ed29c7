"""Which layer a sentence means that names one before a figure, or speaks of one from its beginning."""

from __future__ import annotations

import re

from cnnstat.documents.reading import answers
from cnnstat.documents.reading.claim import TOTALS, Claim
from cnnstat.documents.reading.layers import layers_of, of_kind
from cnnstat.documents.reading.tokens import Part, parts
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


def labelled(claim: Claim, setup: Setup | None, label: str) -> Claim:
    """A figure that stands below the name of a layer, as one of this layer.

    Args:
        claim: the figure.
        setup: the network, analysed; None if none is spoken of, or no layer is named above.
        label: the text that names a layer.
    """
    of_layers = claim.part is not None and (claim.part.many or claim.part.name)
    if setup is None or claim.key in ("depth", "input") or of_layers:
        return claim
    name = answers.named_layer(setup, label)
    kind = next((each.type for each in layers_of(setup) if each.name == name), "")
    if kind and claim.part is not None and claim.part.type not in ("", kind):
        return claim  # the pooling behind a convolution
    ordinal = next((each.part for each in parts(label, 0, len(label))), None)
    part = Part(name=name) if name else ordinal
    return claim if part is None else claim._replace(part=part, firm=False, aside=True)
