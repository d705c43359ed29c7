"""What a layer type consists of: keys, and rules written as plain integer arithmetic.

The rules of a layer are the one definition of its numbers. They use only ``+ - * // %`` and comparisons on named
values, so that the same lines run on ints (the tables), on integers that remember their history (derivations) and
on NumPy arrays (sweeps over input sizes). They never print and never check: :meth:`Layer.check` runs before them.

Counts are for one image. A layer with one input takes its :class:`~cnnstat.layers.shape.Shape`; a merge takes a tuple
of all its inputs' shapes. ``x`` is the input, ``y`` the output.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, Literal, NamedTuple, TypeVar

from cnnstat.algebra.arithmetic import larger, smaller
from cnnstat.errors import LayerError
from cnnstat.keys.keyed import Keyed
from cnnstat.layers.operation import Operation, Saves
from cnnstat.layers.shape import Shape

Shapes = tuple[Shape, ...]
Input = TypeVar("Input", Shape, Shapes)


class Axis(NamedTuple):
    """How a layer's window moves along one axis, in cells of the layer's input.

    ``before`` and ``after`` are padding; a layer that looks at single cells has a kernel and a stride of 1.

    A layer whose stride is a fraction has a window that moves over cells which stand ``up`` places apart, with nothing
    in the places between them; its other numbers are then in places. So a transposed convolution of stride 2 is a
    window that moves by single places over cells that stand 2 places apart.
    """

    kernel: int = 1
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1
    up: int = 1


POINT = Axis()


class Parameters(NamedTuple):
    """How many numbers a layer holds, by kind."""

    weights: int = 0
    """trainable, multiplied with inputs: kernels, matrices, subsampling coefficients"""
    biases: int = 0
    """trainable, added once per output"""
    scales: int = 0
    """trainable, rescaling a unit's own value: γ and β of a norm, slopes of a PReLU"""
    fixed: int = 0
    """weights that are never trained (LeNet-5's RBF codes)"""
    buffers: int = 0
    """stored but not trained: a batch norm's running mean and variance"""
    unsorted: int = 0
    """trainable, of a kind that is not known: inside of what a spec cannot say"""


class Ops(NamedTuple):
    """Elementwise operations besides MACs, counted by kind."""

    add: int = 0
    multiply: int = 0
    divide: int = 0
    compare: int = 0
    exponent: int = 0

    def times(self, count: int) -> Ops:
        """The operations of ``count`` repetitions."""
        return Ops(*(count * each for each in self))


NO_PARAMETERS, NO_OPS = Parameters(), Ops()

Family = Literal[
    "convolution", "linear", "pooling", "normalization", "activation", "dropout", "merge", "reshape", "unavailable"
]  # fmt: skip
"""Groups of layer types: for people, for drawings, and for rules that hold for a whole group."""

STATED = ("family", "weighted", "sized", "saves")
"""Attributes that every layer type must set or inherit; a default could be silently wrong."""

TYPES: dict[str, type[Layer[Any]]] = {}
"""Every layer type, by its word in a spec; defining the class registers it here."""


