"""Activations and dropout."""

from __future__ import annotations

from typing import ClassVar

from cnnstat.errors import LayerError
from cnnstat.keys.keyed import key
from cnnstat.keys.kinds import Number, Whole
from cnnstat.layers.base import NO_OPS, Ops, Parameters, Pointwise
from cnnstat.layers.operation import Operation, Saves
from cnnstat.layers.shape import Shape


class Activation(Pointwise):
    """A function of each element; ``each`` is its operations per element."""

    family = "activation"
    follows = "activation"
    each: ClassVar[Ops]
    saves: ClassVar[Saves] = "output"

    def ops(self, x: Shape, y: Shape) -> Ops:
        return self.each.times(y.elements)


class ReLU(Activation):
    """max(0, v)."""

    type, each, in_place = "relu", Ops(compare=1), True


class ReLU6(Activation):
    """min(max(0, v), 6) (Krizhevsky 2010; in MobileNetV2, Sandler et al. 2018, section 4)."""

    type, each, saves, in_place = "relu6", Ops(compare=2), "input", True


class LeakyReLU(Activation):
    """v, or slope·v below zero."""

    type, each, saves = "leaky_relu", Ops(compare=1, multiply=1), "input"
    slope: float = key(Number(-1e3, 1e3), "slope below zero", default=0.01)


class PReLU(Activation):
    """A leaky ReLU whose slope is trained, one per channel (He et al. 2015)."""

    type, each, saves = "prelu", Ops(compare=1, multiply=1), "input"

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        return (Operation(y.elements, self.saves, scratch=y.elements),)

    def parameters(self, x: Shape) -> Parameters:
        return Parameters(scales=x.channels)


class ELU(Activation):
    """v, or alpha·(eᵛ − 1) below zero (Clevert et al. 2015)."""

    type, each, saves = "elu", Ops(compare=1, exponent=1, add=1, multiply=1), "input"
    alpha: float = key(Number(), "scale below zero", default=1.0)


class SELU(Activation):
    """A scaled ELU with fixed constants (Klambauer et al. 2017)."""

    type, each, saves = "selu", Ops(compare=1, exponent=1, add=1, multiply=2), "input"


class Sigmoid(Activation):
    """1 / (1 + e⁻ᵛ)."""

    type, each = "sigmoid", Ops(exponent=1, add=1, divide=1)


class Tanh(Activation):
    """1 − 2 / (1 + e²ᵛ)."""

    type, each = "tanh", Ops(exponent=1, add=2, divide=1, multiply=1)


class ScaledTanh(Activation):
    """LeCun's A·tanh(S·v) (LeCun et al. 1998, appendix A)."""

    type, each = "scaled_tanh", Ops(exponent=1, add=2, divide=1, multiply=3)
    amplitude: float = key(Number(), "A", default=1.7159)
    slope: float = key(Number(), "S", default=2 / 3)

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        return Operation(y.elements), Operation(y.elements, "output"), Operation(y.elements)


class SiLU(Activation):
    """v·sigmoid(v), also called swish (Ramachandran et al. 2017)."""

    type, each, saves = "silu", Ops(exponent=1, add=1, divide=1, multiply=1), "input"


class Swish(SiLU):
    """v·sigmoid(v), under its other name."""

    type = "swish"


class HardSigmoid(Activation):
    """relu6(v + 3) / 6 (Howard et al. 2019)."""

    type, each, saves = "hard_sigmoid", Ops(add=1, compare=2, divide=1), "input"


class HardSwish(Activation):
    """v·relu6(v + 3) / 6 (Howard et al. 2019)."""

    type, each, saves = "hard_swish", Ops(add=1, compare=2, divide=1, multiply=1), "input"


class GELU(Activation):
    """v·Φ(v); the error function counts as one exponent (Hendrycks & Gimpel 2016)."""

    type, each, saves = "gelu", Ops(exponent=1, add=1, multiply=3), "input"


class Mish(Activation):
    """v·tanh(ln(1 + eᵛ)) (Misra 2019)."""

    type, each, saves = "mish", Ops(exponent=3, add=3, divide=1, multiply=2), "input"


class Softplus(Activation):
    """ln(1 + eᵛ)."""

    type, each, saves = "softplus", Ops(exponent=2, add=1), "input"


class Softmax(Activation):
    """eᵛ / Σ eᵛ over the channels; the largest value is subtracted first so that nothing overflows.

    With ``parts`` the channels are so many blocks, and each value is weighed against those in its place of the other
    blocks, so that branches share out what they give (selective kernels: Li et al. 2019, equation 5).
    """

    type = "softmax"
    parts: int | None = key(
        Whole(), "blocks of channels that are weighed against each other; all channels when not given", default=None,
        brief=lambda parts: f"parts {parts}",
    )  # fmt: skip

    def check(self, x: Shape) -> None:
        if self.parts is not None and x.channels % self.parts:
            raise LayerError(f"parts: {self.parts} must divide the {x.channels} channels")

    def ops(self, x: Shape, y: Shape) -> Ops:
        pairs = y.elements - (y.positions if self.parts is None else y.elements // self.parts)
        return Ops(compare=pairs, add=y.elements + pairs, exponent=y.elements, divide=y.elements)


class Dropout(Pointwise):
    """Zeroes elements in training and divides the others by 1 − p, so that there is nothing to do at inference.

    The original form scales at inference instead: AlexNet multiplies outputs by 0.5 (Hinton et al. 2012; Krizhevsky et
    al. 2012, section 4.2).
    """

    type = "dropout"
    family = "dropout"
    follows = "dropout"
    short = "p"
    p: float = key(Number(0.0, 1.0), "probability that an element is zeroed", default=0.5)
    saves = "mask"
    view = True

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        return (Operation(y.elements, self.saves, idle=True),)

    def ops(self, x: Shape, y: Shape) -> Ops:
        return NO_OPS
