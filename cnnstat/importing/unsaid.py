"""What of a network a spec cannot say, where an import goes on: it becomes layers that are ``unavailable``.

Where a source tells how the output of such an operation lies, it is a layer of its own. Where it does not, as for the
tensors of a graph, whatever reads that cannot be said either, until an operation comes that tells. All that was
computed up to there is then one layer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cnnstat.effort import spend
from cnnstat.errors import Position, SpecError
from cnnstat.importing.lifted import Lifted, Lifting, SizeOf, Unsayable, unsayable
from cnnstat.layers.shape import Shape

MOST_WORDS, MOST_TOLD = 3, 6


class Spot(NamedTuple):
    """An operation that cannot be said.

    Attributes:
        word: what it does, as its source calls it.
        place: where the source has it.
        path: the module that it is part of; "" where the source has none.
        at: its number among all.
        moves: whether it only moves numbers about.
    """

    word: str
    place: Position
    path: str
    at: int
    moves: bool


class Unsaid:
    """A tensor that nothing in a spec computes.

    Attributes:
        spot: the operation that computes it.
        sources: what it is computed from: layers by their names, and other such tensors.
        held: the trained tensors that it is computed from, each with how many numbers it has.
        error: why it cannot be said, where that is not because of its sources.
        layer: the layer that it has become, since it is known how it lies; "" before.
    """

    def __init__(
        self, spot: Spot, sources: Sequence[str | Unsaid], held: Mapping[str, int], error: SpecError | None = None
    ) -> None:
        self.spot, self.sources, self.held, self.error = spot, sources, held, error
        self.layer = ""


class Marks:
    """Makes layers of what cannot be said, and tells of each with its place.

    Attributes:
        used: the trained tensors that layers have, each with what reads it first: none of them counts twice.
    """

    def __init__(self, lifting: Lifting, used: dict[str, str]) -> None:
        self._lifting, self.used = lifting, used
        self._told: dict[str, str] = {}

    def mark(
        self, name: str, reads: Sequence[str], place: Position, shape: Sequence[int], what: str, holds: int,
        why: str,
    ) -> str:  # fmt: skip
        """Add a layer of which no more than this is known; returns its name."""
        stated = {"shape": [*shape], "what": what, "holds": holds}
        layer = self._lifting.add(name, "unavailable", reads, place, **stated)
        self._told[layer] = why
        return layer

    def close(self, read: Unsaid, shape: Sequence[int]) -> str:
        """Make a layer of all that a tensor was computed from, now that it is known how its axes lie.

        Raises:
            SpecError: nothing that a layer gives is among it.
        """
        inside = sorted(cone(read), key=lambda each: each.spot.at)
        spend(len(inside))
        known = [each if isinstance(each, str) else each.layer for one in inside for each in one.sources]
        sources = dict.fromkeys(filter(None, known))
        last = inside[-1].spot
        if not sources:
            raise unsayable("what no layer computes", last.place, last.path)
        where = last.path or last.word
        new = {name: count for one in inside for name, count in one.held.items() if name not in self.used}
        self.used.update(dict.fromkeys(new, where))
        why = next((str(each.error) for each in inside if each.error is not None), where)
        name = ".".join(filter(None, [common([each.spot.path for each in inside]), "unavailable"]))
        what = words([each.spot for each in inside])
        read.layer = self.mark(name, [*sources], inside[0].spot.place, shape, what, sum(new.values()), why)
        return read.layer

    def told(self, layers: Sequence[Lifted]) -> list[str]:
        """A sentence on each spot of these layers that became one; of many, on the first."""
        marked = [each.name for each in layers if each.type == "unavailable"]
        found = [f"marked unavailable: {self._told[each]}" for each in marked[:MOST_TOLD]]
        return [*found, f"and {len(marked) - MOST_TOLD} more"] if len(marked) > MOST_TOLD else found


class PartialLifting(Lifting):
    """Collects the layers of a source that states sizes of what a spec cannot say."""

    def __init__(self, image: Shape) -> None:
        super().__init__(image)
        self.marks = Marks(self, {})

    def instead(self, refusal: Unsayable, spot: Lifted, size: SizeOf) -> str:
        found = size()
        if found is None:
            hint = "; nor does the file tell the size of its output and how many parameters it has"
            raise SpecError(f"{refusal.problem}{hint}", refusal.position, refusal.layer)
        reads = [*dict.fromkeys([*spot.reads, *found.more])]
        return self.marks.mark(spot.name, reads, spot.place, found.shape, spot.type, found.holds, str(refusal))

    def told(self) -> list[str]:
        return self.marks.told(self.layers)


def cone(read: Unsaid) -> Iterator[Unsaid]:
    """All that cannot be said and that a tensor is computed from, up to what is a layer's output; in no order."""
    seen, left = {id(read)}, [read]
    while left:
        one = left.pop()
        yield one
        for each in one.sources:
            if isinstance(each, Unsaid) and not each.layer and id(each) not in seen:
                seen.add(id(each))
                left.append(each)


def common(paths: Sequence[str]) -> str:
    """The innermost module around all."""
    found: list[str] = []
    for parts in zip(*(path.split(".") for path in paths), strict=False):
        if len(set(parts)) > 1:
            break
        found.append(parts[0])
    return ".".join(found)


def words(spots: Sequence[Spot]) -> str:
    """What operations do that is more than to move numbers about, as their source calls them."""
    told = [*dict.fromkeys(each.word for each in spots if each.word and not each.moves)]
    told = told or [*dict.fromkeys(each.word for each in spots if each.word)]
    return ", ".join([*told[:MOST_WORDS], *(["…"] if len(told) > MOST_WORDS else [])]) or "?"
