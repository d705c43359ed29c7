"""Loss, optimizer and learning rate, as a recipe defines them."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnstat.network.recipe import Recipe
from cnnstat.pytorch.model import Given, Outputs


def optimizer_of(recipe: Recipe, model: nn.Module) -> torch.optim.Optimizer:
    """torch's optimizer with the recipe's settings."""
    rate, decay = recipe.learning_rate, recipe.weight_decay
    parameters = groups_of(recipe, model)
    if recipe.optimizer == "sgd":
        return torch.optim.SGD(parameters, rate, recipe.momentum, weight_decay=decay)
    if recipe.optimizer == "rmsprop":
        return torch.optim.RMSprop(parameters, rate, recipe.decay, recipe.eps, decay, recipe.momentum)
    kind = torch.optim.Adam if recipe.optimizer == "adam" else torch.optim.AdamW
    return kind(parameters, rate, (recipe.momentum, recipe.decay), recipe.eps, decay)


def groups_of(recipe: Recipe, model: nn.Module) -> list[dict[str, Any]]:
    """The parameters, in two groups if weight decay does not act on some of them.

    With ``decayed: weights`` these are all parameters with one number per map or output: biases, γ and β of norms,
    slopes, and coefficients of a subsampling.
    """
    parameters = list(model.parameters())
    if recipe.decayed == "all":
        return [{"params": parameters}]
    weights = [each for each in parameters if each.dim() > 1]
    spared = [each for each in parameters if each.dim() <= 1]
    return [{"params": weights}, {"params": spared, "weight_decay": 0.0}]


def kept_of(recipe: Recipe) -> dict[str, Any]:
    """The state that the recipe's optimizer keeps for a parameter after a step; here for one with two numbers."""
    weight = nn.Parameter(torch.zeros(2))
    optimizer = optimizer_of(recipe, nn.ParameterList([weight]))
    weight.grad = torch.zeros(2)
    optimizer.step()
    return dict(optimizer.state[weight])


class Schedule:
    """The learning rate from epoch to epoch."""

    def __init__(self, recipe: Recipe, optimizer: torch.optim.Optimizer) -> None:
        self.recipe, self.optimizer = recipe, optimizer
        self.plateau = (
            torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=recipe.left(1), patience=recipe.every - 1)
            if recipe.schedule == "plateau"
            else None
        )

    def begin(self, epoch: int) -> None:
        """Set the rate for an epoch, counted from 0."""
        recipe = self.recipe
        if recipe.schedule == "plateau" and epoch != recipe.warmup and epoch > 0:
            return  # end() has set it, or the warm-up before it
        rate = recipe.learning_rate * (0.1 if epoch < recipe.warmup else share(recipe, epoch))
        for group in self.optimizer.param_groups:
            group["lr"] = rate

    def end(self, epoch: int, loss: float) -> None:
        """Tell the schedule an epoch's loss on the held-out images."""
        if self.plateau is not None and epoch >= self.recipe.warmup:
            self.plateau.step(loss)

    @property
    def rate(self) -> float:
        """The current learning rate."""
        return float(self.optimizer.param_groups[0]["lr"])

    def state(self) -> dict[str, Any]:
        """The state that a checkpoint keeps."""
        return self.plateau.state_dict() if self.plateau is not None else {}

    def restore(self, state: dict[str, Any]) -> None:
        """Continue from where :meth:`state` was taken."""
        if self.plateau is not None:
            self.plateau.load_state_dict(state)


def share(recipe: Recipe, epoch: int) -> float:
    """The share of the initial learning rate that is left in an epoch, counted from 0."""
    if recipe.schedule == "step":
        return recipe.left(epoch // recipe.every)
    if recipe.schedule == "milestones":
        return recipe.left(sum(epoch >= each for each in recipe.milestones or ()))
    if recipe.schedule == "cosine":
        return (1 + math.cos(math.pi * epoch / recipe.epochs)) / 2
    return 1.0


class Loss:
    """The objective: the mean over images of a recipe's loss, including the auxiliary heads."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe

    def __call__(self, outputs: Given | Outputs, labels: Tensor) -> Tensor:
        """The loss as a single number, from outputs (batch, classes) and labels (batch)."""
        loss = self.of(main_output(outputs), labels)
        if not isinstance(outputs, Outputs):
            return loss
        heads = [self.of(head, labels) for head in outputs.auxiliary]
        return loss + self.recipe.auxiliary_weight * torch.stack(heads).sum()

    def of(self, scores: Tensor, labels: Tensor) -> Tensor:
        """The loss of one output, always in single precision."""
        scores = scores.float()
        if self.recipe.loss == "cross_entropy":
            return F.cross_entropy(scores, labels, label_smoothing=self.recipe.label_smoothing)
        targets = 2 * F.one_hot(labels, scores.shape[1]).float() - 1
        return (scores - targets).square().mean()


def main_output(outputs: Given | Outputs) -> Tensor:
    """The output of the network itself, without those of its auxiliary heads."""
    output = outputs.output if isinstance(outputs, Outputs) else outputs
    assert isinstance(output, Tensor)  # training refuses a network of several outputs
    return output