class Layer(Keyed, ABC, Generic[Input]):
    """One layer type; its keys are the YAML keys."""

    type: ClassVar[str]
    family: ClassVar[Family]
    weighted: ClassVar[bool]
    """whether it has weights on its connections, trained or fixed, so that it counts towards depth and neurons"""
    sized: ClassVar[bool]
    """whether :meth:`check` depends on heights and widths"""
    saves: ClassVar[Saves]
    """what PyTorch keeps of its input and its output for the backward pass"""
    merges: ClassVar[bool] = False
    """whether it takes several inputs"""
    follows: ClassVar[str] = ""
    """the key that puts it on the line of the layer it follows (``norm``, ``activation``, ...); "" if there is none"""
    short: ClassVar[str] = ""
    """the key that a bare value under :attr:`follows` sets: ``dropout: 0.5`` is ``dropout: {p: 0.5}``"""
    in_place: ClassVar[bool] = False
    """whether, on the line of another layer, it overwrites that layer's output where nothing else needs it"""
    view: ClassVar[bool] = False
    """whether its output at inference is a view of its input, or of a part of it, and takes no memory of its own"""
    lettered: ClassVar[bool] = True
    """whether its rules also work with letters in place of numbers"""
    known: ClassVar[bool] = True
    """whether its rules say what it computes; if not, only output and parameters are known, and its other counts, 0,
    are the least that they can be"""

    def __init_subclass__(cls) -> None:
        """Register a layer type in :data:`TYPES`.

        Raises:
            TypeError: it lacks one of :data:`STATED`, or one of the rules below.
        """
        super().__init_subclass__()
        if "type" not in vars(cls):
            return
        unsaid: list[str] = [
            name for name in dir(cls) if getattr(getattr(cls, name, None), "__isabstractmethod__", False)
        ]
        missing = [*(name for name in STATED if not hasattr(cls, name)), *unsaid]
        if missing:
            raise TypeError(f"layer type {cls.type} does not say: {', '.join(missing)}")
        TYPES[cls.type] = cls

    def brief(self, x: Input) -> str:
        """Its keys in a few characters, such as ``5×5/2 p2 g2``."""
        given = self.written()
        return " ".join(each.brief(given[name]) for name, each in self.keys.items() if each.brief and name in given)

    def input_of(self, inputs: Shapes) -> Any:
        """What the rules take of a layer's inputs: the only one, or all of a merge."""
        if self.merges:
            return inputs
        (x,) = inputs
        return x

    def check(self, x: Input) -> None:
        """Raise :class:`LayerError` for an input that the layer cannot take. Runs on ints only."""

    def even(self, x: Input) -> bool:
        """Whether all its windows are of one size and equally far apart; only an adaptive pool's may not be."""
        return True

    def torch_operations(self, x: Input, y: Shape) -> tuple[Operation, ...]:
        """The operations that PyTorch runs for it: a single one, unless the layer says otherwise."""
        return (Operation(y.elements, self.saves, product=self.family in ("convolution", "linear")),)

    @abstractmethod
    def output(self, x: Input) -> Shape:
        """The shape of the output."""

    @abstractmethod
    def axes(self, x: Input) -> tuple[Axis, Axis]:
        """The window along height and along width."""

    @abstractmethod
    def parameters(self, x: Input) -> Parameters:
        """How many numbers it holds, by kind."""

    @abstractmethod
    def connections(self, x: Input, y: Shape) -> int:
        """Connections as LeCun counts them: every use of a weight, trained or fixed, and of a bias, for one image."""

    @abstractmethod
    def macs(self, x: Input, y: Shape) -> int:
        """Multiply-accumulates of convolutions and linear layers for one image: outputs × fan-in, without biases."""

    @abstractmethod
    def ops(self, x: Input, y: Shape) -> Ops:
        """Elementwise operations besides the MACs, for one image at inference."""


class Weightless(Layer[Input]):
    """A layer without parameters, and therefore without connections and MACs."""

    weighted = False

    def parameters(self, x: Input) -> Parameters:
        return NO_PARAMETERS

    def connections(self, x: Input, y: Shape) -> int:
        return 0

    def macs(self, x: Input, y: Shape) -> int:
        return 0


class Pointwise(Weightless[Shape]):
    """A weightless layer that treats each position on its own and keeps the shape."""

    sized = False

    def output(self, x: Shape) -> Shape:
        return x

    def axes(self, x: Shape) -> tuple[Axis, Axis]:
        return POINT, POINT


def require_map(x: Shape) -> None:
    """Raise :class:`LayerError` for a flat vector where a map is needed."""
    if x.flat:
        raise LayerError(f"expected a map (channels × height × width), got a flat vector of {x.channels:,}")


def require_groups(groups: int, count: int, what: str) -> None:
    """Raise :class:`LayerError` where maps cannot be cut into so many groups of one size."""
    if count % groups:
        raise LayerError(f"groups: {groups} must divide the {count} {what}")


def size_after(size: int, axis: Axis, ceil_mode: bool = False) -> int:
    """The number of outputs of a window that slides over ``size`` cells: one more than the steps that it can take.

    Rounding down drops the cells that do not fill a last window (torch.nn.Conv2d, Caffe). Rounding up (``ceil_mode``)
    keeps a last window that is only partly filled (cuda-convnet).
    """
    span = axis.dilation * (axis.kernel - 1) + 1
    room = size + axis.before + axis.after - span
    return (-(-room // axis.stride) if ceil_mode else room // axis.stride) + 1


def same_padding(size: int, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    """TensorFlow's "SAME": the zeros before and after a map that give ⌈size / stride⌉ outputs.

    They are the cells that the last window lacks, if any; of an odd number, the extra zero goes after the map. Windows
    that move by one cell lack the same at every size, which then is one number where sizes are an array.
    """
    total = larger(dilation * (kernel - 1) - ((size - 1) % stride if stride != 1 else 0), 0)
    return total // 2, total - total // 2


def beyond(reach: int, stride: int, outputs: int) -> int:
    """Cells of all windows beyond one end of a map: ``reach`` of the outermost window, a stride fewer of each next."""
    windows = smaller(-(-reach // stride), outputs)
    return windows * reach - stride * (windows * (windows - 1) // 2)
