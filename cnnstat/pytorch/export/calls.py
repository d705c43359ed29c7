"""Module → the source text that makes it, or, where it holds nothing, the expression that does its work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from torch import nn

from cnnstat.layers.dense import RBF
from cnnstat.pytorch import modules


class Required:
    """Stands for the default of an argument that has none."""


REQUIRED = Required()
CHANNELS = "channels"
"""The kind of the arguments that count channels: only they are written as multiples of each other."""


class Argument(NamedTuple):
    """One argument of a call."""

    name: str
    value: Any
    """a plain value, a :class:`Call` or a :class:`Text`"""
    default: Any = REQUIRED
    positional: bool = False
    kind: str = ""
    """arguments of one kind may share a parameter of the class around them"""


class Text(NamedTuple):
    """An argument that is written as it stands, and the named constant that it reads."""

    text: str
    constant: tuple[str, ...] = ()


class Call(NamedTuple):
    """A constructor with all its arguments, defaults included."""

    function: str
    arguments: tuple[Argument, ...] = ()


def leaves(call: Call) -> Iterator[Argument]:
    """The arguments that are plain values, those of nested calls included, in the order in which they are written."""
    for argument in call.arguments:
        if isinstance(argument.value, Call):
            yield from leaves(argument.value)
        elif not isinstance(argument.value, Text):
            yield argument


def skeleton(call: Call) -> tuple[Any, ...]:
    """What is left of a call without its values: calls of one skeleton can be written as one."""
    inner: list[Any] = []
    for each in call.arguments:
        if isinstance(each.value, Call):
            inner.append((each.name, skeleton(each.value)))
        else:  # a text is no value that a parameter could give
            inner.append((each.name, each.value if isinstance(each.value, Text) else None))
    return (call.function, *inner)


def one(value: Any) -> Any:
    """A pair of equal numbers as one number, as torch's own layers take it."""
    return value[0] if isinstance(value, tuple) and len(value) == 2 and value[0] == value[1] else value


def maps(name: str, value: int) -> Argument:
    """A number of channels, which a call names first and without its keyword."""
    return Argument(name, value, positional=True, kind=CHANNELS)


def plain(name: str, value: Any, default: Any = REQUIRED) -> Argument:
    return Argument(name, value, default, kind=name)


def conv(module: nn.Conv2d) -> Call:
    window = (
        plain("kernel_size", one(module.kernel_size)),
        plain("stride", one(module.stride), 1),
        plain("padding", one(module.padding), 0),
        plain("dilation", one(module.dilation), 1),
        Argument("groups", module.groups, 1, kind=CHANNELS),
        plain("bias", module.bias is not None, True),
    )
    return Call(
        "nn.Conv2d", (maps("in_channels", module.in_channels), maps("out_channels", module.out_channels), *window)
    )


def linear(module: nn.Linear) -> Call:
    sizes = maps("in_features", module.in_features), maps("out_features", module.out_features)
    return Call("nn.Linear", (*sizes, plain("bias", module.bias is not None, True)))


def batch_norm(module: nn.BatchNorm1d | nn.BatchNorm2d) -> Call:
    keys = plain("eps", module.eps, 1e-5), plain("affine", module.affine, True)
    return Call(f"nn.{type(module).__name__}", (maps("num_features", module.num_features), *keys))


def group_norm(module: nn.GroupNorm) -> Call:
    sizes = maps("num_groups", module.num_groups), maps("num_channels", module.num_channels)
    return Call("nn.GroupNorm", (*sizes, plain("eps", module.eps, 1e-5), plain("affine", module.affine, True)))


def layer_norm(module: nn.LayerNorm) -> Call:
    name = "ChannelNorm" if isinstance(module, modules.ChannelNorm) else "nn.LayerNorm"
    keys = plain("eps", module.eps, 1e-5), plain("elementwise_affine", module.elementwise_affine, True)
    return Call(name, (maps("normalized_shape", module.normalized_shape[0]), *keys))


def pool(module: Any) -> Call:
    """nn.MaxPool2d or nn.AvgPool2d; their stride is the kernel's size when not given."""
    kernel = one(module.kernel_size)
    keys = [plain("kernel_size", kernel), plain("stride", one(module.stride), kernel)]
    keys.append(plain("padding", one(module.padding), 0))
    if isinstance(module, nn.MaxPool2d):
        keys.append(plain("dilation", one(module.dilation), 1))
    keys.append(plain("ceil_mode", module.ceil_mode, False))
    if isinstance(module, nn.AvgPool2d):
        keys.append(plain("count_include_pad", module.count_include_pad, True))
        keys.append(plain("divisor_override", module.divisor_override, None))
    return Call(f"nn.{type(module).__name__}", tuple(keys))


def adaptive_pool(module: Any) -> Call:
    size = Argument("output_size", one(module.output_size), positional=True, kind="output_size")
    return Call(f"nn.{type(module).__name__}", (size,))


