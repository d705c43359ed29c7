"""The spec language as JSON Schema (2020-12), made from the definitions that the reader itself uses.

The reader refuses everything that the schema refuses, except ``null`` where a text is expected. It also refuses more,
since a schema cannot know which names are params. If a spec declares neither params nor blocks there are no such names,
and the schema refuses unknown words. It gets numbers as an editor reads them: 010 as 10.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterable
from typing import Any

from cnnstat.keys.keyed import Keyed
from cnnstat.keys.kinds import EXPRESSION_REF, TEXT, Flag, Whole
from cnnstat.language import CODES
from cnnstat.layers import FOLLOWER_KEYS, FOLLOWERS, TYPES, AnyLayer
from cnnstat.network.recipe import Recipe
from cnnstat.network.witness import WITNESS_KEYS
from cnnstat.spec.block import BLOCK_KEYS
from cnnstat.spec.document import (
    SECTIONS,
    SOURCE_KEYS,
    VARIANT_SECTIONS,
)
from cnnstat.spec.functions import FUNCTIONS
from cnnstat.spec.image import INPUT_KEYS
from cnnstat.spec.line import LINE_KEYS, NAME
from cnnstat.spec.literal import NO_WORDS, WORDS
from cnnstat.spec.param import PARAM_KEYS, RESERVED
from cnnstat.spec.witness import REQUIRED

Schema = dict[str, Any]

DECIMAL = r"(?=\.?[0-9])(?:0|[1-9][0-9]*)?(?:\.[0-9]*)?"
NUMBER = rf"{DECIMAL}(?:[eE][-+]?[0-9]{{1,3}})?(?![A-Za-z0-9_.])"
TEXT_IN_QUOTES = r"""[rRuU]?(?:'[^'"]*'|"[^'"]*"|'[^']*'|"[^"]*")"""
OPERATOR = r"(?:[-+*/%(),<> \[\]]|[=!<>]=)"
LOGIC = ("if", "else", "and", "or", "not")


def words(found: Iterable[str]) -> str:
    """A pattern that matches any one of some words."""
    return rf"(?:{'|'.join(sorted(found))})(?![A-Za-z0-9_])"


def expression() -> Schema:
    """Texts that may be expressions.

    They consist of numbers, names, quoted words and operators. A text that is only a number or a reserved word is not
    one, except for numbers such as 1e-5, which readers of YAML 1.1 take for texts.
    """
    alone = words((*WORDS, *NO_WORDS, *FUNCTIONS, *keyword.kwlist, "true", "false"))
    name = rf"(?!{words(NO_WORDS)})[A-Za-z_][A-Za-z0-9_]*(?![A-Za-z0-9_])"
    pieces = "|".join((NUMBER, name, TEXT_IN_QUOTES, OPERATOR))
    return {"type": "string", "pattern": rf"^(?!(?:{alone}|[-+]?{DECIMAL})$)(?:{pieces})+$"}


TOLD: Schema = {"$ref": "#/$defs/told"}
WHOLE = Whole().schema()
FLAG = Flag().schema()
LINE_REFS: Schema = {name: {"$ref": f"#/$defs/key-{name}"} for name in LINE_KEYS}
# Names are taken as they are written: `1x1` and `3` alike. $ instead of \Z, which JSON Schema's dialect lacks.
NAME_SCHEMA: Schema = {
    "anyOf": [{"type": "string", "pattern": f"^{NAME.pattern.replace(chr(92) + 'Z', '$')}"}, {"type": "integer"}]
}
SINGLE: list[Schema] = [{"type": "number"}, {"type": "boolean"}, NAME_SCHEMA["anyOf"][0]]
VALUE: Schema = {"anyOf": [*SINGLE, {"type": "array", "items": {"anyOf": SINGLE}, "minItems": 1}]}
FROM: Schema = {"anyOf": [NAME_SCHEMA, {"type": "array", "items": NAME_SCHEMA, "minItems": 1}]}


def spec_schema() -> Schema:
    """The schema of a whole spec file."""
    sections: Schema = {
        "name": TEXT, "title": TOLD, "about": TOLD,
        "source": mapping(dict.fromkeys(SOURCE_KEYS, TEXT), described=SOURCE_KEYS),
        "params": {"type": "object", "additionalProperties": {"anyOf": [VALUE, param()]}},
        "input": image(),
        "recipe": mapping(keys_schema(Recipe)),
        "witnesses": {"type": "array", "items": witness()},
        "blocks": {"type": "object", "additionalProperties": block()},
        "layers": {"$ref": "#/$defs/lines"},
    }  # fmt: skip
    variant = mapping({name: sections[name] for name in VARIANT_SECTIONS})
    variant["properties"]["params"] = {"type": "object", "additionalProperties": VALUE}
    sections["variants"] = {"type": "object", "additionalProperties": variant}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "cnnstat spec",
        **mapping({name: sections[name] for name in SECTIONS}, required=("input", "layers"), described=SECTIONS),
        "if": {"type": "object", "anyOf": [has("params"), has("blocks")]},
        "else": without_names(),
        "$defs": {
            "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}},
            "line": line(),
            **{f"layer-{name}": layer_line(layer) for name, layer in TYPES.items()},
            **{f"follower-{key}": follower(key) for key in FOLLOWERS},
            **{f"key-{name}": schema for name, schema in common().items()},
            "expression": expression(),
            "told": told(),
            "nameless-lines": {"type": "array", "items": {"$ref": "#/$defs/nameless-line"}},
            "nameless-line": nameless_line(),
            "nameless-recipe": nameless_keys([Recipe], {}),
            "nameless": nameless(),
        },
    }


def without_names() -> Schema:
    """Further rules for a spec without params and blocks: its values may use no names of their own."""
    sections: Schema = {
        "layers": {"$ref": "#/$defs/nameless-lines"},
        "recipe": {"$ref": "#/$defs/nameless-recipe"},
        "input": {"$ref": "#/$defs/nameless"},
    }
    variants = {"type": "object", "additionalProperties": {"type": "object", "properties": sections}}
    return {"type": "object", "properties": {**sections, "variants": variants}}


def nameless_line() -> Schema:
    """A line whose values may only use words of the language."""
    keys: Schema = {
        "^(?:type|block|name|from)$": True,
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


def has(key: str, value: Schema | bool = True) -> Schema:
    """A mapping that has a key, with a value of that schema."""
    return {"type": "object", "properties": {key: value}, "required": [key]}


def mapping(properties: Schema, required: tuple[str, ...] = (), described: dict[str, str] | None = None) -> Schema:
    """A mapping with these keys and no others."""
    told = {name: {**schema, "description": (described or {}).get(name, "")} for name, schema in properties.items()}
    made: Schema = {"type": "object", "properties": told if described else properties, "additionalProperties": False}
    return {**made, "required": list(required)} if required else made


def told() -> Schema:
    """A text for people, or that in several languages."""
    texts: Schema = {code: {**TEXT, "description": f"the text in {name}"} for code, name in CODES.items()}
    return {"anyOf": [*TEXT["anyOf"], mapping(texts, required=("en",))]}


def witness() -> Schema:
    keys: Schema = {**dict.fromkeys(WITNESS_KEYS, TEXT), "says": TOLD, "value": Whole(0, 10**15).schema()}
    return mapping(keys, required=tuple(key for key, needed in REQUIRED.items() if needed), described=WITNESS_KEYS)


def image() -> Schema:
    made = mapping(dict.fromkeys(INPUT_KEYS, WHOLE), required=("channels",), described=INPUT_KEYS)
    both = {"type": "object", "properties": {"height": True, "width": True}, "required": ["height", "width"]}
    return {**made, "oneOf": [has("size"), both]}


def param() -> Schema:
    keys = {"default": VALUE, "choices": {"type": "array", "items": VALUE}, "about": TEXT}
    return mapping({name: keys[name] for name in PARAM_KEYS}, required=("default",))


def block() -> Schema:
    args: Schema = {"type": "object", "additionalProperties": {"description": "the default; empty when required"}}
    keys: Schema = {"args": args, "layers": {"$ref": "#/$defs/lines"}, "about": TEXT}
    return mapping({name: keys[name] for name in BLOCK_KEYS}, required=("layers",))


def common() -> Schema:
    """Keys of every line."""
    schemas: Schema = {"name": NAME_SCHEMA, "from": FROM, "when": FLAG, "repeat": Whole(0).schema(), "auxiliary": FLAG}
    return {name: {**schemas[name], "description": meaning} for name, meaning in LINE_KEYS.items()}


def line() -> Schema:
    """A line: the schema of its type, or a block with any arguments."""
    types = [
        {
            "if": has("type", {"const": name}),
            "then": {"$ref": f"#/$defs/layer-{name}"},
        }
        for name in TYPES
    ]
    call = {"type": "object", "properties": {**LINE_REFS, "block": TEXT}, "required": ["block"]}
    return {
        "type": "object",
        "properties": {"type": {"enum": list(TYPES), "description": "the layer type"}, "block": TEXT},
        "oneOf": [has("type"), has("block")],
        "allOf": [*types, {"if": has("block"), "then": call}],
    }


def keys_schema(layer: type[Keyed]) -> Schema:
    """The keys of a layer type or a recipe, with meaning and default."""
    made: Schema = {}
    for name, each in layer.keys.items():
        made[name] = {**each.kind.schema(), "description": each.meaning}
        if not each.required and each.default is not None:
            made[name]["default"] = each.kind.dump(each.default)
    return made


def required(layer: type[AnyLayer]) -> tuple[str, ...]:
    return tuple(name for name, each in layer.keys.items() if each.required)


def layer_line(layer: type[AnyLayer]) -> Schema:
    """A line of one layer type."""
    properties = {"type": {"const": layer.type}, **keys_schema(layer), **LINE_REFS}
    properties |= {key: {"$ref": f"#/$defs/follower-{key}"} for key in FOLLOWERS}
    if layer.merges:
        properties["branches"] = {
            "type": "array", "items": {"$ref": "#/$defs/lines"},
            "description": "lists of layers side by side; an empty list passes the input on",
        }  # fmt: skip
    made = mapping(properties, required=("type", *required(layer)))
    return {"title": layer.type, **made, "description": " ".join((layer.__doc__ or "").split())}


def follower(key: str) -> Schema:
    """The values that ``norm:``, ``activation:``, ``lrn:`` or ``dropout:`` may have."""
    types = FOLLOWERS[key]
    forms: list[Schema]
    if len(types) == 1:
        only = next(iter(types.values()))
        short = [only.keys[only.short].kind.schema()] if only.short else []
        forms = [*short, {"enum": ["none", False]}, mapping(keys_schema(only), required(only))]
    else:
        forms = [{"enum": [*types, "none", False]}]
        forms += [
            {
                "title": name,
                **mapping({"type": {"const": name}, **keys_schema(layer)}, ("type", *required(layer))),
            }
            for name, layer in types.items()
        ]
    return {"description": FOLLOWER_KEYS[key], "anyOf": [*forms, EXPRESSION_REF]}
