"""Values in a spec: literals, and expressions that are evaluated in the scope where they are used."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import Any, NamedTuple

from cnnstat.effort import spend
from cnnstat.errors import Position, SpecError, nearest, shown
from cnnstat.keys.kinds import Flag, Kind, is_number
from cnnstat.language import CODES, Told
from cnnstat.layers import TYPES
from cnnstat.spec.expression import ExpressionError, Scope, UnknownNameError, compile_value
from cnnstat.spec.literal import WORDS, literal
from cnnstat.spec.mistakes import MOST_TOLD, surveying, tell
from cnnstat.spec.source import Mapping, Node, Scalar, Sequence, kind_of

SHORT = 8
"""Characters of an expression that takes no time worth counting."""
SLOWER = 5
"""Steps of whole numbers that one of fractions takes as long as."""


class Compiled(NamedTuple):
    """A value of a spec, evaluated once for each scope it is used in."""

    names: frozenset[str]
    evaluate: Callable[[Scope], Any]
    position: Position
    steps: int = 0
    """of arithmetic, about so many for each scope; none where it is a constant"""
    fractions: bool = False
    """whether its own numbers make fractions"""
    words: frozenset[str] = frozenset()
    """words that may be meant if the whole value is an unknown name"""
    parts: tuple[Compiled, ...] = ()
    """of a list or a mapping"""
    own: frozenset[str] = frozenset()
    """those of the names that stand for themselves where nothing is called so"""

    def unknown(self, known: Container[str]) -> Iterator[tuple[str, Compiled]]:
        """The first name of each expression that is neither known nor a word of the language, and the expression."""
        for part in self.parts or [self]:
            each = part.meaning(self.words) if self.parts else part
            if each.parts:
                yield from each.unknown(known)
            elif words := sorted(name for name in each.names - WORDS - each.own if name not in known):
                yield words[0], each

    def steps_in(self, scope: Scope) -> int:
        """Steps of arithmetic in a scope, in those of whole numbers; a name may stand for a fraction."""
        if not self.steps:
            return 0
        given = (scope.get(name) for name in self.names)
        fractions = self.fractions or any(
            isinstance(each, list) or (not isinstance(each, int) and is_number(each)) for each in given
        )
        return SLOWER * self.steps if fractions else self.steps

    def meaning(self, words: frozenset[str]) -> Compiled:
        """The same value, but only these words may be meant by an unknown name."""
        return self._replace(words=self.words & words)

    def value(self, scope: Scope, what: str, layer: str = "", unknown: str = "", inside: str = "") -> Any:
        """The value in a scope.

        Args:
            scope: the values of names.
            what: the key, for messages.
            layer: the layer, for messages.
            unknown: the hint if the whole value is an unknown name that resembles no known one.
            inside: the hint if such a name is part of an expression.

        Raises:
            SpecError: it cannot be evaluated; the position is that of the item if it is a list or mapping.
        """
        try:
            return self.evaluate(scope)
        except ExpressionError as error:
            hint = ""
            if isinstance(error, UnknownNameError):
                hint = nearest(error.name, self.words, unknown) if error.alone else inside
            raise SpecError(f"{what}: {error}{hint}", error.position or self.position, layer) from error

    def parse(self, kind: Kind, scope: Scope, what: str, layer: str = "") -> Any:
        """The value as ``kind`` reads it."""
        quotes = "; a word to compare with stands in quotes" if isinstance(kind, Flag) else ""
        value = self.value(scope, what, layer, f"; expected {kind.expected}{quotes}", quotes)
        try:
            return kind.parse(value)
        except ValueError as error:
            raise SpecError(f"{what}: {error}", self.position, layer) from error


def compile_node(node: Node, what: str, layer: str = "", verbatim: bool = False) -> Compiled:
    """Compile a value; if ``verbatim``, texts are kept as they are and not taken for expressions."""
    return _compiled(node, lambda scalar: _scalar(scalar, what, layer, verbatim), what, layer)


def compile_argument(node: Node, what: str, layer: str, names: Container[str]) -> Compiled:
    """Compile an argument of a block, or its default. A layer type stands for itself there, unless a name is called so.

    Args:
        node: the value.
        what: the argument, for messages.
        layer: the layer, for messages.
        names: those that are known.
    """

    def scalar(node: Scalar) -> Compiled:
        compiled, text = _scalar(node, what, layer), node.text
        if text in TYPES and text not in WORDS and text not in names:  # a block may be called so
            return compiled._replace(evaluate=lambda scope: scope.get(text, text), own=compiled.names)
        return compiled._replace(words=WORDS | TYPES.keys()) if text.isidentifier() else compiled

    return _compiled(node, scalar, what, layer)


def _compiled(node: Node, scalar: Callable[[Scalar], Compiled], what: str, layer: str) -> Compiled:
    """Compile a value whose single values ``scalar`` compiles; one that uses no names is evaluated at once."""
    if isinstance(node, Scalar):
        return scalar(node)
    inside = node.items if isinstance(node, Sequence) else node.entries.values()
    parts = tuple(_compiled(each, scalar, what, layer) for each in inside)
    keys = None if isinstance(node, Sequence) else tuple(node.entries)

    def evaluate(scope: Scope) -> Any:
        values = [_item(part, scope) for part in parts]
        return values if keys is None else dict(zip(keys, values, strict=True))

    whole = Compiled(
        names=frozenset().union(*(part.names for part in parts)),
        evaluate=evaluate,
        position=node.position,
        steps=sum(1 + part.steps for part in parts),
        fractions=any(part.fractions for part in parts),
        words=frozenset().union(*(part.words for part in parts)) if keys is None else frozenset(),
        parts=parts,
    )
    if whole.names:
        return whole
    value = whole.value({}, what, layer)
    return whole._replace(evaluate=lambda _: value)


def _item(item: Compiled, scope: Scope) -> Any:
    """The value of an item of a list or mapping; an error carries the item's position."""
    try:
        return item.evaluate(scope)
    except ExpressionError as error:
        error.position = error.position or item.position
        raise


