"""The sections of a cfg of darknet's, and how they are read one after the other."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, NamedTuple

from cnnstat.errors import Position, SpecError, nearest, shown
from cnnstat.importing.lifted import INPUT, Lifted, Lifting, Size, sizes, unsayable
from cnnstat.importing.text import whole

SECTION = re.compile(r"\[([A-Za-z0-9_]{1,40})\]", re.ASCII)
MOST_SECTIONS = 20_000
ACTIVATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "leaky": ("leaky_relu", {"slope": 0.1}), "relu": ("relu", {}), "logistic": ("sigmoid", {}), "tanh": ("tanh", {}),
    "elu": ("elu", {}), "selu": ("selu", {}), "relu6": ("relu6", {}), "mish": ("mish", {}), "swish": ("swish", {}),
    "gelu": ("gelu", {}),
}  # fmt: skip

OTHER_ACTIVATIONS = ("loggy", "ramp", "relie", "plse", "stair", "hardtan", "lhtan")
"""Those of darknet's that a spec cannot say; none has parameters."""


class Entry(NamedTuple):
    """The value of a key, and where it stands."""

    text: str
    place: Position


class Section(NamedTuple):
    """A section of the file: its word, its keys, and where it begins."""

    word: str
    entries: dict[str, Entry]
    place: Position

    def text(self, key: str, otherwise: str = "") -> str:
        """The value of a key."""
        return self.entries[key].text if key in self.entries else otherwise

    def whole(self, key: str, otherwise: int = 0, least: int = 0) -> int:
        """The value of a key that is a whole number."""
        entry = self.entries.get(key)
        return whole(entry.text, key, entry.place, least) if entry else otherwise

    def strides(self) -> list[int]:
        """Along height and width."""
        both = self.whole("stride", 1, 1)
        return [self.whole("stride_y", both, 1), self.whole("stride_x", both, 1)]

    def refuse(self, *keys: str) -> None:
        """Refuse keys that make something else of the section than a spec can say."""
        for key in keys:
            if self.text(key, "0") not in ("0", "none"):
                raise unsayable(f"[{self.word}] with {key}={self.text(key)}", self.place_of(key))

    def place_of(self, key: str) -> Position:
        """Where a key stands; the section itself where it has none."""
        return self.entries[key].place if key in self.entries else self.place


def sections(text: str, name: str) -> list[Section]:
    """The sections of a file.

    Raises:
        SpecError: a line is neither a section, a key with a value, nor a comment.
    """
    found: list[Section] = []
    for at, line in enumerate(text.split("\n"), 1):
        plain = line.strip()
        if not plain or plain[0] in "#;":
            continue
        place = Position(name, at, len(line) - len(line.lstrip()) + 1)
        word = SECTION.fullmatch(plain)
        if word:
            found.append(Section(word[1], {}, place))
            if len(found) > MOST_SECTIONS:
                raise SpecError(f"more than {MOST_SECTIONS:,} sections; a network never has that many", place)
            continue
        key, sign, value = plain.partition("=")
        if not sign or not found:
            raise SpecError(f"no cfg: expected a section, as [convolutional], or key=value, got {shown(plain)}", place)
        found[-1].entries.setdefault(
            key.strip(), Entry(value.partition("#")[0].strip(), place)
        )  # darknet takes the first
    return found


class Reading:
    """A file being read.

    Attributes:
        lifting: the layers so far.
        outputs: for each section, the layer whose output it has.
        counts: how many layers of each type there are, for their names.
    """

    def __init__(self, lifting: Lifting) -> None:
        self.lifting = lifting
        self.outputs: list[str] = []
        self.counts: Counter[str] = Counter()

    @property
    def last(self) -> str:
        """The layer that the next one reads."""
        return self.outputs[-1] if self.outputs else INPUT

    def name(self, stem: str) -> str:
        self.counts[stem] += 1
        return f"{stem}{self.counts[stem]}"

    def add(self, section: Section, type: str, *reads: str, **keys: Any) -> str:  # noqa: A002
        """Add a layer, named by its type and a number; it reads the last one unless ``reads`` says which."""
        return self.lifting.add(self.name(type), type, reads or (self.last,), section.place, **keys)

    def active(self, section: Section, read: str, otherwise: str) -> str:
        """The activation of a section, behind a layer."""
        word = section.text("activation", otherwise)
        if word == "linear":
            return read
        if word not in ACTIVATIONS:
            hint, place = nearest(word, ACTIVATIONS, ""), section.place_of("activation")
            refusal = unsayable(f"the activation {shown(word)}", place, section.word, hint)
            if word not in OTHER_ACTIVATIONS:
                raise SpecError(refusal.problem, place, section.word)
            spot = Lifted(self.name(word), word, (read,), section.place)
            return self.lifting.instead(refusal, spot, lambda: Size(sizes(self.lifting.shapes[read])))
        kind, keys = ACTIVATIONS[word]
        return self.add(section, kind, read, **keys)

    def normed(self, section: Section, read: str) -> str:
        return self.add(section, "batchnorm", read) if section.whole("batch_normalize") else read

    def source(self, section: Section, text: str, key: str) -> str:
        """The output of a section that another names: by its number, or by how many it stands before it."""
        at = whole(text.strip(), key, section.place_of(key), -MOST_SECTIONS)
        if not -len(self.outputs) <= at < len(self.outputs):
            raise SpecError(f"{key}: there is no section {at} before this one", section.place_of(key), section.word)
        return self.outputs[at]
