"""Models from exported source, and what tests compare of them with those that cnnstat builds."""

from __future__ import annotations

from typing import Any

import cnnstat
from cnnstat.network.graph import Network


def built(network: Network, logits: bool = False) -> Any:
    return cnnstat.build(network, logits=logits)


def exported(network: Network, logits: bool = False) -> Any:
    """An instance of the class that the exported file defines last."""
    from cnnstat.pytorch.export import export_source

    text = export_source(network, logits)
    assert "cnnstat" not in text.split('"""', 2)[2]
    space: dict[str, Any] = {"__name__": "exported"}
    exec(compile(text, f"{network.name}.py", "exec"), space)
    return [each for each in space.values() if getattr(each, "__module__", "") == "exported"][-1]()


def shapes(module: Any) -> list[tuple[str, tuple[int, ...]]]:
    return [(name, tuple(each.shape)) for name, each in module.state_dict().items()]


def flat(outputs: Any) -> list[Any]:
    """The tensors of an output with or without heads."""
    return [each for part in outputs for each in flat(part)] if isinstance(outputs, tuple) else [outputs]
