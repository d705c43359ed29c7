"""What PyTorch holds while it runs a model, as its own MemTracker counts it on tensors without contents.

Tensors stand for those on a GPU, in two ways: dropout keeps a mask of one byte, as the fused kernel there does, and
optimizers take all weights at once. Otherwise the operations, what they keep and when it is free do not depend on the
device.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.distributed._tools.mem_tracker import MemTracker
from torch.nn import functional
from torch.overrides import TorchFunctionMode

from cnnstat.network.graph import Network
from cnnstat.pytorch.model import Model
from cnnstat.pytorch.train.optim import optimizer_of

OPTIMIZERS: dict[str, Callable[[Any, float], torch.optim.Optimizer]] = {
    "sgd": lambda weights, decay: torch.optim.SGD(weights, 0.1, weight_decay=decay, foreach=True),
    "momentum": lambda weights, decay: torch.optim.SGD(weights, 0.1, 0.9, weight_decay=decay, foreach=True),
    "adam": lambda weights, decay: torch.optim.Adam(weights, 0.1, weight_decay=decay, foreach=True),
}
TYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}


class Tracked(NamedTuple):
    """Bytes, of a batch."""

    inference: int
    """most at the same time besides the weights"""
    training: int
    """most at the same time in a step, with the weights"""


class Tracker(MemTracker):  # type: ignore[no-untyped-call]
    """MemTracker without its statistics of each module, which take most of its time."""

    def _update_peak_stats(self, peak_state: Any) -> None:
        for device, held in self._curr_mem_snap.items():
            self._peak_mem[device] = max(self._peak_mem.get(device, 0), held["Total"])

    def _pre_fw_hook(self, module: Any, inputs: Any) -> None: ...

    def _post_fw_hook(self, module: Any, inputs: Any, outputs: Any) -> None: ...

    def _pre_bw_hook(self, module: Any, args: Any) -> None: ...

    def _post_bw_hook(self, module: Any, args: Any) -> None: ...

    @property
    def most(self) -> int:
        """The most bytes held at the same time."""
        return sum(self._peak_mem.values())


class FusedDropout(TorchFunctionMode):
    """Dropout as a GPU has it."""

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if function is not functional.dropout:
            return function(*args, **(kwargs or {}))
        return fused(*args, **(kwargs or {}))


def fused(x: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    return torch.native_dropout(x, p, True)[0] if training else x


@contextlib.contextmanager
def without_contents(dtype: str) -> Iterator[None]:
    """Inside the ``with`` block tensors have no contents, and this type unless another is asked for."""
    with FakeTensorMode(), FusedDropout():
        torch.set_default_dtype(TYPES[dtype])
        try:
            yield
        finally:
            torch.set_default_dtype(torch.float32)


def tracked(
    make: Callable[[], nn.Module], image: Sequence[int], batch: int, dtype: str, optimizer: str, decay: float
) -> Tracked:
    """What a model takes at inference, and in the second of two steps."""
    with without_contents(dtype):
        model, x = make(), torch.empty(batch, *image)
        labels = torch.zeros(batch, dtype=torch.long)
        idle = tracker(model.eval())
        weights = sum(each["Total"] for each in idle.get_tracker_snapshot().values())
        idle.track_external(x)
        with idle, torch.no_grad():
            model(x)
        update = OPTIMIZERS[optimizer](list(model.train().parameters()), decay)
        run(model, update, x, labels)  # after which there is the optimizer's state
        step = tracker(model, update, x, labels)
        with step:
            run(model, update, x, labels)
    return Tracked(idle.most - weights, step.most)


def tracked_by_recipe(network: Network, batch: int, precision: str) -> int:
    """What a network of ours takes in the second of two steps with its recipe's optimizer, under autocast."""
    with without_contents("float32"):
        model, x = Model(network, logits=True).train(), torch.empty(batch, *network.input[:3])
        labels = torch.zeros(batch, dtype=torch.long)
        update = optimizer_of(network.recipe, model)
        for group in update.param_groups:
            group["foreach"] = True
        run(model, update, x, labels, precision)
        step = tracker(model, update, x, labels)
        with step:
            run(model, update, x, labels, precision)
    return step.most


def run(
    model: nn.Module, update: torch.optim.Optimizer, x: Tensor, labels: Tensor, precision: str = "float32"
) -> None:  # fmt: skip
    """One step, as a training loop takes it; in a precision other than float32 under autocast."""
    update.zero_grad(set_to_none=True)
    with torch.autocast("cpu", TYPES[precision], precision != "float32"):
        outputs = model(x)
    loss_of(outputs, labels).backward()  # type: ignore[no-untyped-call]
    update.step()


def tracker(*known: Any) -> Tracker:
    """A tracker that knows what was made before."""
    made = Tracker()
    made.track_external(*known)
    return made


def loss_of(outputs: Any, labels: Tensor) -> Tensor:
    """The cross-entropy of a model's output, and of its auxiliary heads if it has any."""
    main, *heads = flat(outputs)
    loss = functional.cross_entropy(main.float(), labels)
    for head in heads:
        loss = loss + functional.cross_entropy(head.float(), labels)
    return loss


def flat(outputs: Any) -> list[Tensor]:
    """All tensors among a model's outputs."""
    if isinstance(outputs, Tensor):
        return [outputs.flatten(1)]
    return [tensor for each in outputs if each is not None for tensor in flat(each)]
