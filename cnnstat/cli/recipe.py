"""Recipes on the command line: changes to their keys, and what these mean."""

from __future__ import annotations

from typing import Any

from cnnstat.errors import LayerError, UsageError, nearest, shown
from cnnstat.kinds import Kind, Sizes
from cnnstat.network import Network
from cnnstat.recipe import Recipe
from cnnstat.spec.literal import literal
from cnnstat.texts import Names, Text, Word


def complete_recipe(incomplete: str) -> list[str]:
    """Keys of recipes for the shell."""
    return [f"{name}=" for name in Recipe.keys if name.startswith(incomplete)]


def changed(network: Network, texts: list[str]) -> Recipe:
    """The network's recipe with ``KEY=VALUE`` changes; lists have commas between their items.

    Raises:
        UsageError: there is no such key, or it does not take that value.
    """
    recipe = network.recipe
    values: dict[str, Any] = dict(vars(recipe))
    for text in texts:
        name, sign, value = (part.strip() for part in text.partition("="))
        if not sign or not value:
            raise UsageError(f"--recipe: expected KEY=VALUE, got {shown(text)}")
        if name not in Recipe.keys:
            raise UsageError(f"--recipe: there is no key {shown(name)}{nearest(name, Recipe.keys)}")
        try:
            values[name] = parsed(Recipe.keys[name].kind, value)
        except ValueError as error:
            raise UsageError(f"--recipe {name}: {error}") from error
    if values["schedule"] != "milestones" and recipe.schedule == "milestones":
        values["milestones"] = None
    for name in values["ones"]:
        network.select(name)  # or there is no such layer
    made = Recipe(**values)
    try:
        made.validate()
    except LayerError as error:
        raise UsageError(f"--recipe: {error}") from error
    return made


def parsed(kind: Kind, text: str) -> Any:
    """The value that a text of the command line stands for."""
    if isinstance(kind, Word | Text):
        return kind.parse(text)
    if isinstance(kind, Names | Sizes):
        items = [item.strip() for item in text.split(",")]
        return kind.parse(
            items if isinstance(kind, Names) else [item if literal(item) is None else literal(item) for item in items]
        )
    value = literal(text)
    return kind.parse(text if value is None else value)


def recipe_help(recipe: Recipe) -> str:
    """All keys of recipes, with this one's values."""
    width = max(map(len, Recipe.keys))
    lines = [f"{recipe.about}\n\n"] if recipe.about else []
    for name, each in Recipe.keys.items():
        value = getattr(recipe, name)
        if name != "about":
            told = "none" if value is None or value == () else str(each.kind.dump(value)).lower()
            lines.append(f"{name:{width}}  {told:13}  {each.meaning}\n")
    return "".join(lines)
