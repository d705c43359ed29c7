"""Global response normalisation, which torch computes in seven operations (ConvNeXt V2: Woo et al. 2023)."""

from __future__ import annotations

from cnnstat.pytorch.lift.operations.merge import each_channel
from cnnstat.pytorch.lift.operations.registry import lifts
from cnnstat.pytorch.lift.step import Step
from cnnstat.pytorch.lift.trace import Held
from cnnstat.pytorch.lift.value import CHANNELS, HEIGHT, WIDTH, Response, Value


@lifts("linalg_vector_norm")
def norms(step: Step) -> Response:
    """The L2 norm of each map, with which it begins."""
    value = step.value()
    axes = {axis for each in step.given("dim") or () for axis in value.dims[value.dimension(each)]}
    if axes != {HEIGHT, WIDTH} or step.given("ord") != 2 or not step.given("keepdim"):
        raise step.refuse("torch's linalg_vector_norm of anything but each map")
    return Response(value, "norms")


def advance(step: Step) -> Response | Value:
    """The next of the operations.

    Raises:
        SpecError: it is another one.
    """
    arguments = list(step.arguments.values())
    found = next(each for each in arguments if isinstance(each, Response))
    match found.stage, step.operation, arguments[:3]:
        case "norms", "mean", [_, [int(number)], True]:
            if found.value.axis(number) == CHANNELS:
                return found._replace(stage="mean")
        case "mean", "add", [_, float(eps), *_]:
            return found._replace(stage="divisor", eps=eps)
        case "norms", "div", [_, Response(stage="divisor") as divisor, *_]:
            return divisor._replace(stage="share")
        case "share", "mul", [Value() as one, _] | [_, Value() as one]:
            if one == found.value:
                return found._replace(stage="scaled")
        case "scaled", "addcmul", [Held() as bias, Held() as weight, Response()]:
            if step.given("value") == 1:
                return found._replace(stage="shifted", held=(weight, bias))
        case "shifted", "add", [Value() as one, Response(), *_]:
            if one == found.value and step.given("alpha") == 1:
                for each, part in zip(found.held, ("factor", "summand"), strict=True):
                    each_channel(step, one, each, "norm", part)
                return step.put("grn", one, eps=found.eps)
    raise step.refuse(f"torch's {step.operation} of norms of maps")
