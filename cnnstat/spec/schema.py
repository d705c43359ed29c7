"""The spec language as JSON Schema (2020-12), made from the definitions that the reader itself uses."""

from __future__ import annotations

from typing import Any

from cnnstat.keys.keyed import Keyed
from cnnstat.keys.kinds import EXPRESSION_REF, Flag, Whole
from cnnstat.layers import FOLLOWERS, TYPES, AnyLayer
from cnnstat.network.recipe import Recipe
from cnnstat.network.witness import WITNESS_KEYS
from cnnstat.spec.document import (
    BLOCK_KEYS,
    INPUT_KEYS,
    SECTIONS,
    SOURCE_KEYS,
    VARIANT_SECTIONS,
)
from cnnstat.spec.line import LINE_KEYS, NAME
from cnnstat.spec.param import PARAM_KEYS
from cnnstat.spec.witness import REQUIRED

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
EXPRESSION: Schema = {"type": "string", "minLength": 1, "description": "an expression, such as 32 * width"}
WHOLE = Whole().schema()
FLAG = Flag().schema()
LINE_REFS: Schema = {name: {"$ref": f"#/$defs/key-{name}"} for name in LINE_KEYS}
VALUE: Schema = {"type": ["number", "boolean", "string"]}
# Names are taken as they are written: `1x1` and `3` alike. $ instead of \Z, which JSON Schema's dialect lacks.
NAME_SCHEMA: Schema = {
    "anyOf": [{"type": "string", "pattern": f"^{NAME.pattern.replace(chr(92) + 'Z', '$')}"}, {"type": "integer"}]
}
FROM: Schema = {"anyOf": [NAME_SCHEMA, {"type": "array", "items": NAME_SCHEMA, "minItems": 1}]}


def spec_schema() -> Schema:
    """The schema of a whole spec file."""
    sections: Schema = {
        "name": TEXT, "title": TEXT, "about": TEXT,
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
        "$defs": {
            "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}},
            "line": line(),
            **{f"layer-{name}": layer_line(layer) for name, layer in TYPES.items()},
            **{f"follower-{key}": follower(key) for key in FOLLOWERS},
            **{f"key-{name}": schema for name, schema in common().items()},
            "expression": EXPRESSION,
        },
    }


def mapping(properties: Schema, required: tuple[str, ...] = (), described: dict[str, str] | None = None) -> Schema:
    """A mapping with these keys and no others."""
    told = {name: {**schema, "description": (described or {}).get(name, "")} for name, schema in properties.items()}
    made: Schema = {"type": "object", "properties": told if described else properties, "additionalProperties": False}
    return {**made, "required": list(required)} if required else made


def witness() -> Schema:
    keys: Schema = {**dict.fromkeys(WITNESS_KEYS, TEXT), "value": Whole(0, 10**15).schema()}
    return mapping(keys, required=tuple(key for key, needed in REQUIRED.items() if needed), described=WITNESS_KEYS)


def image() -> Schema:
    made = mapping(dict.fromkeys(INPUT_KEYS, WHOLE), required=("channels",), described=INPUT_KEYS)
    return {**made, "oneOf": [{"required": ["size"]}, {"required": ["height", "width"]}]}


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
            "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
            "then": {"$ref": f"#/$defs/layer-{name}"},
        }
        for name in TYPES
    ]
    call = {"type": "object", "properties": {**LINE_REFS, "block": TEXT}, "required": ["block"]}
    return {
        "type": "object",
        "properties": {"type": {"enum": list(TYPES), "description": "the layer type"}, "block": TEXT},
        "oneOf": [{"required": ["type"]}, {"required": ["block"]}],
        "allOf": [*types, {"if": {"required": ["block"]}, "then": call}],
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
    return {**made, "description": " ".join((layer.__doc__ or "").split())}


def follower(key: str) -> Schema:
    """What may stand behind ``norm:``, ``activation:``, ``lrn:`` or ``dropout:``."""
    types = FOLLOWERS[key]
    if len(types) == 1:
        only = next(iter(types.values()))
        short = [only.keys[only.short].kind.schema()] if only.short else [EXPRESSION_REF]
        return {"anyOf": [*short, {"const": "none"}, mapping(keys_schema(only), required(only))]}
    forms = [
        mapping({"type": {"const": name}, **keys_schema(layer)}, ("type", *required(layer)))
        for name, layer in types.items()
    ]
    return {"anyOf": [{"enum": [*types, "none"]}, EXPRESSION_REF, *forms]}
