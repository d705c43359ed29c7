"""The spec language as JSON Schema (2020-12), made from the definitions that the reader itself uses.

The reader refuses everything that the schema refuses, except ``null`` where a text is expected. It also refuses more,
since a schema cannot know which names are params. If a spec declares neither params nor blocks there are no such names,
and the schema refuses unknown words. It gets numbers as an editor reads them: 010 as 10.
"""

from __future__ import annotations

import keyword

from cnnstat.keys.keyed import Keyed
from cnnstat.keys.kinds import EXPRESSION_REF, TEXT, Flag, Whole
from cnnstat.language import CODES
from cnnstat.layers import FOLLOWER_KEYS, FOLLOWERS, TYPES, AnyLayer
from cnnstat.network.recipe import Recipe
from cnnstat.network.witness import WITNESS_KEYS
from cnnstat.spec.block import BLOCK_KEYS
from cnnstat.spec.functions import FUNCTIONS
from cnnstat.spec.image import INPUT_KEYS
from cnnstat.spec.line import LINE_KEYS
from cnnstat.spec.literal import NO_WORDS, WORDS
from cnnstat.spec.param import PARAM_KEYS
from cnnstat.spec.schema_rules import (
    TEXT_IN_QUOTES,
    Schema,
    complete,
    complete_line,
    has,
    nameless,
    nameless_keys,
    nameless_line,
    some_block_has_defaults,
    without_names,
    words,
)
from cnnstat.spec.sections import SECTIONS, SOURCE_KEYS, VARIANT_SECTIONS
from cnnstat.spec.sources import NAME
from cnnstat.spec.witness import REQUIRED

DECIMAL = r"(?=\.?[0-9])(?:0|[1-9][0-9]*)?(?:\.[0-9]*)?"
NUMBER = rf"{DECIMAL}(?:[eE][-+]?[0-9]{{1,3}})?(?![A-Za-z0-9_.])"
OPERATOR = r"(?:[-+*/%(),<> \[\]]|[=!<>]=)"


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
SOURCE: Schema = {"anyOf": [*NAME_SCHEMA["anyOf"], {"type": "string", "pattern": r"^[A-Za-z0-9_.-]*\{[^{}]+\}"}]}
FROM: Schema = {"anyOf": [SOURCE, {"type": "array", "items": SOURCE, "minItems": 1}]}


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
        "defaults": {"$ref": "#/$defs/defaults"},
        "layers": {"$ref": "#/$defs/lines"},
    }  # fmt: skip
    variant = mapping({name: sections[name] for name in VARIANT_SECTIONS})
    variant["properties"]["params"] = {"type": "object", "additionalProperties": VALUE}
    sections["variants"] = {"type": "object", "additionalProperties": variant}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "cnnstat spec",
        **mapping({name: sections[name] for name in SECTIONS}, required=("input", "layers"), described=SECTIONS),
        "allOf": [
            {"if": {"type": "object", "anyOf": [has("params"), has("blocks")]}, "else": without_names()},
            {"if": {"type": "object", "anyOf": [has("defaults"), some_block_has_defaults()]}, "else": complete()},
        ],
        "$defs": {
            "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}},
            "line": line(),
            "defaults": defaults(),
            "complete-lines": {"type": "array", "items": {"$ref": "#/$defs/complete-line"}},
            "complete-line": complete_line(),
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
    keys: Schema = {
        "args": args, "defaults": {"$ref": "#/$defs/defaults"}, "layers": {"$ref": "#/$defs/lines"}, "about": TEXT,
    }  # fmt: skip
    return mapping({name: keys[name] for name in BLOCK_KEYS}, required=("layers",))


def common() -> Schema:
    """Keys of every line."""
    flags = dict.fromkeys(("when", "auxiliary", "output"), FLAG)
    schemas: Schema = {"name": NAME_SCHEMA, "from": FROM, "repeat": Whole(0).schema(), **flags}
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
        "properties": {
            "type": {"anyOf": [{"enum": list(TYPES)}, EXPRESSION_REF], "description": "the layer type"},
            "block": TEXT,
        },
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


def defaults() -> Schema:
    """Keys of lines, by their type."""
    followers = {key: {"$ref": f"#/$defs/follower-{key}"} for key in FOLLOWERS}
    types = {name: mapping({**keys_schema(layer), **followers}) for name, layer in TYPES.items()}
    return {**mapping(types), "description": SECTIONS["defaults"]}


def layer_line(layer: type[AnyLayer]) -> Schema:
    """A line of one layer type."""
    properties = {"type": {"const": layer.type}, **keys_schema(layer), **LINE_REFS}
    properties |= {key: {"$ref": f"#/$defs/follower-{key}"} for key in FOLLOWERS}
    if layer.merges:
        properties["branches"] = {
            "type": "array", "items": {"$ref": "#/$defs/lines"},
            "description": "lists of layers side by side; an empty list passes the input on",
        }  # fmt: skip
    made = mapping(properties, required=("type",))
    return {"title": layer.type, **made, "description": " ".join((layer.__doc__ or "").split())}


def follower(key: str) -> Schema:
    """The values that ``norm:``, ``activation:``, ``lrn:`` or ``dropout:`` may have."""
    types = FOLLOWERS[key]
    forms: list[Schema]
    if len(types) == 1:
        only = next(iter(types.values()))
        short = [only.keys[only.short].kind.schema()] if only.short else []
        forms = [*short, {"enum": ["none", False]}, mapping(keys_schema(only))]
    else:
        forms = [{"enum": [*types, "none", False]}]
        forms += [
            {
                "title": name,
                **mapping({"type": {"const": name}, **keys_schema(layer)}, ("type",)),
            }
            for name, layer in types.items()
        ]
        named = {"allOf": [EXPRESSION_REF, {"not": {"enum": list(types)}}]}  # a param, say, whose keys are not known
        forms.append({"type": "object", "properties": {"type": named}, "required": ["type"]})
    return {"description": FOLLOWER_KEYS[key], "anyOf": [*forms, EXPRESSION_REF]}
