"""How well networks do and what it costs: cited accuracies against MACs and parameters."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from cnnstat.comparing.cited import Percent, cited, claims_of, sources
from cnnstat.comparing.subject import Subject
from cnnstat.errors import UsageError
from cnnstat.language import ENGLISH, Language


class Point(NamedTuple):
    """A network.

    Attributes:
        name: what it is called here.
        accuracy: top-1, in percent, as cited.
        images: those of the accuracy.
        macs: for one image.
        params: trainable numbers.
    """

    name: str
    accuracy: Decimal
    images: str
    macs: int
    params: int


class Accuracies(NamedTuple):
    """Networks whose accuracy is cited, and those of which none is.

    Attributes:
        points: the networks.
        unknown: the names of the others.
        sources: where the accuracies are cited from, in sentences.
        language: of the words.
    """

    points: Sequence[Point]
    unknown: Sequence[str]
    sources: Sequence[str]
    language: Language = ENGLISH

    @property
    def uncited(self) -> str:
        """Says of which networks no accuracy is known; "" if it is of all."""
        say = self.language.say
        return (
            say("No top-1 accuracy is cited of {networks}.", networks=", ".join(self.unknown)) if self.unknown else ""
        )


def accuracies(sides: Sequence[Subject], language: Language = ENGLISH) -> Accuracies:
    """Networks with their cited top-1 accuracies.

    Raises:
        UsageError: none is cited, or they are of different images and cannot share an axis.
    """
    points, known, unknown = [], list[Subject](), []
    for each in sides:
        network, counts = each.analysis.network, each.analysis.counts
        value = cited(network, "top1_accuracy")
        if isinstance(value, Percent) and claims_of(network):
            on = cited(network, "accuracy_on").text
            points.append(Point(each.title, value.percent, on, counts.macs, counts.params))
            known.append(each)
        else:
            unknown.append(each.title)
    if not points:
        names = ", ".join(unknown)
        raise UsageError(f"no top-1 accuracy of {names} is cited in specs/claims; --chart rf shows receptive fields")
    images = sorted({each.images for each in points})
    if len(images) > 1:
        raise UsageError(f"accuracies on {' and '.join(images)} do not compare; name networks of one of them")
    return Accuracies(points, unknown, sources(known, ["top1_accuracy"], language), language)
