"""What the analyzer knows beforehand of a run, and what the run reached."""

from __future__ import annotations

import torch

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.errors import UsageError
from cnnstat.network import INPUT, Network
from cnnstat.pytorch import device as devices
from cnnstat.pytorch.train.options import Options


def classes_of(network: Network) -> int:
    """How many classes a network tells apart; refuses one that ends in a map."""
    output = analyze_network(network).output
    if not output.flat:
        raise UsageError(f"{network.name} ends in a map of {output}: training needs a flat vector of class scores")
    return output.channels


def training_flops(network: Network) -> int:
    """FLOPs of convolutions and linear layers for one image in training, auxiliary heads included.

    Forward 2 × MACs; backward as much again for the gradients of the weights, and once more for those of the inputs,
    which layers that read the image itself do not need.
    """
    analysis = analyze_network(network, training=True)
    on_image = sum(layer.macs for layer in analysis if INPUT in layer.node.inputs)
    return 3 * 2 * analysis.macs - 2 * on_image


def analysis_of(network: Network, options: Options, images: int) -> Analysis:
    """The analysis of what a device holds in training, with so many images at a time."""
    return analyze_network(network, True, images, options.precision, states(options))


def states(options: Options) -> str:
    """The memory model's word for what the recipe's optimizer keeps."""
    recipe = options.recipe
    if recipe.optimizer == "sgd":
        return "momentum" if recipe.momentum else "sgd"
    # RMSProp with momentum keeps two numbers per weight, as Adam does.
    return "adam" if recipe.optimizer != "rmsprop" or recipe.momentum else "momentum"


def largest_batch(network: Network, options: Options, room: int) -> int:
    """The most images at a time whose training fits into ``room`` bytes, by the memory model."""
    one, two = (analysis_of(network, options, images).memory.training for images in (1, 2))
    return max(0, (room - one) // (two - one) + 1) if two > one else 0


def no_memory(network: Network, options: Options, images: int, device: torch.device) -> str:
    """What to do about a lack of memory."""
    room = devices.memory_of(device)
    most = largest_batch(network, options, room) if room else 0
    advice = f"by the memory model at most {most} fit" if most else "by the memory model not even one fits"
    return f"out of memory with {images} images at a time on {device}; {advice}: --batch or --accumulate"
