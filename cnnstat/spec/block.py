"""Blocks, the templates of a spec, and the check of names in lines."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Set as AbstractSet

from cnnstat.errors import Position, SpecError, nearest, shown
from cnnstat.spec.defaults import Defaults
from cnnstat.spec.line import LINE_KEYS
from cnnstat.spec.lines import AnyLine, BlockLine, read_lines
from cnnstat.spec.literal import NO_WORDS
from cnnstat.spec.mistakes import going_on, tell
from cnnstat.spec.param import MOST_NAMES, check_identifier
from cnnstat.spec.source import Mapping, Scalar
from cnnstat.spec.value import Compiled, as_mapping, check_keys, compile_argument

BLOCK_KEYS = {"args": False, "defaults": False, "layers": True, "about": False}


class Block:
    """A template: its arguments and its lines.

    Attributes:
        args: the defaults of arguments, None of those that are required.
        arg_positions: where each argument stands.
        declared: the arguments, also those with a mistake; None if the file does not let them be known.
    """

    def __init__(self, name: str, node: Mapping, defaults: Defaults) -> None:
        self.name, self.position = name, node.position
        check_keys(node, BLOCK_KEYS, f"block {name}: ")
        self.args: dict[str, Compiled | None] = {}
        self.arg_positions: dict[str, Position] = {}
        self.declared: set[str] | None = set() if node.entries.keys() <= BLOCK_KEYS.keys() else None
        if "args" in node.entries:
            self.declared = None
            with going_on():
                self._read_args(as_mapping(node.entries["args"], f"block {name}: args"), defaults.names)
        self.own: Defaults | None = None
        defaults = defaults.inside(self.declared)
        if "defaults" in node.entries:
            self.own = defaults = defaults.under(node.entries["defaults"], f"block {name}: ")
        self.lines: list[AnyLine] = []
        if "layers" in node.entries:
            with going_on():
                self.lines = read_lines(node.entries["layers"], f"block {name}: layers", defaults)

    def _read_args(self, args: Mapping, names: AbstractSet[str]) -> None:
        if len(args.entries) > MOST_NAMES:
            problem = f"block {self.name}: args: expected at most {MOST_NAMES}, got {len(args.entries)}"
            raise SpecError(problem, args.position)
        self.declared, self.arg_positions = set(args.entries), args.key_positions
        known = names | self.declared
        for arg, default in args.entries.items():
            with going_on():
                check_identifier(arg, f"block {self.name}: argument", args.key_positions[arg])
                if arg in LINE_KEYS or arg in ("type", "block"):
                    place = args.key_positions[arg]
                    raise SpecError(f"block {self.name}: argument {arg!r}: that is a key of every line", place)
                empty = isinstance(default, Scalar) and not default.text and not default.quoted
                what = f"block {self.name}: {arg}"
                self.args[arg] = None if empty else compile_argument(default, what, "", known)

    def check(self, known: set[str], blocks: MappingOf[str, Block]) -> None:
        """Refuse unknown names in the defaults of arguments and in the lines."""
        if self.declared is None:
            return
        inside = known | self.declared if self.declared else known
        for arg, default in self.args.items():
            for word, place in default.unknown(inside) if default else ():
                tell(SpecError(f"block {self.name}: {arg}: {unknown_name(word, inside, place)}", place.position))
        if self.own is not None:
            check_defaults(self.own, inside)
        check_names(self.lines, inside, blocks)


def check_names(lines: list[AnyLine], known: set[str], blocks: MappingOf[str, Block]) -> None:
    """Refuse names that are neither known nor words of the language, even in lines that a condition leaves out.

    Args:
        lines: what to look through.
        known: the names.
        blocks: the templates that could be read.
    """
    for line in lines:
        if isinstance(line, BlockLine):
            with going_on():
                check_call(line, known, blocks)
        else:
            for branch in line.branches or ():
                check_names(branch, known, blocks)
        for what, compiled in line.values_by_key(defaults=False):
            if not compiled.names <= known:
                for word, place in compiled.unknown(known):
                    tell(SpecError(f"{what}: {unknown_name(word, known, place)}", place.position, line.label))


def check_defaults(defaults: Defaults, known: set[str]) -> None:
    """Refuse unknown names in the values of defaults."""
    defaults.refuse_unknown(known, lambda word, where: unknown_name(word, known, where))


def check_call(line: BlockLine, known: set[str], blocks: MappingOf[str, Block]) -> None:
    """Refuse an unknown block, and arguments that it does not take or that it lacks."""
    if line.block not in known:
        problem = f"block: there is no block {shown(line.block)}{nearest(line.block, known, '')}"
        raise SpecError(problem, line.block_position, line.label)
    if line.block in blocks:
        check_arguments(line, blocks[line.block])


def check_arguments(line: BlockLine, block: Block) -> None:
    """Refuse arguments that a block does not take, and the lack of those that it needs."""
    if block.declared is None:
        return
    unknown = [name for name in line.argument_positions if name not in block.declared]
    for name in unknown[:1]:
        hint = nearest(name, block.declared) if block.declared else "; it takes no arguments"
        raise SpecError(f"block {block.name} takes no {name!r}{hint}", line.argument_positions[name], line.label)
    for name, default in block.args.items():
        if default is None and name not in line.argument_positions:
            raise SpecError(f"block {block.name}: missing argument {name!r}", line.position, line.label)


def unknown_name(word: str, known: set[str], where: Compiled) -> str:
    """The message for an unknown name. Words of the language are suggested only if the name is the whole value."""
    hint = NO_WORDS.get(word)
    hint = f"; {hint}" if hint else nearest(word, known | where.words, "" if where.words else None)
    return f"unknown name {shown(word)}{hint}"
