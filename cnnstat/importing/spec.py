"""A lifted network as the data of a spec."""

from __future__ import annotations

from cnnstat.errors import Position
from cnnstat.importing.blocks import written
from cnnstat.importing.lifted import Model
from cnnstat.importing.lines import Placed, lines_of

LONGEST_TITLE = 200


def data_of_spec(model: Model, file: str) -> Placed:
    """The sections of a spec that describes a network.

    Args:
        model: the network.
        file: its file's name, for the place of what stands in none of its lines.
    """
    place = Position(file, 1, 1)
    blocks, layers = written(lines_of(model.layers))
    channels, height, width, _ = model.image
    sides = {"size": height} if height == width else {"height": height, "width": width}
    found = Placed(place)
    title = " ".join("".join(sign if sign.isprintable() else " " for sign in model.title).split())
    if title:
        found["title"] = title[:LONGEST_TITLE]
    found["input"] = Placed(place, channels=channels, **sides)
    if blocks:
        found["blocks"] = Placed(place, blocks)
    found["layers"] = layers
    return found
