"""How a network is trained: optimizer, schedule and initial weights, as in its paper where these keys can express it.

What a paper does but the keys cannot express (second-order methods, asynchronous workers, colour augmentation) is
described in the recipe's ``about``, together with what was used instead.
"""

from __future__ import annotations

import math

from cnnstat.errors import LayerError, shown
from cnnstat.keys.keyed import Keyed, key
from cnnstat.keys.kinds import Flag, Number, Numbers, Sizes, Whole
from cnnstat.keys.words import Names, Text, Word


class Recipe(Keyed):
    """The keys of a spec's ``recipe`` section. The defaults are this program's own, for what a paper does not say."""

    about: str = key(Text(), "where it comes from, and what it cannot say", default="")
    optimizer: str = key(Word("sgd", "rmsprop", "adam", "adamw"), "how weights are updated", default="sgd")
    learning_rate: float = key(Number(), "at the beginning", default=0.01)
    momentum: float = key(Number(0.0, 1.0), "of SGD and RMSProp; Adam's β₁", default=0.9)
    decay: float = key(Number(0.0, 1.0), "of RMSProp's running mean of squares; Adam's β₂", default=0.99)
    eps: float = key(
        Number(0.0, 10.0),
        "added to the root of RMSProp's and Adam's running mean (TensorFlow adds RMSProp's under the root)",
        default=1e-8,
    )
    weight_decay: float = key(Number(), "L2 penalty; of AdamW the decay itself", default=0.0)
    decayed: str = key(
        Word("all", "weights"),
        "what weight_decay acts on: all parameters, biases and norms too, or kernels and matrices alone",
        default="all",
    )
    schedule: str = key(
        Word("constant", "step", "milestones", "plateau", "cosine"),
        "how the learning rate falls: every so many epochs, at given ones, when the loss stops falling, or smoothly",
        default="constant",
    )
    factor: float | tuple[float, ...] = key(
        Numbers(0.0, 1.0),
        "what each fall multiplies the learning rate by; a list has one for each milestone",
        default=0.1,
    )
    every: int = key(Whole(), "epochs between falls (step), or without progress before one (plateau)", default=10)
    milestones: tuple[int, ...] | None = key(Sizes(), "epochs after which it falls", default=None)
    warmup: int = key(Whole(0), "first epochs, at a tenth of the learning rate", default=0)
    batch: int = key(Whole(), "images per update, on all devices together", default=128)
    epochs: int = key(Whole(), "passes over the training images", default=90)
    loss: str = key(
        Word("cross_entropy", "squared_error"), "what is minimised; squared error takes ±1 as targets",
        default="cross_entropy",
    )  # fmt: skip
    label_smoothing: float = key(Number(0.0, 1.0), "share of the target spread over all classes", default=0.0)
    auxiliary_weight: float = key(Number(), "of each auxiliary head's loss", default=0.3)
    clip: float | None = key(Number(), "largest norm of the gradient", default=None)
    init: str = key(
        Word("he", "glorot", "normal", "lecun"),
        "first weights: normal with variance 2/fan-in (He et al. 2015), uniform with variance 2/(fan-in + fan-out) "
        "(Glorot & Bengio 2010), normal with init_std, or uniform in ±2.4/fan-in (LeCun et al. 1998)",
        default="he",
    )
    init_std: float = key(Number(), "standard deviation of init: normal", default=0.01)
    ones: tuple[str, ...] = key(Names(), "layers whose biases start at 1; all others start at 0", default=())
    fit: str = key(
        Word("exact", "pad", "resize"), "what becomes of images smaller than the input: refused, framed, scaled",
        default="exact",
    )  # fmt: skip
    augment: bool = key(Flag(), "random crops and mirror images", default=False)

    def validate(self) -> None:
        """Raise LayerError for keys that contradict each other."""
        if (self.schedule == "milestones") != (self.milestones is not None):
            raise LayerError("milestones and schedule: milestones go together")
        if self.schedule == "plateau" and self.left(1) >= 1:
            raise LayerError("factor: a schedule that falls needs less than 1")
        if self.optimizer.startswith("adam") and max(self.momentum, self.decay) >= 1:
            raise LayerError("momentum and decay: Adam takes means, which need less than 1")
        if self.milestones is not None and sorted(set(self.milestones)) != list(self.milestones):
            raise LayerError(f"milestones: expected epochs in rising order, got {shown(list(self.milestones))}")
        if isinstance(self.factor, tuple) and len(self.factor) != len(self.milestones or ()):
            count = len(self.milestones or ())
            several = f", or {count}, one for each milestone" if count else " without milestones"
            raise LayerError(f"factor: expected one number{several}; got {list(self.factor)}")

    def left(self, falls: int) -> float:
        """The share of the initial learning rate that is left after ``falls`` falls."""
        return math.prod(self.factor[:falls]) if isinstance(self.factor, tuple) else self.factor**falls
