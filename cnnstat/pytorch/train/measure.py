"""What the analyzer predicts for a training run: classes, FLOPs, memory, and the largest batch."""

from __future__ import annotations

from cnnstat.analysis import analyze_network
from cnnstat.analysis.eager import Widths
from cnnstat.analysis.memory import Level, lasting, levels, step
from cnnstat.analysis.setting import DTYPES, OPTIMIZERS, Optimizer, Setting
from cnnstat.errors import UsageError
from cnnstat.network.graph import INPUT, Network
from cnnstat.network.recipe import Recipe
from cnnstat.pytorch.train.options import Options


def classes_of(network: Network) -> int:
    """How many classes a network distinguishes.

    Raises:
        UsageError: it has several outputs, it ends in a map, or an auxiliary head has another number of classes.
    """
    if len(network.outputs) > 1:
        *others, last = (network.nodes[output].name for output in network.outputs)
        named = f"{', '.join(others)} and {last}"
        raise UsageError(f"{network.name} has {len(network.outputs)} outputs, {named}: training needs a network of one")
    every = analyze_network(network, Setting(training=True)).every
    main, *heads = (every[index] for index in (*network.outputs, *network.heads))
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
    """Bytes that a device holds at most when training with so many images at a time, by the memory model."""
    return max(level.bytes(images) for level in training_levels(network, options))


def largest_batch(network: Network, options: Options, room: int) -> int:
    """The most images at a time with which training fits into ``room`` bytes, by the memory model."""
    return max(0, min((room - level.lasting) // level.batch for level in training_levels(network, options)))


def training_levels(network: Network, options: Options) -> list[Level]:
    """What a device holds at each moment of a step, by the memory model.

    In mixed precision, weights, gradients and the optimizer's state stay float32. What convolutions and linear layers
    take and make has the other type, for which autocast also keeps a copy of the weights.
    """
    single, other = DTYPES["float32"], DTYPES[options.precision]
    analysis = analyze_network(network, Setting(training=True))
    parameters, params = analysis.counts.parameters, analysis.params
    held = lasting(params + parameters.fixed + parameters.buffers, params, single, optimizer_numbers(options.recipe))
    shapes = [each.output for each in analysis.every]
    run = step(network, shapes, Widths(single, other), heads=True)
    return levels(run, held)


def optimizer_numbers(recipe: Recipe) -> Optimizer:
    """What the recipe's optimizer has for each parameter."""
    decay = recipe.weight_decay > 0
    if recipe.optimizer == "sgd":
        return Optimizer(states=recipe.momentum > 0, scratch=decay)
    if recipe.optimizer == "rmsprop":  # a mean of squares, and the steps; its root
        return Optimizer(states=1 + (recipe.momentum > 0), scratch=1 + decay)
    return OPTIMIZERS["adam"]  # its step lets go of decayed gradients before it takes roots
