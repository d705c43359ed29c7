"""Normalisation. Its γ and β rescale a unit's own value: they are parameters, but add no connections."""

from __future__ import annotations

from cnnstat.errors import LayerError
from cnnstat.keys.keyed import key
from cnnstat.keys.kinds import Flag, Number, Whole
from cnnstat.layers.base import NO_PARAMETERS, Ops, Parameters, Pointwise, require_groups, require_map
from cnnstat.layers.operation import Operation
from cnnstat.layers.shape import Shape

EPSILON = Number(0.0, 1.0)


def multiplied(y: Shape) -> Operation:
    """A product with trained factors, whose gradient is a product as large as the maps before it is summed up."""
    return Operation(y.elements, "input", scratch=y.elements, weighs=True)


class Norm(Pointwise):
    """Base of batch, layer and group normalisation: γ and β for each channel, or only one of them."""

    family = "normalization"
    follows = "norm"
    affine: bool = key(Flag(), "whether γ and β are trained", default=True)
    scale: bool = key(Flag(), "whether γ is trained besides β (Keras: scale)", default=True)
    bias: bool = key(Flag(), "whether β is trained besides γ (Keras: center)", default=True)
    eps: float = key(EPSILON, "added to the variance", default=1e-5)
    saves = "input"

    def validate(self) -> None:
        if not self.affine and not self.scale:
            raise LayerError("scale: false leaves γ out and keeps β; with affine: false there is none of them")
        if not self.bias and not (self.affine and self.scale):
            raise LayerError("bias: false leaves β out and keeps γ; with affine: false there is none of them")

    def parameters(self, x: Shape) -> Parameters:
        return Parameters(scales=(self.bias + self.scale) * x.channels * self.affine)

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        shifted = () if self.scale else (Operation(y.elements, passes=True, weighs=True),)
        scaled = () if self.bias else (multiplied(y),)
        return (Operation(y.elements, self.saves, statistics=2 * self.means(x)), *self.turned(y), *shifted, *scaled)

    def turned(self, y: Shape) -> tuple[Operation, ...]:
        """A view of the normed values in their order, where PyTorch norms them in another."""
        return ()

    def means(self, x: Shape) -> int:
        """How many means it takes of each image."""
        return 0


class BatchNorm(Norm):
    """Batch normalisation (Ioffe & Szegedy 2015).

    At inference it takes one multiplication and one addition per element, since mean, variance, γ and β fold into two
    numbers per channel.
    """

    type = "batchnorm"

    def parameters(self, x: Shape) -> Parameters:
        return Parameters(scales=(self.bias + self.scale) * x.channels * self.affine, buffers=2 * x.channels)

    def ops(self, x: Shape, y: Shape) -> Ops:
        return Ops(add=y.elements, multiply=y.elements)


def statistics(x: Shape, groups: int) -> Ops:
    """The operations of mean and variance of each group of elements, then (v − mean)/√(var + ε) and the affine step.

    Per element: an addition for the mean; a difference, a square and an addition for the variance; the division; and
    the affine multiplication and addition. Per group: two divisions, a square root, the addition of ε, and two
    additions fewer, since a sum takes one fewer than it has terms.
    """
    return Ops(add=4 * x.elements - groups, multiply=2 * x.elements, divide=x.elements + 2 * groups, exponent=groups)


class LayerNorm(Norm):
    """Layer normalisation over the channels of each position (Ba et al. 2016; ConvNeXt's form for maps)."""

    type = "layernorm"

    def turned(self, y: Shape) -> tuple[Operation, ...]:
        return () if y.flat else (Operation(y.elements, view=True, passes=True),)

    def means(self, x: Shape) -> int:
        return x.positions

    def ops(self, x: Shape, y: Shape) -> Ops:
        return statistics(x, x.positions)


class GroupNorm(Norm):
    """Group normalisation (Wu & He 2018; torch.nn.GroupNorm)."""

    type = "groupnorm"
    sized = True
    groups: int = key(Whole(), "blocks of channels, each with statistics of its own", brief=lambda groups: f"g{groups}")

    def check(self, x: Shape) -> None:
        require_groups(self.groups, x.channels, "channels")
        if x.elements == self.groups:
            raise LayerError("a group of a single value has no variance: norm fewer groups, or larger maps")

    def means(self, x: Shape) -> int:
        return self.groups

    def ops(self, x: Shape, y: Shape) -> Ops:
        return statistics(x, self.groups)


