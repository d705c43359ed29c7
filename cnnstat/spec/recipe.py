"""The recipe section of a spec."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from typing import Any

from cnnstat.errors import LayerError, SpecError, nearest, shown
from cnnstat.network.recipe import Recipe
from cnnstat.spec.literal import Value
from cnnstat.spec.mistakes import going_on, noted
from cnnstat.spec.source import Node, Sequence
from cnnstat.spec.value import as_mapping, check_keys, compile_node


def read_recipe(
    node: Node | None, scope: MappingOf[str, Value] | None, layers: set[str] | None
) -> tuple[Recipe, frozenset[str]]:
    """The recipe and the names that its values use; the default recipe if a spec has none.

    ``layers`` are the names that ``ones`` may contain; None if they are not known. Without a ``scope``, in a survey,
    values that use names are not evaluated.
    """
    if node is None:
        return Recipe(), frozenset()
    section = as_mapping(node, "recipe")
    check_keys(section, dict.fromkeys(Recipe.keys, False), "recipe: ")
    words = {word: word for each in Recipe.keys.values() for word in each.kind.words}
    values: dict[str, Any] = {}
    used: frozenset[str] = frozenset()
    before = noted()
    for name, value in section.entries.items():
        if name not in Recipe.keys:
            continue
        with going_on():
            kind = Recipe.keys[name].kind
            compiled = compile_node(value, f"recipe: {name}", verbatim=kind.verbatim)
            used |= compiled.names - words.keys()
            if scope is not None or compiled.names <= words.keys():
                values[name] = compiled.parse(kind, {**words, **(scope or {})}, f"recipe: {name}")
    if layers is not None:
        check_names(section.entries.get("ones"), layers)
    recipe = Recipe(**values)
    try:
        if noted() == before and scope is not None:
            recipe.validate()
    except LayerError as error:
        raise SpecError(f"recipe: {error}", section.position) from error
    return recipe, used


def check_names(node: Node | None, layers: set[str]) -> None:
    """Raise SpecError if a name under ``ones`` is not that of a layer."""
    for item in node.items if isinstance(node, Sequence) else ():
        name = getattr(item, "text", "")
        if name not in layers:
            hint = nearest(name, layers, "")
            raise SpecError(f"recipe: ones: there is no layer {shown(name)}{hint}", item.position)
