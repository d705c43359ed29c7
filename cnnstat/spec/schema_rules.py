"""Further rules of the schema, for specs that declare no names or no defaults."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cnnstat.keys.keyed import Keyed
from cnnstat.layers import FOLLOWERS, TYPES, AnyLayer
from cnnstat.spec.functions import FUNCTIONS
from cnnstat.spec.literal import WORDS
from cnnstat.spec.param import RESERVED

Schema = dict[str, Any]

TEXT_IN_QUOTES = r"""[rRuU]?(?:'[^'"]*'|"[^'"]*"|'[^']*'|"[^"]*")"""
LOGIC = ("if", "else", "and", "or", "not")


def words(found: Iterable[str]) -> str:
    """A pattern that matches any one of some words."""
    return rf"(?:{'|'.join(sorted(found))})(?![A-Za-z0-9_])"


def has(key: str, value: Schema | bool = True) -> Schema:
    """A mapping that has a key, with a value of that schema."""
    return {"type": "object", "properties": {key: value}, "required": [key]}


def required(layer: type[AnyLayer]) -> tuple[str, ...]:
    return tuple(name for name, each in layer.keys.items() if each.required)


def without_names() -> Schema:
    """Further rules for a spec without params and blocks: its values may use no names of their own."""
    sections: Schema = {
        "layers": {"$ref": "#/$defs/nameless-lines"},
        "defaults": {"type": "object", "additionalProperties": {"$ref": "#/$defs/nameless-line"}},
        "recipe": {"$ref": "#/$defs/nameless-recipe"},
        "input": {"$ref": "#/$defs/nameless"},
    }
    variants = {"type": "object", "additionalProperties": {"type": "object", "properties": sections}}
    return {"type": "object", "properties": {**sections, "variants": variants}}


def nameless_line() -> Schema:
    """A line whose values may only use words of the language."""
    keys: Schema = {
        "^type$": nameless_value(TYPES),
        "^(?:block|name|from)$": True,
        "^branches$": {"type": "array", "items": {"$ref": "#/$defs/nameless-lines"}},
    }
    for key, types in FOLLOWERS.items():
        keys[f"^{key}$"] = nameless_value(("none", *(types if len(types) > 1 else RESERVED)))
    return nameless_keys(TYPES.values(), keys)


def nameless_keys(classes: Iterable[type[Keyed]], keys: Schema) -> Schema:
    """A mapping with the keys of some classes; as patterns, since editors would offer plain keys in every line."""
    known: dict[str, set[str]] = {}
    free: set[str] = set()
    for each in classes:
        free |= {name for name, key in each.keys.items() if key.kind.verbatim}
        for name, key in each.keys.items():
            if key.kind.words:
                known.setdefault(name, {*RESERVED}).update(key.kind.words)
    keys = {**keys, **{f"^{name}$": nameless_value(own) for name, own in known.items()}}
    keys |= {f"^{name}$": True for name in sorted(free)}
    return {"type": "object", "patternProperties": keys, "additionalProperties": nameless_value(RESERVED)}


def nameless_value(known: Iterable[str]) -> Schema:
    """A value of a key: if it is a single word, it must be one of those known."""
    own: Schema = {"type": "string", "pattern": f"^(?:{'|'.join(sorted(known))})$"}
    alone = {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}
    return {"if": alone, "then": own, "else": {"$ref": "#/$defs/nameless"}}


def nameless() -> Schema:
    """A value that may only use words of the language."""
    inner = {"$ref": "#/$defs/nameless"}
    known = words((*WORDS, *FUNCTIONS, *RESERVED, *LOGIC, "true", "false"))
    pieces = "|".join(("[^A-Za-z_'\"]", "[0-9.][eE]", TEXT_IN_QUOTES, known))
    return {
        "allOf": [
            {"if": {"type": "string"}, "then": {"type": "string", "pattern": f"^(?:{pieces})+$"}},
            {"if": {"type": "array"}, "then": {"type": "array", "items": inner}},
            {"if": {"type": "object"}, "then": {"type": "object", "additionalProperties": inner}},
        ]
    }


def some_block_has_defaults() -> Schema:
    without = {"type": "object", "additionalProperties": {"not": has("defaults")}}
    return has("blocks", {"type": "object", "not": without})


def complete() -> Schema:
    """Further rules for a spec without defaults: its lines have all keys that their types require."""
    lines: Schema = {"layers": {"$ref": "#/$defs/complete-lines"}}
    each = {"type": "object", "additionalProperties": {"type": "object", "properties": lines}}
    return {"type": "object", "properties": {**lines, "blocks": each, "variants": each}}


def complete_line() -> Schema:
    """A line with all keys that its type requires; as patterns, since editors would offer plain keys in every line."""
    typed = [
        {"if": has("type", {"const": name}), "then": {"required": list(required(layer))}}
        for name, layer in TYPES.items()
        if required(layer)
    ]
    keys: Schema = {"^branches$": {"type": "array", "items": {"$ref": "#/$defs/complete-lines"}}}
    for key, types in FOLLOWERS.items():
        needed = {name: list(required(layer)) for name, layer in types.items() if required(layer)}
        several = [{"if": has("type", {"const": name}), "then": {"required": names}} for name, names in needed.items()]
        forms = several if len(types) > 1 else [{"required": names} for names in needed.values()]
        if forms:
            keys[f"^{key}$"] = {"if": {"type": "object"}, "then": {"allOf": forms}}
    return {"type": "object", "allOf": typed, "patternProperties": keys}
