"""What the analyzer predicts for a training run: classes, FLOPs, memory, and the largest batch."""

from __future__ import annotations

from cnnstat.analysis import analyze_network
from cnnstat.analysis.setting import DTYPES, Setting
from cnnstat.errors import UsageError
from cnnstat.network.graph import INPUT, Network
from cnnstat.pytorch.model import ends
from cnnstat.pytorch.train.options import Options


def classes_of(network: Network) -> int:
    """How many classes a network distinguishes.

    Raises:
        UsageError: it ends in a map, or an auxiliary head has another number of classes.
    """
    every = analyze_network(network, Setting(training=True)).every
    main, *heads = (every[index] for index in ends(network))
    for end, where in ((main, network.name), *((head, f"{network.name}: {head.name}") for head in heads)):
        if not end.output.flat:
            raise UsageError(f"{where} ends in a map of {end.output}: training needs a flat vector of class scores")
        if end.output != main.output:
            raise UsageError(f"{where} tells {end.output} classes apart, {main.name} {main.output}")
    return main.output.channels


def training_flops(network: Network) -> int:
    """FLOPs of convolutions and linear layers for one image in training, auxiliary heads included.

    The forward pass takes 2 × MACs; the backward pass takes as much for the gradients of the weights, and again for
    those of the inputs, which layers that read the image itself do not need.
    """
    analysis = analyze_network(network, Setting(training=True))
    on_image = sum(layer.macs for layer in analysis if INPUT in layer.node.inputs)
    return 3 * 2 * analysis.macs - 2 * on_image


def training_bytes(network: Network, options: Options, images: int) -> int:
    """Bytes that a device holds when training with so many images at a time, by the memory model.

    In mixed precision, weights, gradients and the optimizer's state stay float32, and autocast also keeps a copy of the
    weights in the other type.
    """
    full = analyze_network(network, Setting(True, images, "float32", states(options)))
    if options.precision == "float32":
        return full.memory.training
    half = analyze_network(network, Setting(True, images, options.precision, states(options)))
    return full.memory.training - full.memory.saved + half.memory.saved + full.params * DTYPES[options.precision]


def states(options: Options) -> str:
    """The memory model's word for the state that the recipe's optimizer keeps."""
    recipe = options.recipe
    if recipe.optimizer == "sgd":
        return "momentum" if recipe.momentum else "sgd"
    # RMSProp with momentum keeps two numbers per weight, as Adam does.
    return "adam" if recipe.optimizer != "rmsprop" or recipe.momentum else "momentum"


def largest_batch(network: Network, options: Options, room: int) -> int:
    """The most images at a time with which training fits into ``room`` bytes, by the memory model."""
    one, two = (training_bytes(network, options, images) for images in (1, 2))
    return max(0, (room - one) // (two - one) + 1) if two > one else 0