def _scalar(node: Scalar, what: str, layer: str, verbatim: bool = False) -> Compiled:
    if not node.text and not node.quoted:
        raise SpecError(f"{what}: expected a value, got nothing", node.position, layer)
    if verbatim or (node.quoted and literal(node.text.strip()) is not None):
        return Compiled(frozenset(), lambda _: node.text, node.position)
    spend(len(node.text) / 50)
    try:
        expression = compile_value(node.text)
    except ExpressionError as error:
        raise SpecError(f"{what}: {error}", node.position, layer) from error
    steps = max(0, len(node.text) - SHORT) // 2 if expression.names else 0  # of a sign and a digit each, at most
    fractions = "/" in node.text or "." in node.text
    words = WORDS if node.text.isidentifier() else frozenset[str]()
    return Compiled(expression.names, expression.evaluate, node.position, steps, fractions, words)


def for_kinds(kinds: tuple[Kind, ...], node: Node, what: str, layer: str) -> Compiled:
    """Compile the value of a key of one of these kinds, of which none or all are verbatim.

    A value that uses no names is checked at once: one of the kinds has to take it. One that is a word of the language
    is checked where it is used, or in a survey, which may not come to that.
    """
    compiled = compile_node(node, what, layer, verbatim=kinds[0].verbatim)
    compiled = compiled.meaning(frozenset().union(*(kind.words for kind in kinds)))
    if not compiled.names or (surveying() and compiled.names <= WORDS):
        refusals: list[SpecError] = []
        for kind in kinds:
            try:
                compiled.parse(kind, {}, what, layer)
                break
            except SpecError as error:
                refusals.append(error)
        else:
            raise refusals[0]
    return compiled


def as_mapping(node: Node, what: str) -> Mapping:
    if not isinstance(node, Mapping):
        raise SpecError(f"{what}: expected a mapping, got {kind_of(node)}", node.position)
    return node


def as_list(node: Node, what: str, layer: str = "") -> list[Node]:
    if not isinstance(node, Sequence):
        raise SpecError(f"{what}: expected a list, got {kind_of(node)}", node.position, layer)
    return node.items


def as_text(node: Node, what: str) -> str:
    """A text as written, with white space collapsed; ``off`` and ``010`` are texts here."""
    if not isinstance(node, Scalar):
        raise SpecError(f"{what}: expected text, got {kind_of(node)}", node.position)
    if not node.text.strip():
        raise SpecError(f"{what}: expected text, got nothing", node.position)
    text = " ".join(node.text.split())
    if not text.isprintable():
        raise SpecError(f"{what}: expected text without control characters, got {shown(text)}", node.position)
    return text


def as_told(node: Node, what: str) -> str:
    """A text for people; or that in several languages, by their codes, English among them."""
    if not isinstance(node, Mapping):
        return as_text(node, what)
    for code, place in node.key_positions.items():
        if code not in CODES:
            raise SpecError(f"{what}: there is no language {shown(code)}{nearest(code, CODES)}", place)
    if "en" not in node.entries:
        raise SpecError(f"{what}: missing key 'en', the text in English", node.position)
    texts = {code: as_text(text, f"{what}: {code}") for code, text in node.entries.items()}
    return Told(texts.pop("en"), texts)


def check_keys(node: Mapping, known: dict[str, bool], what: str, layer: str = "") -> None:
    """Refuse each key that is not in ``known``, and each missing one of those that are True there.

    Where a key is unknown, none is told to be missing: that may be the one that is misspelt.
    """
    unknown = [name for name in node.key_positions if name not in known]
    for name in unknown[:MOST_TOLD]:
        if name.rstrip().endswith(")"):  # the value before it is a part of the same expression
            hint = '; quote an expression that holds a comma: "max(8, x)"'
            raise SpecError(f"{what}unknown key {shown(name)}{hint}", node.key_positions[name], layer)
        problem = f"{what}unknown key {shown(name)}{nearest(name, known)}"
        tell(SpecError(problem, node.key_positions[name], layer))
    for name, required in known.items():
        if required and not unknown and name not in node.entries:
            tell(SpecError(f"{what}missing key {name!r}", node.position, layer))
