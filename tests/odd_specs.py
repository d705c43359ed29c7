"""Specs in which some value is odd: every key of the language, with values that nobody would write there.

A text is a valid small spec in which one to three values are replaced. Most are refused, some are accepted; whatever
becomes of one, it must be a network or one readable refusal.
"""

from __future__ import annotations

import random
from typing import Any

from cnnstat.keys.kinds import ConnectionTable, Flag, Kind, Number, Numbers, Padding, Pair, Sizes, Whole
from cnnstat.keys.words import Codes, Names, Text, Word
from cnnstat.layers import FOLLOWERS, TYPES
from cnnstat.network.recipe import Recipe
from cnnstat.network.witness import WITNESS_KEYS
from cnnstat.spec.line import LINE_KEYS
from cnnstat.spec.sections import SECTIONS

Line = dict[str, str]
"""Keys with their values as they stand in the file."""

BAD = ["1/0", "2 ** 65", "1e400", "make_divisible(0)", "nosuch", "width / (index - 1)", "not 1", "min(1)", "-'a'"]
"""Expressions that cannot be evaluated: some nowhere, some in the first instance of a repeated line only."""

ODD = [
    *BAD, "-1", "0", "1", "2", "1.5", "1/3", "1e-400", "1e3", "999999999999999", "9" * 3000, "true", "false", "null",
    "~", "''", "' '", '"x"', "'same'", "same", "none", "relu", "batchnorm", "index", "channels", "width", "pad", "word",
    "nan", "inf", ".nan", ".inf", "x" * 500, "(" * 80 + "1" + ")" * 80, "1" + " + 1" * 90, "\"a\\x07b\"", "é", "'#.'",
    "1 if index == 1 else 2", "pad if index > 1 else 0", "pad == 'same'", "word == 'nosuch'", "1 < 2", "1 == 'a'",
    "off", "010", "1_000", "0x10", "1:30", "a.b", "input", "[]", "{}", "[[]]", "[1, 2]", "[2, 1, 1]", "[[0], [1, 2]]",
    "[[0, 0]]", "['#.', '.#']", "[a, b]", "[[[1]]]", "{top: 1}", "{top: 1, left: 2}", "{up: 1}", "{a: {b: [c]}}",
    "[null]", "[true]", "{type: elu, alpha: 1/0}", "{type: relu}", "{p: 1/0}", "{size: [1/0]}", "{default: same}",
    "{1: 2}", "&a [*a]", "!!int 1", "*b", "- 1", "[1, ", "<<", "{<<: {}}", "@", "\"\\0\"",
    *(f"[{each}, 2]" for each in BAD), *(f"{{top: {each}}}" for each in BAD), *(f"[[{each}]]" for each in BAD[:3]),
    *(f"{{x: [{each}]}}" for each in BAD[:3]),
]  # fmt: skip
"""Values as a file has them, good and bad YAML alike."""

FLAT = ["linear", "rbf"]
"""Layers that take a flat vector."""


def usual(kind: Kind, chance: random.Random) -> str:
    """A value that a key of that kind takes, if it goes with its neighbours."""
    match kind:
        case Padding():
            return chance.choice(["0", "1", "same", "pad", "[1, 0]", "{top: 1}"])
        case Pair():
            return chance.choice(["1", "2", "[1, 2]", "width - 2", "[2, width - 3]"])
        case Whole():
            return chance.choice(["1", "2", "4", "width", "width / 2"])
        case Number():
            return chance.choice(["0.5", "1", "1/3", "width / 7"])
        case Numbers():
            return chance.choice(["0.5", "1/3", "[0.5, 0.1]", "[width / 8]"])
        case Flag():
            return chance.choice(["true", "false", "width == 4"])
        case Sizes():
            return chance.choice(["[2, 2]", "[1, 3]", "[width]"])
        case ConnectionTable():
            return chance.choice(["[[0, 1], [2]]", "[[width - 1]]"])
        case Codes():
            return "['#.', '..']"
        case Names():
            return "[l1]"
        case Text():
            return chance.choice(["as the paper says", "'a: b # c'", '"it\'s"'])
        case Word():
            return chance.choice(kind.choices)
    raise TypeError(kind)


def keys(known: dict[str, Any], chance: random.Random) -> Line:
    """The keys of a layer, or of the recipe: what is required, and now and then another."""
    chosen = {name: each for name, each in known.items() if each.required or chance.random() < 0.3}
    return {name: usual(each.kind, chance) for name, each in chosen.items()}


