"""Recipes on the command line: changes to their keys, and the help for them."""

from __future__ import annotations

import shutil
import textwrap
from typing import Any

from cnnstat.errors import LayerError, UsageError, nearest, shown
from cnnstat.keys.kinds import Kind, Numbers, Sizes
from cnnstat.keys.words import Names, Text, Word
from cnnstat.network.graph import Network
from cnnstat.network.recipe import Recipe
from cnnstat.render.terminal import GAP, NARROW, WIDE
from cnnstat.spec.literal import literal

LONG = 24
"""Longer values get a line of their own."""


def complete_recipe(incomplete: str) -> list[str]:
    """Keys of recipes, for shell completion."""
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
        if isinstance(recipe.factor, tuple) and values["factor"] is recipe.factor:
            values["factor"] = Recipe.keys["factor"].default
    for name in values["ones"]:
        network.select(name)  # raises UsageError if there is no such layer
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
    if isinstance(kind, Names | Sizes) or (isinstance(kind, Numbers) and "," in text):
        items = [item.strip() for item in text.split(",")]
        return kind.parse(
            items if isinstance(kind, Names) else [item if literal(item) is None else literal(item) for item in items]
        )
    value = literal(text)
    return kind.parse(text if value is None else value)


def recipe_help(recipe: Recipe) -> str:
    """Where the recipe comes from, then all keys with its values and their meanings, in the terminal's width."""
    width = min(WIDE, shutil.get_terminal_size((WIDE, 0)).columns)
    told = {name: value_text(recipe, name) for name in Recipe.keys if name != "about"}
    names = max(map(len, told)) + GAP
    values = max(len(value) for value in told.values() if len(value) <= LONG) + GAP
    lines = [*textwrap.wrap(recipe.about, width), ""] if recipe.about else []
    for name, value in told.items():
        first, *more = textwrap.wrap(Recipe.keys[name].meaning, max(NARROW, width - names - values))
        head = f"{name:{names}}{value:{values}}"
        lines += [f"{head}{first}"] if len(value) <= LONG else [head, " " * (names + values) + first]
        lines += [" " * (names + values) + line for line in more]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def value_text(recipe: Recipe, name: str) -> str:
    """The value of a key as the help shows it."""
    value = getattr(recipe, name)
    return "none" if value is None or value == () else str(Recipe.keys[name].kind.dump(value)).lower()