def padding(module: modules.Padding) -> Call:
    kernel, stride, dilation = module.window
    sides = None if module.sides is None else tuple(module.sides)
    keys = [Argument("sides", sides, positional=True, kind="sides"), plain("kernel", kernel), plain("stride", stride)]
    keys += [plain("dilation", dilation, (1, 1)), plain("value", module.value, 0.0)]
    return Call("Padding", tuple(keys))


def ceil_padding(module: modules.CeilPadding) -> Call:
    kernel, stride, dilation = module.window
    sides = Argument("sides", module.sides, positional=True, kind="sides")
    return Call(
        "CeilPadding", (sides, plain("kernel", kernel), plain("stride", stride), plain("dilation", dilation, (1, 1)))
    )


def padded_pool(module: modules.PaddedPool2d) -> Call:
    keys = [Argument("pool", constructor(module.pool), positional=True)]
    keys += [Argument("padding", constructor(module.padding), positional=True), plain("stride", tuple(module.stride))]
    keys += [plain("ceil_mode", module.ceil_mode, False), plain("inside", module.inside, False)]
    return Call("PaddedPool2d", tuple(keys))


def table_conv(module: modules.TableConv2d) -> Call:
    table = tuple(tuple(row) for row in module.table)
    keys = [Argument("table", table, positional=True, kind="table"), plain("kernel_size", module.kernel_size)]
    keys += [plain("stride", module.stride, (1, 1)), plain("padding", module.padding, (0, 0))]
    keys += [plain("dilation", module.dilation, (1, 1)), plain("bias", module.bias is not None, True)]
    return Call("TableConv2d", tuple(keys))


def subsample(module: modules.Subsample) -> Call:
    sums = Argument("sums", constructor(module.sums), positional=True)
    return Call("Subsample", (maps("channels", len(module.weight)), sums, plain("cells", module.cells)))


def response_norm(module: modules.LocalResponseNorm) -> Call:
    size = Argument("size", module.size, positional=True, kind="size")
    keys = (plain(name, getattr(module, name)) for name in ("alpha", "beta", "k", "average"))
    return Call("LocalResponseNorm", (size, *keys))


def rbf(module: modules.RBF, layer: RBF) -> Call:
    """The codes are signs; where the spec does not say them, the same random ones as the builder's."""
    if layer.codes is not None:
        codes = Text('torch.tensor([[1.0 if sign == "#" else -1.0 for sign in code] for code in CODES])', layer.codes)
    else:
        sizes = f"({module.codes.shape[0]}, {module.codes.shape[1]})"
        codes = Text(f"2.0 * torch.randint(2, {sizes}, generator=torch.Generator().manual_seed(0)) - 1.0")
    return Call("RBF", (Argument("codes", codes, positional=True),))


CONSTRUCTORS: dict[type[nn.Module], Callable[[Any], Call]] = {
    nn.Conv2d: conv,
    nn.Linear: linear,
    nn.BatchNorm1d: batch_norm,
    nn.BatchNorm2d: batch_norm,
    nn.GroupNorm: group_norm,
    nn.LayerNorm: layer_norm,
    modules.ChannelNorm: layer_norm,
    nn.MaxPool2d: pool,
    nn.AvgPool2d: pool,
    nn.AdaptiveAvgPool2d: adaptive_pool,
    nn.AdaptiveMaxPool2d: adaptive_pool,
    nn.PReLU: lambda module: Call("nn.PReLU", (maps("num_parameters", module.num_parameters),)),
    modules.Padding: padding,
    modules.CeilPadding: ceil_padding,
    modules.PaddedPool2d: padded_pool,
    modules.TableConv2d: table_conv,
    modules.Subsample: subsample,
    modules.LocalResponseNorm: response_norm,
    modules.Scale: lambda module: Call(
        "Scale", (maps("channels", len(module.weight)), plain("bias", module.bias is not None, False))
    ),
    modules.ChannelShuffle: lambda module: Call(
        "ChannelShuffle", (Argument("groups", module.groups, positional=True, kind="groups"),)
    ),
    modules.ChannelSlice: lambda module: Call("ChannelSlice", (maps("start", module.start), maps("stop", module.stop))),
    modules.ChannelMean: lambda module: Call("ChannelMean"),
    modules.ChannelMax: lambda module: Call("ChannelMax"),
    modules.Shortcut: lambda module: Call(
        "Shortcut",
        (plain("stride", module.stride, (1, 1)), Argument("missing", module.missing, 0, kind=CHANNELS)),
    ),
    modules.ScaledTanh: lambda module: Call(
        "ScaledTanh", (plain("amplitude", module.amplitude, 1.7159), plain("slope", module.slope, 2 / 3))
    ),
}
"""How each module that is made in ``__init__`` is written."""


def constructor(module: nn.Module, layer: Any = None) -> Call:
    """The call that makes ``module``; ``layer`` is the line that it was built from."""
    if isinstance(module, modules.RBF):
        return rbf(module, layer)
    return CONSTRUCTORS[type(module)](module)