def layer(chance: random.Random, number: int, kind: str) -> Line:
    """The line of a layer, with keys of a line, and with followers."""
    line = {"name": f"l{number}", "type": kind, **keys(TYPES[kind].keys, chance)}
    if kind == "conv" and "table" not in line:
        line["filters"] = "4 * index"
    if TYPES[kind].merges:
        line |= {"branches": "[[], [{type: relu}]]"} if chance.random() < 0.5 or number == 1 else {
            "from": f"[l{number - 1}, l{number - 1}]"
        }  # fmt: skip
    for follower in FOLLOWERS:
        if chance.random() < 0.15:
            types = FOLLOWERS[follower]
            name = chance.choice(list(types))
            inner = keys(types[name].keys, chance) | ({"type": name} if len(types) > 1 else {})
            line[follower] = name if len(inner) == 1 and "type" in inner else flow(inner)
    extra = {"when": "index < 3", "repeat": "2", "auxiliary": "index > 5", "output": "index < 2"}
    return line | {key: value for key, value in extra.items() if chance.random() < 0.1}


def flow(entries: Line) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in entries.items()) + "}"


def spec(chance: random.Random) -> str:
    """The text of a spec with one to three odd values."""
    image = {"channels": "4", "size": "9"} if chance.random() < 0.8 else {"channels": "4", "height": "8", "width": "9"}
    params = {"width": "4", "pad": "{default: same, choices: [valid, same]}", "word": "{default: a, choices: [a, b]}"}
    kinds = chance.choices([kind for kind in TYPES if kind not in FLAT], k=chance.randint(1, 3))
    kinds += ["flatten", chance.choice(FLAT)] if chance.random() < 0.2 else []
    lines = [layer(chance, number, kind) for number, kind in enumerate(kinds, 1)]
    arguments, call = {"x": "2", "y": "[1, 2]", "z": "pad"}, {"name": "b1", "block": "b", "x": "width", "y": "[2, 1]"}
    inner = {"type": "conv", "filters": "x", "kernel": "y", "padding": "z", "norm": "{type: batchnorm, eps: 1 / x}"}
    recipe = keys(Recipe.keys, chance)
    recipe |= {"schedule": "milestones", "milestones": "[2, 3]"} if "milestones" in recipe else {"schedule": "step"}
    witness = {"says": "4 maps", "formula": "input ** 2", "value": "81", "section": "3"}
    source = {"paper": "'Somebody: A Net, 2020'", "section": "3.5"}
    own = {"params": "{width: 2}", "title": "another"}
    head = {"name": "net", "title": "A net", "about": "'of the: test'"}
    groups = [image, params, *lines, arguments, call, inner, recipe, witness, source, own, head]
    for _ in range(chance.choice([0, 1, 1, 1, 2])):
        disturb(chance.choice(groups), chance)
    parts: dict[str, str] = {**{key: value for key, value in head.items() if chance.random() < 0.5}}
    parts |= {"source": flow(source), "params": flow(params), "input": flow(image), "recipe": flow(recipe)}
    parts |= {"witnesses": f"[{flow(witness)}]", "variants": flow({"other": flow(own)})}
    parts |= {"blocks": flow({"b": flow({"args": flow(arguments), "layers": f"[{flow(inner)}]"})})}
    for key in ("source", "recipe", "witnesses", "variants", "blocks"):
        if chance.random() < 0.4:
            del parts[key]
    if "blocks" in parts:
        lines.append(call)
    if chance.random() < 0.05:
        parts[chance.choice(list(SECTIONS))] = chance.choice(ODD)
    body = "".join(f"  - {flow(line)}\n" for line in lines)
    parts.setdefault("layers", f"\n{body}")
    return "".join(f"{key}: {value}\n" for key, value in parts.items())


def disturb(group: Line, chance: random.Random) -> None:
    """Give a key of a group, or one that it could have, an odd value; now and then take it away."""
    known = {*group, *(LINE_KEYS if "type" in group else ()), *(FOLLOWERS if "type" in group else ())}
    known |= set(TYPES[group["type"]].keys) if group.get("type") in TYPES else set()
    known |= set(WITNESS_KEYS) if "formula" in group else set()
    known |= set(Recipe.keys) if set(group) <= set(Recipe.keys) else set()
    key = chance.choice(sorted(known))
    if chance.random() < 0.05:
        group.pop(key, None)
    else:
        group[key] = chance.choice(ODD)
