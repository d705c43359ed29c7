"""Where torchvision's net of a paper is not the paper's, with reason and source.

Each deviation must occur as often as it says, and whatever else differs is a mismatch.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from cnnstat.pytorch.crosscheck.align import NONE, Gap
from cnnstat.pytorch.crosscheck.twin import Difference


class Deviation(NamedTuple):
    """A known difference.

    Attributes:
        layers: pattern of the names of the spec's layers, as in file names.
        attribute: what differs.
        here: its value in the spec.
        there: its value in torchvision.
        times: how many layers.
        reason: why.
        source: where that can be read.
    """

    layers: str
    attribute: str
    here: str
    there: str
    times: int
    reason: str
    source: str

    def covers(self, gap: Gap) -> bool:
        same = (self.attribute, self.here, self.there) == (gap.attribute, gap.here, gap.there)
        return same and fnmatchcase(gap.layer, self.layers)


CODE = "torchvision/models/googlenet.py"
ISSUE = "github.com/pytorch/vision/issues/906"
NORMED = "torchvision's GoogLeNet has batch normalisation behind every convolution; the paper's has none"
KERNEL = "the branch that the paper calls 5×5 has 3×3 kernels in torchvision, a slip kept for its weights"
HEADS = "torchvision's heads pool adaptively to 4×4; from the paper's 14×14 a 5×5 pool with stride 3 gives that too"
NO_LRN = "torchvision leaves local response normalisation out"
POOL4 = "torchvision's fourth pool is 2×2"
CEIL = "torchvision rounds up in the branches' pools, which changes nothing with stride 1"
DROPOUT = "the paper drops 40 % before the classifier (table 1), torchvision 20 %"

GOOGLENET = (
    Deviation("*", "norm", NONE, "batchnorm affine yes eps 0.001", 59, NORMED, f"{CODE}, BasicConv2d"),
    Deviation("*", "bias", "yes", "no", 59, f"{NORMED}, and its convolutions have no bias", f"{CODE}, BasicConv2d"),
    Deviation("[345]?.5x5", "kernel", "5×5", "3×3", 9, KERNEL, ISSUE),
    Deviation("[345]?.5x5", "padding", "2×2", "1×1", 9, KERNEL, ISSUE),
    Deviation("[345]?.pool", "ceil_mode", "no", "yes", 9, CEIL, f"{CODE}, Inception"),
    Deviation("pool1", "lrn", "yes", NONE, 1, NO_LRN, CODE),
    Deviation("conv2", "lrn", "yes", NONE, 1, NO_LRN, CODE),
    Deviation("pool4", "kernel", "3×3", "2×2", 1, POOL4, f"{CODE}, maxpool4"),
    Deviation("aux?.pool", "type", "avgpool 5×5 stride 3×3", "adaptive_avgpool 4×4", 2, HEADS, f"{CODE}, InceptionAux"),
    Deviation("pool5", "dropout", "p 0.4", "p 0.2", 1, DROPOUT, CODE),
)

MOVED = (
    "torchvision has a bottleneck's stride in its 3×3 convolution (ResNet v1.5), "
    "the authors' prototxts in the first 1×1"
)
BOTTLENECK = "torchvision/models/resnet.py, Bottleneck"
RESNET = (
    Deviation("conv[345].1.conv1", "stride", "2×2", "1×1", 3, MOVED, BOTTLENECK),
    Deviation("conv[345].1.conv2", "stride", "1×1", "2×2", 3, MOVED, BOTTLENECK),
)

DEVIATIONS: dict[str, Sequence[Deviation]] = {
    "googlenet": GOOGLENET,
    "resnet50": RESNET,
    "resnet101": RESNET,
    "resnet152": RESNET,
}
"""By the name of the network in the catalog."""

Clash = tuple[str, str, Any, Any]
"""Layer, quantity, torchvision's, this network's."""


def explained(found: Sequence[Gap], declared: Sequence[Deviation]) -> tuple[list[Difference], list[Clash]]:
    """The differences that are declared, and whatever is not as declared."""
    differences, clashes = [], []
    times = dict.fromkeys(declared, 0)
    for gap in found:
        deviation = next((each for each in declared if each.covers(gap)), None)
        if deviation is None:
            clashes.append((gap.layer, gap.attribute, gap.there, gap.here))
        else:
            times[deviation] += 1
            differences.append(Difference(*gap, deviation.reason, deviation.source))
    for deviation, count in times.items():
        if count != deviation.times:
            what = f"known deviation, {deviation.attribute} {deviation.there} instead of {deviation.here},"
            clashes.append((deviation.layers, what, f"in {count} layers", f"in {deviation.times} layers"))
    return differences, clashes
