"""One peer at work on one of torchvision's models, alone in its process: what ``python -m tests.benchmarks`` runs.

``python tests/benchmarks/peer_side.py table PEER MODEL`` prints the peer's table of layers; ``once`` in its place
prints the seconds of one analysis without a table, the model built and one analysis done before. FlopCounterMode and
torchinfo, which can, get a model without numbers.
"""

from __future__ import annotations

import contextlib
import io
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

Count = Callable[[Any, Any, bool], object]


def flopcounter(model: Any, x: Any, show: bool) -> None:
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=show, depth=9):
        model(x)


def torchinfo(model: Any, x: Any, show: bool) -> None:
    from torchinfo import summary

    summary(model, input_data=x, depth=9, verbose=int(show), col_names=("output_size", "num_params", "mult_adds"))


def fvcore(model: Any, x: Any, show: bool) -> None:
    from fvcore.nn import FlopCountAnalysis, flop_count_table

    analysis = FlopCountAnalysis(model, x)
    analysis.by_module()
    if show:
        print(flop_count_table(analysis, max_depth=9))


def thop(model: Any, x: Any, show: bool) -> None:
    from thop import profile

    found = profile(model, inputs=(x,), verbose=False, ret_layer_info=True)
    if show:
        print(*found)


def ptflops(model: Any, x: Any, show: bool) -> None:
    from ptflops import get_model_complexity_info

    get_model_complexity_info(model, tuple(x.shape[1:]), print_per_layer_stat=show, backend="pytorch")


def calflops(model: Any, x: Any, show: bool) -> None:
    from calflops import calculate_flops

    calculate_flops(model, input_shape=tuple(x.shape), print_results=show, print_detailed=show)


def torchscan(model: Any, x: Any, show: bool) -> None:
    from torchscan import crawl_module, summary

    (summary if show else crawl_module)(model, args=(x,))


def torchlens(model: Any, x: Any, show: bool) -> None:
    import torchlens

    trace = torchlens.trace(model, x)
    report = torchlens.report.flops_report(trace)
    if show:
        print(report, trace.summary(view="compute"))


PEERS: dict[str, tuple[str, Count]] = {
    "FlopCounterMode": ("meta", flopcounter),
    "torchinfo": ("meta", torchinfo),
    "fvcore": ("cpu", fvcore),
    "thop": ("cpu", thop),
    "ptflops": ("cpu", ptflops),
    "calflops": ("cpu", calflops),
    "torchscan": ("cpu", torchscan),
    "TorchLens": ("cpu", torchlens),
}


def model_of(name: str, device: str) -> tuple[Any, Any]:
    """torchvision's model at inference, none of whose first weights are drawn, and an image."""
    import torch
    import torchvision

    settings = {"init_weights": False} if name.startswith(("vgg", "googlenet")) else {}
    with torch.device("meta"):
        model = getattr(torchvision.models, name)(weights=None, **settings).eval()
    if device != "meta":
        model = model.to_empty(device=device)
        with torch.no_grad():
            for each in (*model.parameters(), *model.buffers()):
                each.zero_()
    return model, torch.zeros(1, 3, 224, 224, device=device)


def main() -> None:
    what, peer, name = sys.argv[1:]
    warnings.simplefilter("ignore")
    device, count = PEERS[peer]
    import torch

    with torch.no_grad():
        model, x = model_of(name, device)
        if what == "table":
            count(model, x, True)
            return
        with contextlib.redirect_stdout(io.StringIO()):
            count(model, x, False)
            start = time.perf_counter()
            count(model, x, False)
            seconds = time.perf_counter() - start
    print(seconds)


if __name__ == "__main__":
    main()
