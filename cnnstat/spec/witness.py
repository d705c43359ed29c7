"""The witnesses section of a spec."""

from __future__ import annotations

from cnnstat.errors import SpecError, nearest, shown
from cnnstat.keys.kinds import Whole
from cnnstat.network.witness import WITNESS_KEYS, Witness
from cnnstat.spec.mistakes import NotedError, going_on
from cnnstat.spec.source import Node, Scalar
from cnnstat.spec.value import as_list, as_mapping, as_text, as_told, check_keys, compile_node

MOST_WITNESSES = 100
REQUIRED = {"says": True, "section": False, "formula": True, "value": True}


def read_witnesses(node: Node | None, layers: set[str] | None) -> tuple[Witness, ...]:
    """The witnesses; their formulas may use ``input`` and the names of ``layers``, which are those with maps.

    Without these, in a survey, any names may stand there.
    """
    if node is None:
        return ()
    items = as_list(node, "witnesses")
    if len(items) > MOST_WITNESSES:
        raise SpecError(f"witnesses: expected at most {MOST_WITNESSES}, got {len(items)}", node.position)
    found = []
    for item in items:
        with going_on():
            found.append(read_witness(item, layers))
    return tuple(found)


def read_witness(node: Node, layers: set[str] | None) -> Witness:
    section = as_mapping(node, "witnesses")
    check_keys(section, {key: REQUIRED[key] for key in WITNESS_KEYS}, "witnesses: ")
    entries = section.entries
    if any(needed and key not in entries for key, needed in REQUIRED.items()):
        raise NotedError("")
    formula = compile_node(entries["formula"], "witnesses: formula")
    known = {"input", *(formula.names if layers is None else filter(str.isidentifier, layers))}
    for name in sorted(formula.names - known):
        raise SpecError(f"witnesses: formula: unknown name {shown(name)}{nearest(name, known)}", formula.position)
    if not formula.names or not isinstance(entries["formula"], Scalar):
        raise SpecError("witnesses: formula: expected arithmetic on input or on names of layers", formula.position)
    return Witness(
        as_told(entries["says"], "witnesses: says"),
        as_text(entries["section"], "witnesses: section") if "section" in entries else "",
        entries["formula"].text,
        formula.names,
        formula.evaluate,
        compile_node(entries["value"], "witnesses: value").parse(Whole(0, 10**15), {}, "witnesses: value"),
    )