class ResponseNorm(Pointwise):
    """Global response normalisation: each map's share of the response, and the input added (Woo et al. 2023, 3.1).

    x + γ·(x·n) + β, where n is the L2 norm of the map over the mean of these norms, plus ε.
    """

    type = "grn"
    family = "normalization"
    eps: float = key(EPSILON, "added to the mean of the norms", default=1e-6)
    saves = "input"

    def check(self, x: Shape) -> None:
        require_map(x)

    def parameters(self, x: Shape) -> Parameters:
        return Parameters(scales=2 * x.channels)

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        # The norms, their mean, ε, and the shares; x times these, times γ, plus x, plus β. The first value is x.
        return (
            Operation(x.channels, "both", scratch=x.elements, named=True),
            Operation(1),
            Operation(1, passes=True),
            Operation(x.channels, "input", reads=(1, 3), scratch=x.channels, named=True),
            Operation(y.elements, "input", reads=(0, 4), scratch=y.elements),
            multiplied(y),
            Operation(y.elements, reads=(0, 6), passes=True),
            Operation(y.elements, passes=True, weighs=True),
        )

    def ops(self, x: Shape, y: Shape) -> Ops:
        # A norm squares each element, sums the squares up and takes the root; all norms but one are added up for their
        # mean, which gets ε and divides each. Per element: the factors n and γ, and the summands β and the input.
        sums = x.elements - x.channels
        return Ops(
            add=sums + x.channels + 2 * x.elements, multiply=3 * x.elements, divide=x.channels + 1, exponent=x.channels
        )


class Scale(Pointwise):
    """A trained factor for each channel, and with ``bias`` a trained summand (LayerScale: Touvron et al. 2021).

    With ``single`` one number holds for all channels (SkipInit: De & Smith 2020).
    """

    type = "scale"
    family = "normalization"
    bias: bool = key(Flag(), "whether there is a trained summand", default=False)
    weight: bool = key(Flag(), "whether there is a trained factor", default=True)
    single: bool = key(Flag(), "whether one number holds for all channels", default=False)
    saves = "input"

    def validate(self) -> None:
        if not self.weight and not self.bias:
            raise LayerError("weight: false leaves the factor out and keeps the summand, which takes bias: true")

    def parameters(self, x: Shape) -> Parameters:
        each = 1 if self.single else x.channels
        return Parameters(scales=each * self.weight + each * self.bias)

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        shifted = (Operation(y.elements, passes=True),) if self.bias else ()
        scaled = (multiplied(y),) if self.weight else ()
        return (*scaled, *shifted)

    def ops(self, x: Shape, y: Shape) -> Ops:
        return Ops(add=y.elements * self.bias, multiply=y.elements * self.weight)


class Rescale(Pointwise):
    """A constant factor, as on a residual that is scaled down (Inception-ResNet: Szegedy et al. 2016, section 3.3)."""

    type = "rescale"
    family = "reshape"  # it has nothing of a norm, and stands as a layer of its own in drawings
    factor: float = key(Number(-1e6, 1e6), "what each element is multiplied with", brief=lambda factor: f"×{factor:g}")
    saves = "nothing"

    def ops(self, x: Shape, y: Shape) -> Ops:
        return Ops(multiply=y.elements)


class LRN(Pointwise):
    """Local response normalisation across channels (Krizhevsky et al. 2012, section 3.3).

    v / (k + α·Σ v²)^β over ``size`` neighbouring maps. The paper's formula does not divide α by the size; its authors'
    cuda-convnet, Caffe and torch do. That changes values, not counts.
    """

    type = "lrn"
    family = "normalization"
    follows = "lrn"
    size: int = key(Whole(), "neighbouring maps")
    alpha: float = key(Number(), "weight of the sum of squares", default=1e-4)
    beta: float = key(Number(), "exponent", default=0.75)
    k: float = key(Number(), "added to the sum", default=1.0)
    average: bool = key(
        Flag(), "whether alpha is divided by the size, as in cuda-convnet, Caffe and torch", default=False
    )
    saves = "input"

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        # (k + α · mean of a pad of x · x) ** β, then x over it.
        each = x.elements
        return (
            Operation(each, "input", reads=(0, 0), single=True),
            Operation((x.channels + self.size - 1) * x.positions, single=True),
            Operation(each, "input", named=True, single=True),
            Operation(each, single=True),
            Operation(each, passes=True, single=True),
            Operation(each, "input", scratch=2 * each, single=True),
            Operation(each, "input", reads=(0, 6), scratch=2 * each, single=True),
        )

    def parameters(self, x: Shape) -> Parameters:
        return NO_PARAMETERS

    def ops(self, x: Shape, y: Shape) -> Ops:
        each = Ops(add=self.size, multiply=2, divide=1, exponent=1)
        return each.times(y.elements)
