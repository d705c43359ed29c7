"""Pools, and means over a whole map."""

from __future__ import annotations

import math
from typing import Any

from cnnstat.pytorch.lift.operations.registry import lifts
from cnnstat.pytorch.lift.operations.weighted import padding_of, unpadded
from cnnstat.pytorch.lift.step import Step
from cnnstat.pytorch.lift.value import CHANNELS, HEIGHT, WIDTH, Value


def window(step: Step, value: Value) -> dict[str, Any]:
    """The keys of a pool's window."""
    kernel = step.numbers("kernel_size")
    stride = step.numbers("stride", kernel)
    padding = padding_of(step.numbers("padding"), value)
    return {"kernel": kernel, "stride": stride, **padding, "ceil_mode": bool(step.given("ceil_mode"))}


@lifts("max_pool2d", "max_pool2d_with_indices")
def max_pool(step: Step) -> Value | list[Value]:
    value = step.map(padding=True)
    if value.fill != -math.inf:  # the pool leaves its own border out
        value = step.bordered(value)
    made = step.put("maxpool", unpadded(value), **window(step, value), dilation=step.numbers("dilation"))
    return [made] if step.operation.endswith("indices") else made


@lifts("avg_pool2d")
def avg_pool(step: Step) -> Value:
    value = step.map(padding=True)
    counted = bool(step.given("count_include_pad"))
    own = any(step.numbers("padding"))
    if step.given("divisor_override") is not None:
        raise step.refuse("torch's avg_pool2d with a divisor of its own")
    if value.fill or (own and not counted):
        value = step.bordered(value)
    included = {} if counted or value.padded or not own else {"count_include_pad": False}
    return step.put("avgpool", unpadded(value), **window(step, value), **included)


@lifts("adaptive_avg_pool2d", "adaptive_max_pool2d")
def adaptive(step: Step) -> Value | list[Value]:
    step.map()
    size = step.numbers("output_size")
    kind = "avg" if "avg" in step.operation else "max"
    made = step.put(f"global_{kind}pool") if size == [1, 1] else step.put(f"adaptive_{kind}pool", size=size)
    return made if kind == "avg" else [made]


@lifts("mean", "amax", "max")
def over_axes(step: Step) -> Value | list[Value]:
    """A mean or a maximum over all positions of a map, or over all channels of each."""
    kind = "avg" if step.operation == "mean" else "max"
    value = step.value()
    given = step.arguments.get("dim")
    numbers = [given] if isinstance(given, int) else list(given or ())
    if value.in_pieces or value.shape.flat:
        raise step.refuse(f"torch's {step.operation} over {numbers or 'everything'}")
    axes = {axis for each in numbers for axis in value.dims[value.dimension(each)]}
    kept = bool(step.arguments.get("keepdim"))
    if axes == {HEIGHT, WIDTH}:
        made = step.pooled(f"global_{kind}pool", value, kept)
    elif axes == {CHANNELS}:
        made = step.pooled(f"channel_{kind}pool", value, kept, (CHANNELS,))
    else:
        raise step.refuse(f"torch's {step.operation} over {''.join(sorted(axes)) or 'everything'}")
    return [made] if step.operation == "max" else made
