"""A spec file and its sections; unknown keys and names are errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as MappingOf
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnnstat.effort import uncounted
from cnnstat.errors import Position, SpecError, UsageError, nearest, shown
from cnnstat.layers.shape import Shape
from cnnstat.spec.block import Block, check_defaults, check_names
from cnnstat.spec.defaults import Defaults
from cnnstat.spec.image import names_in_image, read_image
from cnnstat.spec.lines import AnyLine, read_lines
from cnnstat.spec.literal import Value
from cnnstat.spec.mistakes import going_on, surveyed, surveying, tell, together
from cnnstat.spec.param import MOST_NAMES, RESERVED, Param, check_identifier, exact, literal_value
from cnnstat.spec.reads import Reads
from cnnstat.spec.recipe import read_recipe
from cnnstat.spec.sections import SECTIONS, SOURCE_KEYS, VARIANT_SECTIONS
from cnnstat.spec.source import FlawedError, Mapping, Node, read_file
from cnnstat.spec.sources import NAME
from cnnstat.spec.value import as_list, as_mapping, as_text, as_told, check_keys
from cnnstat.spec.witness import read_witnesses

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


class Spec:
    """A spec file that has been read, with no settings applied yet.

    Attributes:
        name: the name of the network that the file describes if no variant is chosen.
        variants: the sections of each variant, by its name.
        params: the settings that the file declares, by name.

    Raises:
        SpecError: the file is not a valid spec; it tells all mistakes that could be found.
    """

    def __init__(self, root: Node, file: str) -> None:
        self.file, self._root = file, root
        self.checked = False
        self.counted = True
        """whether reading its lines is a stranger's work, unlike that of the program's own networks, which stay read"""
        self._mistakes: list[SpecError] | None = None
        try:
            self._read(as_mapping(root, "spec"))
        except SpecError as error:
            raise self.with_others(error) from error.__cause__

    def _read(self, top: Mapping) -> None:
        self.top = top
        check_keys(top, {name: name in ("input", "layers") for name in SECTIONS}, "")
        self.name = re.sub(r"[^A-Za-z0-9_.-]+", "_", Path(self.file).stem).strip("._-") or "network"
        if "name" in top.entries:
            with going_on():
                self.name = self._read_name(top.entries["name"])
        self.params: dict[str, Param] = {}
        sound = all(isinstance(top.entries.get(name, top), Mapping) for name in ("params", "blocks"))
        self.declared: set[str] | None = set() if sound and top.entries.keys() <= SECTIONS.keys() else None
        """The names of params and blocks, also of those with a mistake; None if the file does not let them be known."""
        if "params" in top.entries:
            with going_on():
                self._read_params(as_mapping(top.entries["params"], "params"))
        self.defaults = Defaults().inside(None if self.declared is None else self.declared & self.params.keys())
        if "defaults" in top.entries:
            self.defaults = self.defaults.under(top.entries["defaults"], "")
        self.variants: dict[str, Mapping] = {}
        if "variants" in top.entries:
            with going_on():
                self._read_variants(as_mapping(top.entries["variants"], "variants"))
        self._lines: dict[int, list[AnyLine]] = {}
        """the lists of lines that were read, by the identity of their nodes, which aliases share"""
        self._block_nodes: dict[str, Node] = {}
        self._blocks: dict[str, Block] = {}
        if "blocks" in top.entries:
            with going_on():
                self._read_blocks(as_mapping(top.entries["blocks"], "blocks"))

    def with_others(self, error: SpecError) -> SpecError:
        """A mistake of this file together with all others that can be found without it, which are looked for once."""
        if surveying() or self.checked or error.position is None:
            return error
        if self._mistakes is None:
            self._mistakes = surveyed(lambda: Spec(self._root, self.file).check())
        return together(error, self._mistakes)

    @classmethod
    def read(cls, path: Path | Traversable) -> Spec:
        """Read the file at ``path``.

        Raises:
            SpecError: the file is not a valid spec.
            UsageError: the file cannot be opened.
        """
        return cls.of(lambda: read_file(path), str(path))

    @classmethod
    def of(cls, read: Callable[[], Node], file: str) -> Spec:
        """The spec that ``read`` reads from YAML; ``file`` gives it its name."""
        try:
            root = read()
        except FlawedError as error:
            flawed = error.root
            raise together(error, surveyed(lambda: cls(flawed, file).check())) from error.__cause__
        return cls(root, file)

    def at(self, size: tuple[int, int] | None) -> Spec:
        """The spec for an input of this size: this one, unless it was made for another."""
        return self

    def check(self) -> None:
        """Check also the parts that a network does not use: all variants, all blocks, and all names in them."""
        if self.checked:
            return
        names_of_params = getattr(self.top.entries.get("params"), "entries", {}).keys()
        evaluated = self.declared is not None and self.params.keys() == names_of_params
        for name in self.block_names:
            with going_on():
                self.block(name)
        for variant in self.names:
            own = self.variants.get(variant, self.top).entries
            settings = {}
            with going_on():
                settings = self.settings(variant, {})
            if self.section("input", variant) is not None:
                with going_on():
                    self.input(variant, settings if evaluated else None, None)
            for name in ("title", "about"):
                with going_on():
                    self.text(name, variant)
            with going_on():
                self.source(variant)
            if "layers" in own:
                with going_on():
                    self.check_names(self.lines(variant))
            if surveying():
                self._check_training(own, settings if evaluated else None)
        lists = [own.entries["layers"] for own in (self.top, *self.variants.values()) if "layers" in own.entries]
        Reads(lists, self._block_nodes).check()
        known = None if self.declared is None else self.declared | RESERVED.keys()
        if known is not None:
            check_defaults(self.defaults, known)
            for block in self._blocks.values():
                block.check(known, self._blocks)
        self.checked = True

    def check_names(self, lines: list[AnyLine]) -> None:
        """Refuse unknown names in lines, and calls of blocks that cannot be made."""
        if self.declared is not None:
            check_names(lines, self.declared | RESERVED.keys(), self._blocks)

    @staticmethod
    def _check_training(own: MappingOf[str, Node], settings: MappingOf[str, Value] | None) -> None:
        """In a survey, note what is wrong with a recipe and with witnesses whatever the layers are."""
        with going_on():
            read_recipe(own.get("recipe"), settings, None)
        with going_on():
            read_witnesses(own.get("witnesses"), None)

    @staticmethod
    def _read_name(node: Node) -> str:
        name = as_text(node, "name")
        if not NAME.match(name):
            raise SpecError(f"name: expected Latin letters, digits, _, - and dots, got {shown(name)}", node.position)
        return name

    def _read_params(self, section: Mapping) -> None:
        if len(section.entries) > MOST_NAMES:
            self.declared = None
            raise SpecError(f"params: expected at most {MOST_NAMES}, got {len(section.entries)}", section.position)
        self._declare(section)
        for name, place in section.key_positions.items():
            with going_on():
                check_identifier(name, "param", place)
        for name, value in section.entries.items():
            with going_on():
                self.params[name] = Param(name, value)

    def _declare(self, section: Mapping) -> None:
        self.declared = None if self.declared is None else self.declared | section.entries.keys()

    def _read_variants(self, section: Mapping) -> None:
        for name, value in section.entries.items():
            with going_on():
                place = section.key_positions[name]
                if not NAME.match(name) or name == self.name:
                    reason = (
                        "is the name of the file's own network" if name == self.name else "is no name for a network"
                    )
                    raise SpecError(f"variants: {shown(name)} {reason}", place)
                variant = as_mapping(value, f"variant {name}")
                check_keys(variant, dict.fromkeys(VARIANT_SECTIONS, False), f"variant {name}: ")
                self.variants[name] = variant

    def _read_blocks(self, section: Mapping) -> None:
        self._block_nodes = section.entries
        for name, place in section.key_positions.items():
            if not NAME.match(name) or "." in name or name in RESERVED:
                tell(SpecError(f"blocks: {shown(name)} is no name for a block", place))
            if name in self.params:
                tell(SpecError(f"blocks: {name!r} is a param too; a line could mean either", place))
        self._declare(section)

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
            node = as_mapping(self._block_nodes[name], f"block {name}")
            with nullcontext() if self.counted else uncounted():
                block = self._blocks[name] = Block(name, node, self.defaults)
            for arg in block.args:
                if arg in self._block_nodes or arg in self.defaults.used:
                    other = "is a block too" if arg in self._block_nodes else "stands in the defaults of the file too"
                    problem = f"block {name}: argument {arg!r} {other}; a line could mean either"
                    tell(SpecError(problem, block.arg_positions[arg]))
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
                if surveying() and name not in self.params and name in (self.declared or {name}):
                    continue  # its own mistake is told
                with going_on():
                    param = self.param(name, section.key_positions[name])
                    values[name] = param.accept(literal_value(node, f"param {name}"), node.position)
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
        return names_in_image(self.section("input", variant) or self.top, sized)

    def lines(self, variant: str) -> list[AnyLine]:
        """The compiled layer list of the variant; one that several variants have is read once."""
        node = self.section("layers", variant)
        assert node is not None
        if id(node) not in self._lines:
            if not as_list(node, "layers"):
                raise SpecError("layers: expected at least one layer, got an empty list", node.position)
            with nullcontext() if self.counted else uncounted():
                self._lines[id(node)] = read_lines(node, "layers", self.defaults)
        return self._lines[id(node)]

    def input(self, variant: str, scope: MappingOf[str, Value] | None, size: tuple[int, int] | None) -> Shape:
        """The shape of one image; ``size`` (height, width) replaces the file's."""
        return read_image(self.section("input", variant) or self.top, scope, size)
