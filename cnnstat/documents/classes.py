"""Exact totals of networks that are trained for other images: from the parameters follows the number of classes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cnnstat.documents.judging.verify import Verifier
from cnnstat.documents.reading import answers
from cnnstat.errors import CnnstatError

MOST = 100_000
"""Classes that a network may have."""
EACH = 500
"""A class of a network has so many parameters at least; else its total would come out by chance for some number."""


def of_classes(verifier: Verifier, query: str, total: int, folder: Path) -> str:
    """The query for which a total of parameters comes out to all digits with another number of classes.

    Args:
        verifier: what answers queries.
        query: for the parameters of the network that the text names.
        total: the parameters that it states.
        folder: of the document.

    Returns:
        that of the network or of a variant, alone or with its running statistics as Keras counts them; "" if there is
        none.
    """
    network = query.removesuffix(".params")
    for name in (network, *answers.variants(network, verifier.bench)):
        if any(value == total for _, value in counts(verifier, name, folder)):
            return ""  # a variant as it is
        few, more = (list(counts(verifier, given(name, many), folder)) for many in (2, 3))
        for one, other in zip(few, more, strict=False):
            step = other[1] - one[1]
            classes, rest = divmod(total - one[1], step) if step >= EACH else (0, 1)
            if not rest and 0 < classes + 2 <= MOST:
                return one[0].replace(given(name, 2), given(name, classes + 2))
    return ""


def given(network: str, classes: int) -> str:
    """A network with a number of classes, as queries name it."""
    return f"{network}{',' if '@' in network else '@'}classes={classes}"


def counts(verifier: Verifier, network: str, folder: Path) -> Iterator[tuple[str, int]]:
    """What programs print as the total of a network, with the query for it; nothing where it has no such setting."""
    for query in (f"{network}.params", f"{network}.params + {network}.buffers"):
        try:
            value = verifier.answer(query, folder).value
        except CnnstatError:
            return
        if isinstance(value, int):
            yield query, value
