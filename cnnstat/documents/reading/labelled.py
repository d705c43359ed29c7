"""A figure that stands below the name of a layer, as one of this layer."""

from __future__ import annotations

from cnnstat.documents.reading import answers
from cnnstat.documents.reading.claim import Claim
from cnnstat.documents.reading.inherited import STEPS
from cnnstat.documents.reading.layers import by_name
from cnnstat.documents.reading.tokens import Part, parts
from cnnstat.query.bench import Setup


def readings(claim: Claim, label: str, setup: Setup | None, only: bool) -> list[Claim]:
    """The ways to read a figure: as one of the layer that is named above it, or else as it stands.

    Args:
        claim: the figure.
        label: the text that names the layer.
        setup: the network that is spoken of, analysed; None if there is no such text.
        only: whether nothing but such a text says what it counts.
    """
    own = labelled(claim, label, setup) if setup is not None else claim
    both = [own] if own == claim or claim.key in STEPS else [own, claim]  # small steps are any layer's
    return [each for each in both if not only or (each.part is not None and (each.part.name or each.part.nth))]


def labelled(claim: Claim, label: str, setup: Setup) -> Claim:
    """A figure as one of the layer that a text above it names; as it stands if the sentence names another one."""
    if claim.key in ("depth", "input") or (claim.part is not None and (claim.part.many or claim.part.name)):
        return claim
    name = answers.named_layer(setup, label)
    own = by_name(setup).get(name)
    kind = own.type if own else ""
    if kind and claim.part is not None and claim.part.type not in ("", kind):
        return claim  # the pooling behind a convolution
    ordinal = next((each.part for each in parts(label, 0, len(label))), None)
    part = Part(name=name) if name else ordinal
    return claim if part is None else claim._replace(part=part, firm=False, aside=True)
