"""A spec file and its sections; unknown keys and names are errors."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingOf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnnstat.errors import Position, SpecError, UsageError, nearest, shown
from cnnstat.keys.kinds import IMAGE_SIDE, Kind
from cnnstat.layers.shape import Shape
from cnnstat.spec.line import LINE_KEYS, NAME, BlockLine, LayerLine, read_lines
from cnnstat.spec.literal import NO_WORDS, WORDS, Value
from cnnstat.spec.param import RESERVED, Param, check_identifier, exact, literal_value
from cnnstat.spec.source import Mapping, Node, Scalar, read_file
from cnnstat.spec.value import Compiled, as_mapping, as_text, as_told, check_keys, compile_node

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

SOURCE_KEYS = {
    "paper": "authors, title, venue and year",
    "section": "where in it",
    "url": "address",
    "code": "reference code",
}
INPUT_KEYS: dict[str, str] = {
    "channels": "channels of the image",
    "size": "height and width, when they are one",
    "height": "rows of the image",
    "width": "columns of the image",
}
SECTIONS: dict[str, str] = {
    "name": "what a person types for the network",
    "title": "what tables call it",
    "source": "the paper and where in it",
    "about": "what to know about it",
    "params": "settings with their defaults, which the command line can change",
    "input": "the image: channels, and size or height and width",
    "recipe": "how it is trained, as far as its paper says",
    "witnesses": "figures that the paper prints and that speak for a size of the input",
    "variants": "other networks of the family: each changes some sections or params",
    "blocks": "templates: args with defaults, and layers",
    "layers": "the network, one line per layer",
}
"""Sections of a spec, with their meaning."""

VARIANT_SECTIONS = ("title", "source", "about", "params", "input", "recipe", "witnesses", "layers")
BLOCK_KEYS = {"args": False, "layers": True, "about": False}

SIZE = IMAGE_SIDE
MOST_PARAMS = 200


class Block:
    """A template: its arguments and its lines."""

    def __init__(self, name: str, node: Mapping) -> None:
        self.name, self.position = name, node.position
        check_keys(node, BLOCK_KEYS, f"block {name}: ")
        self.args: dict[str, Compiled | None] = {}
        if "args" in node.entries:
            args = as_mapping(node.entries["args"], f"block {name}: args")
            if len(args.entries) > MOST_PARAMS:
                problem = f"block {name}: args: expected at most {MOST_PARAMS}, got {len(args.entries)}"
                raise SpecError(problem, args.position)
            for arg, default in args.entries.items():
                check_identifier(arg, f"block {name}: argument", args.key_positions[arg])
                if arg in LINE_KEYS or arg in ("type", "block"):
                    place = args.key_positions[arg]
                    raise SpecError(f"block {name}: argument {arg!r}: that is a key of every line", place)
                empty = isinstance(default, Scalar) and not default.text and not default.quoted
                self.args[arg] = None if empty else compile_node(default, f"block {name}: {arg}")
        self.lines = read_lines(node.entries["layers"], f"block {name}: layers")


def check_names(lines: list[LayerLine | BlockLine], known: set[str]) -> None:
    """Refuse names that are neither known nor words of the language, even in lines that a condition leaves out."""
    for line in lines:
        for branch in line.branches or () if isinstance(line, LayerLine) else ():
            check_names(branch, known)
        if isinstance(line, BlockLine) and line.block not in known:
            problem = f"block: there is no block {shown(line.block)}{nearest(line.block, known, '')}"
            raise SpecError(problem, line.block_position, line.label)
        for what, compiled in line.values_by_key():
            for word in sorted(compiled.names - known - WORDS):
                raise SpecError(f"{what}: {unknown_name(word, known, compiled)}", compiled.position, line.label)


def unknown_name(word: str, known: set[str], where: Compiled) -> str:
    """The message for an unknown name. Words of the language are suggested only if the name is the whole value."""
    hint = NO_WORDS.get(word)
    hint = f"; {hint}" if hint else nearest(word, known | where.words, "" if where.words else None)
    return f"unknown name {shown(word)}{hint}"


class Spec:
    """A spec file that has been read, with no settings applied yet.

    Attributes:
        name: the name of the network that the file describes if no variant is chosen.
        variants: the sections of each variant, by its name.
        params: the settings that the file declares, by name.
    """

    def __init__(self, root: Node, file: str) -> None:
        self.file = file
        top = self.top = as_mapping(root, "spec")
        check_keys(top, {name: name in ("input", "layers") for name in SECTIONS}, "")
        stem = re.sub(r"[^A-Za-z0-9_.-]+", "_", Path(file).stem).strip("._-") or "network"
        self.name = self._read_name(top.entries["name"]) if "name" in top.entries else stem
        self.params = self._params(top.entries.get("params"))
        self.variants = self._variants(top.entries.get("variants"))
        blocks = as_mapping(top.entries["blocks"], "blocks") if "blocks" in top.entries else None
        self._block_nodes = blocks.entries if blocks else {}
        for block in self._block_nodes:
            place = blocks.key_positions[block] if blocks else None
            if not NAME.match(block) or "." in block or block in RESERVED:
                raise SpecError(f"blocks: {shown(block)} is no name for a block", place)
            if block in self.params:
                raise SpecError(f"blocks: {block!r} is a param too; a line could mean either", place)
        self._blocks: dict[str, Block] = {}
        self.checked = False

    @classmethod
    def read(cls, path: Path | Traversable) -> Spec:
        """Read the file at ``path``.

        Raises:
            SpecError: the file is not a valid spec.
            UsageError: the file cannot be opened.
        """
        return cls(read_file(path), str(path))

    def at(self, size: tuple[int, int] | None) -> Spec:
        """The spec for an input of this size: this one, unless it was made for another."""
        return self

    def check(self) -> None:
        """Check also the parts that a network does not use: all variants, all blocks, and all names in them."""
        if self.checked:
            return
        known = {*self.params, *self.block_names, *RESERVED}
        for variant in self.names:
            self.input(variant, self.settings(variant, {}), None)
            self.text("title", variant), self.text("about", variant), self.source(variant)
            check_names(self.lines(variant), known)
        for name in self.block_names:
            block = self.block(name)
            assert block is not None
            inside = known | set(block.args)
            for arg, default in block.args.items():
                if default is None:
                    continue
                for word in sorted(default.names - inside - WORDS):
                    problem = f"block {name}: {arg}: {unknown_name(word, inside, default)}"
                    raise SpecError(problem, default.position)
            check_names(block.lines, inside)
        self.checked = True

    @staticmethod
    def _read_name(node: Node) -> str:
        name = as_text(node, "name")
        if not NAME.match(name):
            raise SpecError(f"name: expected Latin letters, digits, _, - and dots, got {shown(name)}", node.position)
        return name

    def _params(self, node: Node | None) -> dict[str, Param]:
        if node is None:
            return {}
        section = as_mapping(node, "params")
        if len(section.entries) > MOST_PARAMS:
            raise SpecError(f"params: expected at most {MOST_PARAMS}, got {len(section.entries)}", node.position)
        for name, place in section.key_positions.items():
            check_identifier(name, "param", place)
        return {name: Param(name, value) for name, value in section.entries.items()}

    def _variants(self, node: Node | None) -> dict[str, Mapping]:
        if node is None:
            return {}
        section, variants = as_mapping(node, "variants"), {}
        for name, value in section.entries.items():
            place = section.key_positions[name]
            if not NAME.match(name) or name == self.name:
                reason = "is the name of the file's own network" if name == self.name else "is no name for a network"
                raise SpecError(f"variants: {shown(name)} {reason}", place)
            variant = variants[name] = as_mapping(value, f"variant {name}")
            check_keys(variant, dict.fromkeys(VARIANT_SECTIONS, False), f"variant {name}: ")
        return variants

    @property
    def names(self) -> list[str]:
        """The names of all networks in the file, its own first."""
        return [self.name, *self.variants]

    def section(self, name: str, variant: str) -> Node | None:
        """A section of the variant, or else that of the file."""
        own = self.variants[variant].entries.get(name) if variant in self.variants else None
        return own if own is not None else self.top.entries.get(name)

    def witnesses(self, variant: str) -> Node | None:
        """The variant's own witnesses, or the file's if the variant has the same layers."""
        own = self.variants.get(variant)
        if own is not None and "layers" in own.entries:
            return own.entries.get("witnesses")
        return self.section("witnesses", variant)

    def text(self, name: str, variant: str) -> str:
        """A section of words, which may be in several languages; "" for none."""
        node = self.section(name, variant)
        return as_told(node, name) if node is not None else ""

    def source(self, variant: str) -> dict[str, str]:
        """Paper, section and address of the network."""
        node = self.section("source", variant)
        if node is None:
            return {}
        section = as_mapping(node, "source")
        check_keys(section, dict.fromkeys(SOURCE_KEYS, False), "source: ")
        return {name: as_text(value, f"source: {name}") for name, value in section.entries.items()}

    def block(self, name: str) -> Block | None:
        """The template of that name, compiled when it is first used."""
        if name not in self._blocks:
            if name not in self._block_nodes:
                return None
            block = self._blocks[name] = Block(name, as_mapping(self._block_nodes[name], f"block {name}"))
            for arg in block.args:
                if arg in self._block_nodes:
                    problem = f"block {name}: argument {arg!r} is a block too; a line could mean either"
                    raise SpecError(problem, block.position)
        return self._blocks[name]

    @property
    def block_names(self) -> list[str]:
        return list(self._block_nodes)

    def settings(self, variant: str, chosen: MappingOf[str, Any]) -> dict[str, Value]:
        """The values of the params: ``chosen`` (numbers, booleans or texts), else the variant's, else the defaults."""
        values = {name: param.default for name, param in self.params.items()}
        if variant in self.variants and "params" in self.variants[variant].entries:
            section = as_mapping(self.variants[variant].entries["params"], f"variant {variant}: params")
            for name, node in section.entries.items():
                place = section.key_positions[name]
                values[name] = self.param(name, place).accept(literal_value(node, f"param {name}"), node.position)
        for name, value in chosen.items():
            values[name] = self.param(name, None).accept(exact(value, name), None)
        return values

    def param(self, name: str, position: Position | None) -> Param:
        if name not in self.params:
            known = nearest(name, self.params) if self.params else "; it declares no params"
            message = f"{self.name} has no param {shown(name)}{known}"
            raise SpecError(message, position) if position else UsageError(message)
        return self.params[name]

    def names_in_input(self, variant: str, sized: bool) -> set[str]:
        """Names that the input section depends on; those of its sizes do not count if ``sized`` (set from outside)."""
        section = as_mapping(self.section("input", variant) or self.top, "input")
        entries = {name: node for name, node in section.entries.items() if name == "channels" or not sized}
        return set().union(*(compile_node(node, name).names for name, node in entries.items()))

    def lines(self, variant: str) -> list[LayerLine | BlockLine]:
        """The compiled layer list of the variant."""
        node = self.section("layers", variant)
        assert node is not None
        lines = read_lines(node, "layers")
        if not lines:
            raise SpecError("layers: expected at least one layer, got an empty list", node.position)
        return lines

    def input(self, variant: str, scope: MappingOf[str, Value], size: tuple[int, int] | None) -> Shape:
        """The shape of one image; ``size`` (height, width) replaces the file's."""
        node = self.section("input", variant)
        assert node is not None
        section = as_mapping(node, "input")
        check_keys(section, {name: name == "channels" for name in INPUT_KEYS}, "input: ")

        def value(name: str, kind: Kind) -> int:
            compiled = compile_node(section.entries[name], f"input: {name}")
            size: int = compiled.parse(kind, scope, f"input: {name}")
            return size

        given = set(section.entries) - {"channels"}
        if given not in ({"size"}, {"height", "width"}):
            raise SpecError("input: expected channels and size, or channels, height and width", section.position)
        height, width = ("size", "size") if "size" in given else ("height", "width")
        own = value(height, SIZE), value(width, SIZE)
        return Shape(value("channels", SIZE), *(size or own))
