"""The model that counters are given: a fresh one for each, since many of them leave something behind in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn

from cnnstat.network.graph import Network
from cnnstat.pytorch.crosscheck import torchvision_twin
from cnnstat.pytorch.crosscheck.deviations import DEVIATIONS
from cnnstat.pytorch.crosscheck.run import built


class Subject(NamedTuple):
    """A network's model.

    Attributes:
        network: the network.
        name: torchvision's name for the model; "" for the one that this program builds.
        reason: why it is not torchvision's; "" where it is.
        blank: makes it on the meta device, with scores for outputs.
    """

    network: Network
    name: str
    reason: str
    blank: Callable[[], nn.Module]

    def on(self, device: str) -> nn.Module:
        """A fresh model at inference. On a device that holds numbers all of them are 0: no count depends on them."""
        model = self.blank().eval()
        if device == "meta":
            return model
        model = model.to_empty(device=device)
        with torch.no_grad():
            for each in (*model.parameters(), *model.buffers()):
                each.zero_()
        return model

    def image(self, device: str) -> Tensor:
        """An input of the network's size."""
        return torch.zeros(1, *self.network.input[:3], device=device)


def subject_of(network: Network) -> Subject:
    """torchvision's model where it has the same architecture, else the one that is built from the spec."""
    reason = torchvision_twin.unpaired(network) if torchvision_twin.version() else torchvision_twin.MISSING
    if not reason and network.name in DEVIATIONS:
        reason = "torchvision's differs from it"
    if reason:
        return Subject(network, "", reason, lambda: built(network, torch.device("meta"), logits=True))
    pair = torchvision_twin.PAIRS[network.name]
    return Subject(network, f"torchvision.models.{pair.builder}", "", lambda: torchvision_twin.theirs(pair))
