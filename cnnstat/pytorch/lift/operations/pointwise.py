"""Activations, dropout, and what leaves a tensor as it is."""

from __future__ import annotations

from cnnstat.pytorch.lift.operations.registry import lifts
from cnnstat.pytorch.lift.step import Remark, Step
from cnnstat.pytorch.lift.value import CHANNELS, Value

SAME = {
    "relu": "relu", "relu6": "relu6", "sigmoid": "sigmoid", "tanh": "tanh", "silu": "silu", "selu": "selu",
    "hardsigmoid": "hard_sigmoid", "hardswish": "hard_swish", "gelu": "gelu", "mish": "mish",
}  # fmt: skip
"""Activations that have no settings, or none that a spec counts."""


@lifts(*SAME)
def activation(step: Step) -> Value:
    return step.put(SAME[step.operation.rstrip("_")])


@lifts("leaky_relu")
def leaky_relu(step: Step) -> Value:
    return step.put("leaky_relu", slope=float(step.given("negative_slope")))


@lifts("elu")
def elu(step: Step) -> Value:
    if (step.given("scale"), step.given("input_scale")) != (1, 1):
        raise step.refuse("an elu with a scale")
    return step.put("elu", alpha=float(step.given("alpha")))


@lifts("softplus")
def softplus(step: Step) -> Value:
    if float(step.given("beta")) != 1:
        raise step.refuse("a softplus with a beta")
    return step.put("softplus")


@lifts("hardtanh", "clamp")
def clamp(step: Step) -> Value:
    """Only ReLU and ReLU6 written as bounds."""
    low, high = (step.given(each) for each in list(step.arguments)[1:3])
    if low == 0 and high in (None, 6):
        return step.put("relu" if high is None else "relu6")
    raise step.refuse(f"torch's {step.operation} from {low} to {high}")


@lifts("clamp_min")
def clamp_min(step: Step) -> Value:
    if step.given("min") != 0:
        raise step.refuse(f"torch's clamp_min at {step.given('min')}")
    return step.put("relu")


@lifts("prelu")
def prelu(step: Step) -> Value:
    value, weight = step.value(), step.held("weight")
    assert weight is not None
    if weight.shape != (value.shape.channels,) or value.axis(1) != CHANNELS:
        raise step.refuse(f"a PReLU with {weight.shape[0]} slopes for {value.shape.channels} channels")
    return step.put("prelu", value)


@lifts("softmax", "_softmax", "log_softmax", "_log_softmax")
def softmax(step: Step) -> Value:
    """A softmax; the logarithm of one, as training with a negative log-likelihood wants, is said to be without it."""
    value = step.value()
    if "log" in step.operation:
        step.remarks.append(Remark(f"log_softmax in {step.where} is a softmax here, without the logarithm", True))
    axis = value.axis(int(step.given("dim")))
    if axis == "C0" and len(value.pieces) == 2:
        return step.put("softmax", value, parts=value.pieces[0])
    if axis != CHANNELS:
        raise step.refuse("torch's softmax over anything but channels")
    return step.put("softmax", value)


@lifts("dropout", "feature_dropout", "alpha_dropout")
def dropout(step: Step) -> Value:
    value, p = step.value(), float(step.given("p"))
    return step.put("dropout", value, p=p) if p else value


@lifts("clone", "contiguous", "alias", "detach", "lift_fresh_copy")
def unchanged(step: Step) -> Value:
    found = step.arguments[next(iter(step.arguments))]
    return found if isinstance(found, Value) else step.value()


@lifts("to", "_to_copy", "type_as")
def converted(step: Step) -> Value:
    """Only what does not change the type of the numbers, of which a spec knows nothing."""
    source = step.node.args[0].meta.get("val")
    if source.dtype != step.node.meta["val"].dtype:
        raise step.refuse(f"a conversion to {str(step.node.meta['val'].dtype).removeprefix('torch.')}")
    return step.value()
