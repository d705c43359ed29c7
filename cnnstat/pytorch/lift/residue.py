"""What a lifted network leaves out of its module: parameters not reached, and MACs that torch counts besides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import torch
from torch.utils.flop_counter import FlopCounterMode

from cnnstat.analysis import Analysis
from cnnstat.pytorch.lift.step import Remark
from cnnstat.pytorch.lift.trace import Traced, evaluating
from cnnstat.pytorch.quiet import quiet

MOST_NAMED = 6


def residue(traced: Traced, used: Collection[str], analysis: Analysis) -> Iterator[Remark]:
    """What the module has and the network has not, and what torch counts for it."""
    held = {name: each.numel() for name, each in traced.module.named_parameters()}
    whole, reached = sum(held.values()), sum(count for name, count in held.items() if name in used)
    missing = {name: count for name, count in held.items() if name not in used and count}
    if missing:
        where = listed(outermost(missing, used))
        text = (
            f"{sum(missing.values()):,} of the module's {whole:,} parameters are not reached in evaluation, those of "
            f"{where}: the network has {reached:,}"
        )
        yield Remark(text, True)
    else:
        yield Remark(f"{whole:,} parameters, all that the module holds", False)
    if analysis.params != reached:
        text = f"the layers hold {analysis.params:,} parameters; those that they stand for are {reached:,}"
        yield Remark(text, True)
    counted, own = macs(traced), analysis.macs
    if analysis.counts.unknown and counted is not None and counted >= own:
        yield Remark(f"{own:,} of the {counted:,} MACs that torch's FlopCounterMode counts are of known layers", True)
    elif counted == own:
        yield Remark(f"{own:,} MACs, as torch's FlopCounterMode counts them", False)
    elif counted is None:
        yield Remark(f"torch's FlopCounterMode cannot run the module, so nothing confirms its {own:,} MACs", True)
    else:
        more = f"{abs(counted - own):,} {'more' if counted > own else 'fewer'}"
        yield Remark(f"torch's FlopCounterMode counts {more} MACs than these {own:,}", True)


def outermost(missing: Iterable[str], used: Collection[str]) -> dict[str, None]:
    """The modules, as far out as they reach, of which no parameter is used."""
    found: dict[str, None] = {}
    for name in missing:
        parts = name.split(".")
        paths = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
        found[next(path for path in paths if path == name or not any(each.startswith(f"{path}.") for each in used))] = (
            None
        )
    return found


def listed(names: Collection[str]) -> str:
    shown = list(names)[:MOST_NAMED]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def macs(traced: Traced) -> int | None:
    """Half of what torch counts for one forward pass on tensors without numbers; None where it cannot run there."""
    module = traced.module
    own = [*module.named_parameters(), *module.named_buffers()]
    empty = {name: torch.empty_like(each, device="meta") for name, each in own}
    x = torch.empty(traced.image, device="meta", dtype=traced.dtype)
    try:
        with quiet(), evaluating(module), torch.no_grad(), FlopCounterMode(display=False) as counter:
            torch.func.functional_call(module, empty, (x,), tie_weights=True)
    except Exception:  # a stranger's module may hold tensors that are neither parameters nor buffers
        return None
    return int(counter.get_total_flops()) // 2
