"""Blocks of one structure as one class; each class with its name, parameters and instances."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, count, groupby
from typing import Any

from cnnstat.network.graph import Network
from cnnstat.pytorch.builders.calls import Call
from cnnstat.pytorch.export.bodies import Body, Builder
from cnnstat.pytorch.export.helpers import HELPERS
from cnnstat.pytorch.export.parameters import Parameter, parametrise
from cnnstat.pytorch.export.scopes import tree
from cnnstat.pytorch.model import Model, Path

TAKEN = {*dir(builtins), *keyword.kwlist, *HELPERS, "nn", "F", "Tensor", "Sequence", "CODES"}


@dataclass(eq=False)
class Class:
    """A class to be written."""

    token: str
    """stands for its name in the calls of other classes, until all names are known"""
    label: str
    """the block's name in the spec"""
    bodies: list[Body]
    """its instances, in the order of the network"""
    parameters: list[Parameter]
    texts: list[str | None]
    """of the leaves of its constructors, as :func:`parametrise` gives them"""
    name: str = ""

    @property
    def parts(self) -> list[str]:
        """Names of the layers and blocks in it."""
        body = self.bodies[0]
        return [] if body.chain else list(dict.fromkeys(each.path[0] for each in body.steps))


def classes(model: Model) -> list[Class]:
    """The classes of a model, each behind those that it uses; the network's own is the last."""
    network, root, calls = model.network, tree(model.network), dict[Path, Call]()
    builder = Builder(model, calls)
    found: list[Class] = []
    blocks = sorted(root.all_parts(), key=lambda scope: scope.height)
    for _, scopes in groupby(blocks, key=lambda scope: scope.height):
        alike: dict[Any, list[Body]] = {}
        for scope in scopes:
            body = builder.body(scope)
            alike.setdefault((label(network, scope.path), body.structure()), []).append(body)
        for (word, _), bodies in alike.items():
            made = Class(f"@{len(found)}", word, bodies, *parametrise(bodies))
            found.append(made)
            for number, body in enumerate(bodies):
                calls[body.path] = Call(made.token, tuple(each.argument(number) for each in made.parameters))
    whole = [builder.body(root)]
    found.append(Class("", network.name, whole, *parametrise(whole)))
    name_all(found, network)
    return found


def label(network: Network, path: Path) -> str:
    """What a block is called: its template, or where the spec has none (an unrolled one) its own name."""
    return network.blocks.get(".".join(path), "block" if path[-1].isdigit() else path[-1])


def name_all(found: list[Class], network: Network) -> None:
    """Name the network as its title writes it, the blocks after their templates, variations for what differs."""
    taken = set(TAKEN)
    found[-1].name = free(title_case(network), "Net", taken)
    for word in dict.fromkeys(each.label for each in found[:-1]):
        alike = [each for each in found[:-1] if each.label == word]
        usual = max(alike, key=lambda each: len(each.bodies))
        usual.name = free(camel(word, "Block"), "Block", taken)
        for each in alike:
            if each is not usual:
                each.name = free(usual.name + difference(each, usual), "Block", taken)


def difference(one: Class, usual: Class) -> str:
    """What a variation of a block has more, or less."""
    more = [name for name in one.parts if name not in usual.parts]
    less = [name for name in usual.parts if name not in one.parts]
    if len(more) > 2 or len(less) > 2 or (more and less):
        return ""
    word = "With" if more else "Without" if less else ""
    return word + "".join(capitals(name) for name in more or less)


def free(name: str, behind: str, taken: set[str]) -> str:
    """``name``, with ``behind`` where Python or torch has it already, and a number where another class has it."""
    name = name + behind if name in TAKEN else name
    gap = "" if name[-1:].isalpha() else "_"
    chosen = next(each for each in chain([name], (f"{name}{gap}{number}" for number in count(2))) if each not in taken)
    taken.add(chosen)
    return chosen


def capitals(name: str) -> str:
    """``module_a`` as ModuleA."""
    return "".join(piece[:1].upper() + piece[1:] for piece in re.split(r"[^A-Za-z0-9]+", name))


def camel(name: str, before: str) -> str:
    """The name of a class; ``before`` stands in front of a digit."""
    joined = capitals(name)
    return joined if joined[:1].isalpha() else before + joined


def title_case(network: Network) -> str:
    """The network's name, written as in the title where this begins with it: ResNet50 for resnet50."""
    plain = re.sub(r"[^A-Za-z0-9]", "", network.name)
    begin = capitals(network.title)[: len(plain)]
    return camel(begin if begin.lower() == plain.lower() else network.name, "Net")


def used(found: Iterable[Class]) -> Iterator[Call]:
    """Every call in the constructors, nested ones included."""
    for each in found:
        for made in each.bodies[0].made:
            yield from nested(made.call)


def nested(call: Call) -> Iterator[Call]:
    yield call
    for argument in call.arguments:
        if isinstance(argument.value, Call):
            yield from nested(argument.value)
