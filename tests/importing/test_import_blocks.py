"""Which groups of lines become templates, where groups lie in each other; brute force tells which can be blocks."""

from __future__ import annotations

import random
from collections.abc import Sequence

from cnnstat.errors import Position
from cnnstat.importing.blocks import MOST_ARGUMENTS, Template, written
from cnnstat.importing.groups import groups_of
from cnnstat.importing.lifted import INPUT, Lifted
from cnnstat.importing.lines import Line, lines_of

PLACE = Position("net", 1, 1)


def conv(name: str, read: str, filters: int) -> Lifted:
    return Lifted(name, "conv", (read,), PLACE, {"filters": filters, "kernel": 1})


def unit(name: str, read: str, filters: int, deep: str = "") -> list[Lifted]:
    """Two convolutions and the sum of them and the input."""
    first, second = f"{name}.{deep}a", f"{name}.{deep}b"
    return [
        conv(first, read, filters), conv(second, first, filters),
        Lifted(f"{name}.sum", "add", (second, read), PLACE),
    ]  # fmt: skip


def chain(*made: tuple[str, int], deep: str = "") -> list[Lifted]:
    found = [conv("stem", INPUT, made[0][1])]
    for name, filters in made:
        found += unit(name, found[-1].name, filters, deep)
    return found


def texts(layers: Sequence[Lifted]) -> tuple[dict[str, list[str]], list[str]]:
    """The lines of each template, and those of the network: names and blocks."""
    blocks, rows = written(lines_of(layers))
    inside = {name: [line["name"] for line in block["layers"]] for name, block in blocks.items()}
    return inside, [f"{row['name']} {row.get('block', '')}".strip() for row in rows]


def test_units_in_stages() -> None:
    layers = chain(("stage1.0", 8), ("stage1.1", 8), ("stage2.0", 16), ("stage2.1", 16), ("stage2.2", 16))
    assert texts(layers) == (
        {"stage": ["a", "b", "sum"]},
        ["stem", "stage1.0 stage", "stage1.1 stage", "stage2.0 stage", "stage2.1 stage", "stage2.2 stage"],
    )


def test_groups_in_units() -> None:
    layers = chain(("f.1", 8), ("f.2", 8), ("f.3", 16), deep="conv.")
    assert texts(layers) == ({"unit": ["conv.a", "conv.b", "sum"]}, ["stem", "f.1 unit", "f.2 unit", "f.3 unit"])


def test_the_innermost_where_only_that_is_alike() -> None:
    layers = [conv("stem", INPUT, 8)]
    for at in range(4):
        made = unit(f"f.{at}", layers[-1].name, 8, "conv.")
        layers += made if at % 2 else made[:-1]
    blocks, rows = texts(layers)
    assert blocks == {"conv": ["a", "b"]}
    assert rows == [
        "stem", "f.0.conv conv", "f.1.conv conv", "f.1.sum", "f.2.conv conv", "f.3.conv conv", "f.3.sum",
    ]  # fmt: skip


def test_a_template_has_no_name_of_an_argument() -> None:
    """As in timm's DPN: an argument ``conv`` and a template ``conv`` could not be told apart."""
    found = [conv("stem", INPUT, 8)]
    for name, filters, kind in (
        ("f.1", 8, "add"),
        ("f.2", 16, "add"),
        ("conv.1", 8, "concat"),
        ("conv.2", 16, "concat"),
    ):
        read, one, two = found[-1].name, f"{name}.conv", f"{name}.other"
        found += [conv(one, read, filters), conv(two, one, 2 * filters), Lifted(f"{name}.end", kind, (two, two), PLACE)]
    blocks, _ = written(lines_of(found))
    assert len(blocks) == 2
    assert {"conv", "other"} == {name for each in blocks.values() for name in each["args"]}
    assert "conv" not in blocks


def test_one_of_its_form_stays_as_it_is() -> None:
    assert texts(chain(("a.b.c", 8))) == ({}, ["stem", "a.b.c.a", "a.b.c.b", "a.b.c.sum"])


def may_be_block(path: str, lines: Sequence[Line]) -> bool:
    """Whether the lines below a path follow each other, read one line outside, and only the last is read there."""
    own = [at for at, line in enumerate(lines) if line.layer.name.startswith(f"{path}.")]
    if len(own) < 2 or own != list(range(own[0], own[-1] + 1)):
        return False
    names = [lines[at].layer.name for at in own]
    outside = {read for at in own for read in lines[at].layer.reads} - {*names}
    others = {read for at, line in enumerate(lines) if at not in own for read in line.layer.reads}
    return len(outside) == 1 and not others & {*names[:-1]}


def test_all_groups_are_found() -> None:
    chance = random.Random(5)
    for _ in range(300):
        lines: list[Line] = []
        for at in range(chance.randint(2, 9)):
            path = ".".join(chance.choice("pq") for _ in range(chance.randint(0, 3)))
            before = [line.layer.name for line in lines[-2:]] or [INPUT]
            reads = tuple(sorted({chance.choice(before) for _ in range(2)}))
            kind = "add" if len(reads) > 1 else "relu"
            lines.append(Line(Lifted(f"{path}.n{at}".strip("."), kind, reads, PLACE)))
        paths = {"p", "q", *(f"{a}.{b}" for a in "pq" for b in "pq")}
        paths |= {f"{a}.{b}.{c}" for a in "pq" for b in "pq" for c in "pq"}
        assert {group.path for group in groups_of(lines)} == {path for path in paths if may_be_block(path, lines)}


def test_blocks_deeper_inside_than_eight_are_told_by_their_names_alone() -> None:
    deep = ".".join("abcdefghij")
    lines = lines_of([conv("s", INPUT, 1), conv(f"{deep}.x", "s", 1), conv(f"{deep}.y", f"{deep}.x", 1)])
    assert [group.path for group in groups_of(lines)] == [deep[: 2 * depth + 1] for depth in range(8)]


def test_no_more_values_are_compared_than_a_template_may_have() -> None:
    read, layers = "s", [conv("s", INPUT, 1)]
    for block in ("f.0", "f.1"):
        for at in range(100):
            layers.append(conv(f"{block}.c{at}", read, 1 + at + 200 * (block == "f.1") * (at + 1)))
            read = layers[-1].name
    (groups,) = ([group for group in groups_of(lines_of(layers)) if group.path in ("f.0", "f.1")],)
    assert len(groups) == 2
    template = Template(groups)
    assert len([*template.differing()]) == MOST_ARGUMENTS + 1
    assert texts(layers)[0] == {}
