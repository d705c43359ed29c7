"""The defaults of a file or of a block: keys that all lines of a layer type have unless they give them themselves."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable

from cnnstat.errors import Position, SpecError, shown
from cnnstat.layers import FOLLOWERS, TYPES
from cnnstat.layers.called import nearest_type
from cnnstat.spec.follower import Follower, Given
from cnnstat.spec.layer import Values, read_keys
from cnnstat.spec.mistakes import going_on, tell
from cnnstat.spec.source import Mapping, Node
from cnnstat.spec.value import Compiled, as_mapping, check_keys

Message = Callable[[str, Compiled], str]
"""Says that a name is unknown in an expression."""


class Defaults:
    """What lines have by default, for each layer type.

    Attributes:
        values: of keys of the type itself; these also hold where the type follows another, under ``norm`` and the like.
        followers: what acts on the output of its lines.
        keys: those that are given, also with a mistake.
        open: in a survey, whether mistakes leave unknown what is given.
        names: what may stand for a layer type: params and arguments.
        own: the values of this place, not of the file around a block, with what messages say of each.
    """

    def __init__(self) -> None:
        self.values: dict[str, Values] = {}
        self.followers: dict[str, dict[str, Follower]] = {}
        self.keys: dict[str, frozenset[str]] = {}
        self.open = False
        self.names: frozenset[str] = frozenset()
        self.own: list[tuple[str, str, Compiled]] = []

    @property
    def given(self) -> Given:
        """What lines can rely on."""
        return Given(self.keys, self.open, self.names)

    @property
    def used(self) -> frozenset[str]:
        """The names that the values of this place use."""
        return frozenset().union(*(value.names for _, _, value in self.own))

    def under(self, node: Node, sort: str) -> Defaults:
        """These together with those of a block, which win.

        Args:
            node: the section.
            sort: what it stands in, for messages.
        """
        made = self.inside(())
        made.open = True  # unless it can be read to the end
        with going_on():
            made._read(as_mapping(node, f"{sort}defaults"), self.open)
        return made

    def inside(self, names: Iterable[str] | None) -> Defaults:
        """The same where more names are known, as in a block; None where a mistake leaves unknown which."""
        made = Defaults()
        made.values, made.followers, made.keys = {**self.values}, {**self.followers}, {**self.keys}
        made.open, made.names = self.open or names is None, self.names.union(names or ())
        return made

    def _read(self, section: Mapping, unknown: bool) -> None:
        known = {}
        for kind, node in section.entries.items():
            with going_on():
                self._refuse_type(kind, section.key_positions[kind])
                known[kind] = as_mapping(node, f"defaults: {kind}")
        self.open = unknown or len(known) < len(section.entries)
        for kind, keys in known.items():
            label = f"(defaults) ({kind})"
            check_keys(keys, dict.fromkeys([*TYPES[kind].keys, *FOLLOWERS], False), "", label)
            self.keys[kind] = self.keys.get(kind, frozenset()) | keys.entries.keys()
            values = read_keys((TYPES[kind],), keys, label, own=FOLLOWERS)
            self.values[kind] = {**self.values.get(kind, {}), **values}
            self.own += [(label, key, value) for key, value in values.items()]
        for kind, keys in known.items():
            self._read_followers(kind, keys)

    def _read_followers(self, kind: str, keys: Mapping) -> None:
        label = f"(defaults) ({kind})"
        found = self.followers[kind] = {**self.followers.get(kind, {})}
        for key in FOLLOWERS:
            if key in keys.entries:
                with going_on():
                    found[key] = follower = Follower(key, keys.entries[key], label, self.given)
                    follower.check(self.values)
                    self.own += [(label, key, value) for value in follower.compiled]

    @staticmethod
    def _refuse_type(kind: str, place: Position) -> None:
        if kind not in TYPES:
            raise SpecError(f"defaults: expected a layer type, got {shown(kind)}{nearest_type(kind)}", place)

    def refuse_unknown(self, known: Container[str], message: Message) -> None:
        """Refuse names that are not known."""
        for label, key, value in self.own:
            for word, place in value.unknown(known):
                tell(SpecError(f"{key}: {message(word, place)}", place.position, label))
