"""Convolutions, fully connected layers and norms."""

from __future__ import annotations

from typing import Any

from cnnstat.pytorch.lift.operations.registry import lifts
from cnnstat.pytorch.lift.step import Step
from cnnstat.pytorch.lift.trace import Held
from cnnstat.pytorch.lift.value import BATCH, CHANNELS, HEIGHT, WIDTH, Reshaping, Value


def padding_of(given: list[int] | str, value: Value) -> dict[str, Any]:
    """The key for an operation's padding together with a border that its input has to get first."""
    if isinstance(given, str):
        return {"padding": given}
    left, right, top, bottom = value.padding
    rows, columns = (given[0] + top, given[0] + bottom), (given[1] + left, given[1] + right)
    return {"padding": {"top": rows[0], "bottom": rows[1], "left": columns[0], "right": columns[1]}}


def unpadded(value: Value) -> Value:
    return value._replace(padding=(0, 0, 0, 0))


def bias_of(step: Step) -> dict[str, Any]:
    return {"bias": step.held("bias") is not None}


def weight_of(step: Step) -> Held:
    found = step.held("weight")
    assert found is not None  # torch has no such operation without
    return found


@lifts("conv2d")
def convolution(step: Step) -> Value:
    value = step.map(padding=True)
    if value.padded and value.fill:
        raise step.refuse(f"a border of {value.fill:g} around a convolution", ", where a border is of zeros")
    weight, kernels = kernels_of(step)
    filters, _, *kernel = weight.shape
    given = step.given("padding")
    padding = given if given == "same" else [0, 0] if given == "valid" else step.numbers("padding")
    if padding == "same" and value.padded:
        raise step.refuse("torch's pad before a convolution with padding='same'")
    keys: dict[str, Any] = {"kernel": kernel, **{key: step.numbers(key) for key in ("stride", "dilation")}}
    keys |= padding_of(padding, value) | bias_of(step) | kernels
    groups, channels = int(step.given("groups")), value.shape.channels
    if groups > 1 and groups == channels:
        return step.put("depthwise", unpadded(value), what="conv", **keys, multiplier=filters // channels)
    return step.put("conv", unpadded(value), filters=filters, **keys, groups=groups)


def kernels_of(step: Step) -> tuple[Held, dict[str, Any]]:
    """The weights of a convolution, and the keys that say whether they are trained, and standardized."""
    found = step.arguments["weight"]
    if isinstance(found, Held) and found.eps is not None:
        step.reads += [found] if found.gain is None else [found, found.gain]
        return found, {"standardize": True, "gain": found.gain is not None, "eps": found.eps}
    weight = step.held("weight", trained=False)
    assert weight is not None  # torch has no such operation without
    return weight, {"trained": weight.trained}


@lifts("conv1d")
def along_row(step: Step) -> Value:
    """A convolution along one row, or over the channels of a single position, which become a row."""
    value, weight = step.value(), weight_of(step)
    if value.plain[1:] == ((), (CHANNELS,)) and value.shape.positions == 1:
        value = step.turned(value._replace(dims=((BATCH,), (HEIGHT, WIDTH), (CHANNELS,))))
    if value.plain[1:] not in (((CHANNELS,), (WIDTH,)), ((CHANNELS,), ())) or value.shape.height != 1:
        raise step.refuse("torch's conv1d of what is no row")
    filters, _, size = weight.shape
    stride, dilation = (int(step.numbers(key)[0]) for key in ("stride", "dilation"))
    padding: Any = step.given("padding")
    if not isinstance(padding, str):
        padding = [0, int(step.numbers("padding")[0])]
    keys = {"kernel": [1, size], "stride": [1, stride], "dilation": [1, dilation], "padding": padding}
    groups = int(step.given("groups"))
    return step.put("conv", value, what="conv", filters=filters, **keys, groups=groups, **bias_of(step))


@lifts("conv_transpose2d")
def transposed(step: Step) -> Value:
    value, weight = step.map(), weight_of(step)
    groups = int(step.given("groups"))
    keys: dict[str, Any] = {"filters": weight.shape[1] * groups, "kernel": list(weight.shape[2:])}
    keys |= {key: step.numbers(key) for key in ("stride", "dilation", "padding", "output_padding")}
    return step.put("conv_transpose", value, **keys, groups=groups, **bias_of(step))


@lifts("linear")
def linear(step: Step) -> Value:
    """A fully connected layer; one that acts at each position of a map is a convolution with a kernel of one cell."""
    value = step.vector(step.value())
    features = weight_of(step).shape[0]
    if value.shape.flat and value.is_vector:
        return step.put("linear", value, features=features, **bias_of(step))
    if set(value.plain[-1]) <= {HEIGHT, WIDTH} and value.tensor[-1] == value.shape.positions:
        try:  # positions become channels
            value = step.turned(value)
        except Reshaping:
            raise step.refuse("torch's linear across positions of a map") from None
    if value.axis(-1) != CHANNELS:
        raise step.refuse("torch's linear across positions of a map")
    return step.put("conv", value, what="linear", filters=features, kernel=1, **bias_of(step))


def norm_of(step: Step) -> dict[str, Any]:
    """The keys of a norm: ε, and whether it has γ and β, or one of them."""
    weight, bias = step.held("weight"), step.held("bias")
    either = weight is not None or bias is not None
    one = {"scale": weight is not None, "bias": bias is not None} if either else {}
    return {"affine": either, **one, "eps": float(step.given("eps"))}


STATISTICS = ("running_mean", "running_var")


@lifts("batch_norm")
def batch_norm(step: Step) -> Value | Held:
    if isinstance(step.arguments["input"], Held):
        return standardized(step, step.arguments["input"])
    value = step.value()
    if value.axis(1) != CHANNELS:
        raise step.refuse("torch's batch_norm of anything but channels")
    if step.arguments.get("training") or None in [step.held(each, trained=False) for each in STATISTICS]:
        raise step.refuse("a batch norm without running statistics")
    return step.put("batchnorm", value, **norm_of(step))


def standardized(step: Step, kernels: Held) -> Held:
    """Kernels with a mean of 0 and a variance of 1, each of which may have a trained factor.

    A constant times that factor is one that is trained as well.
    """
    gain, (_, *sides) = step.arguments["weight"], kernels.shape
    own = step.arguments.get("running_mean") is None and step.arguments.get("running_var") is None
    first = {each.name: each.shape for each in step.traced.held.values()}[kernels.name]
    each = kernels.trained and kernels.plain and kernels.shape[:2] == (1, *first[:1]) and len(kernels.shape) == 3
    known = gain is None or (isinstance(gain, Held) and gain.trained and gain.eps is None and gain.shape == (sides[0],))
    if not (step.arguments.get("training") and own and each and known and step.arguments["bias"] is None):
        raise step.refuse(f"torch's batch_norm of the parameter {kernels.name}")
    return kernels._replace(eps=float(step.given("eps")), gain=gain)


@lifts("layer_norm")
def layer_norm(step: Step) -> Value:
    value = step.value()
    size = list(step.given("normalized_shape"))
    if value.axis(-1) != CHANNELS or size != [value.shape.channels]:
        raise step.refuse("torch's layer_norm of anything but the channels of each position")
    return step.put("layernorm", value, **norm_of(step))


@lifts("group_norm")
def group_norm(step: Step) -> Value:
    value = step.map()
    groups = int(step.given("num_groups"))
    return step.put("groupnorm", value, groups=groups, **norm_of(step))
