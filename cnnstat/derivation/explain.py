"""The derivations that a person asked for: of some quantities of a network, a block or a layer."""

from __future__ import annotations

from collections.abc import Sequence

from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.derivation.layer import ALWAYS, explain_layer
from cnnstat.derivation.layer import EXPLAINED as OF_LAYERS
from cnnstat.derivation.network import EXPLAINED, SUMMED, explain_block, explain_network
from cnnstat.derivation.steps import Derivation, Explanation
from cnnstat.errors import UsageError
from cnnstat.quantities.table import layer_row, notes
from cnnstat.quantities.words import MEMORY, keys_of

NOTHING = ("0", "0 B")
PLACES = ("rf", "rf_union", "jump", "start")
"""Figures for which 0 is a value like any other."""
OF_LAST = ("output_shape", "rf", "rf_union")
"""Figures of a block that are those of its last layer."""


def explain(analysis: Analysis, layer: str = "", quantities: Sequence[str] = ()) -> Explanation:
    """How figures are computed.

    Args:
        analysis: the analysis of the network.
        layer: the name of a layer or a block; the whole network if empty.
        quantities: names of figures: keys of the table's columns and of the network's figures, and the words of
            :data:`cnnstat.quantities.words.GROUPS`; all figures if empty.

    Raises:
        UsageError: there is no such layer or quantity; the message suggests a similar name.
    """
    network = analysis.network
    wanted = keys_of(quantities)
    if not layer:
        refuse_others(wanted, (*EXPLAINED, *MEMORY, *SUMMED), "the whole network")
        found = explain_network(analysis, wanted)
        return Explanation(network.title, "", found, notes(analysis))
    inside = set(network.select(layer))
    chosen = [each for each in analysis.layers if each.order in inside]
    if not chosen:
        raise UsageError(f"{layer} exists in training only; --mode train shows it")
    if len(chosen) == 1 and chosen[0].name == layer:
        own = chosen[0]
        refuse_others(wanted, OF_LAYERS, layer)
        told = " ".join(filter(None, (own.type, layer_row(own).detail)))
        after = ", ".join(follower.type for follower in own.node.followers)
        found = explain_layer(analysis, own, wanted or without_gates(OF_LAYERS, own))
        about = f"{told}, then {after}" if after else told
    else:
        refuse_others(wanted, (*OF_LAST, *SUMMED), f"block {layer}")
        found = explain_inside(analysis, layer, wanted or without_gates((*OF_LAST, *SUMMED), chosen[-1]))
        about = f"{len(chosen)} layers"
    shown, none = (found, []) if wanted else without_zeros(found)
    return Explanation(f"{network.title}, {layer}", about, shown, [*none, *notes(analysis)])


def without_gates(keys: Sequence[str], layer: LayerAnalysis) -> Sequence[str]:
    """The keys without ``rf_union`` if there are no gates, since the union is then the field itself."""
    return keys if layer.field.gated else [key for key in keys if key != "rf_union"]


def explain_inside(analysis: Analysis, block: str, keys: Sequence[str]) -> list[Derivation]:
    """The figures of a block: sums over its layers, and the output of its last layer."""
    inside = set(analysis.network.select(block))
    last = [each for each in analysis.layers if each.order in inside][-1]
    found = []
    for key in keys:
        if key in SUMMED:
            found += explain_block(analysis, block, [key])
        else:
            (own,) = explain_layer(analysis, last, [key])
            found.append(own._replace(remarks=[f"of {last.name}, the last layer of the block", *own.remarks]))
    return found


def without_zeros(found: Sequence[Derivation]) -> tuple[list[Derivation], list[str]]:
    """The derivations that are not zero, and a sentence that lists those that are."""
    shown = [each for each in found if each.key in PLACES or not (each.result in NOTHING or nothing(each))]
    kept = {each.key for each in shown}
    none = [each.title for each in found if each.key in ALWAYS and each.key not in kept]
    return shown, [f"No {', '.join(none)}."] if none else []


def nothing(derivation: Derivation) -> bool:
    """Whether it is a share that is zero."""
    return all(each.whole is not None and each.value == 0 for each in derivation.equations) and not derivation.addends


def refuse_others(wanted: Sequence[str], known: Sequence[str], what: str) -> None:
    """Raise UsageError for a quantity that exists, but not for this layer, block or network."""
    for key in wanted:
        if key not in known:
            raise UsageError(f"{key} is no figure of {what}; it has {', '.join(dict.fromkeys(known))}")
