"""Checks of a checkpoint before a run is resumed from it: the file may be damaged, or made by somebody else.

Everything is compared with what the run itself would save now: the same keys must have values of the same kind, and
tensors of the same shape. Only settings that change during a run are taken over; the others come from the recipe. A
file can give an ordered table attributes, in the place of its methods too: where methods are called, a table is plain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from cnnstat.errors import shown
from cnnstat.pytorch.train.archive import AlteredError
from cnnstat.pytorch.train.history import Record

HEAD = {"format": 1, "cnnstat": "", "network": "", "fingerprint": "", "options": {}}
"""The keys before the state, each with an example value of its type."""
PLATEAU = ("best", "last_epoch", "num_bad_epochs", "cooldown_counter")
"""The state of a schedule that waits for a plateau."""
LARGEST = 1e300


def refuse(where: str, expected: str, value: object) -> AlteredError:
    """The error for a wrong value."""
    got = f"a tensor of {size_of(value)}" if isinstance(value, Tensor) else shown(value)
    return AlteredError(f"{where}: expected {expected}, got {got}")


def size_of(value: Tensor) -> str:
    kind = str(value.dtype).removeprefix("torch.")
    return f"{'×'.join(map(str, value.shape)) or 'no axes'} ({kind})"


def check_head(content: object) -> None:
    """Check the keys before the state: texts, and the options of the run."""
    if type(content) is not dict:
        raise refuse("content", "a table", content)
    for key, example in HEAD.items():
        if type(content.get(key)) is not type(example):
            raise refuse(key, f"a value of type {type(example).__name__}", content.get(key))
    for name, value in content["options"].items():
        for each in value if isinstance(value, list) else [value]:
            if not isinstance(name, str) or not isinstance(each, str | int | float | None):
                raise refuse("options", "names and plain values", each)


def check_state(
    state: Mapping[str, Any], fresh: Mapping[str, Any], parameters: Sequence[Tensor], kept: Mapping[str, Any],
    steps: int,
) -> dict[str, Any]:  # fmt: skip
    """The state to resume from, after all checks.

    Args:
        state: the content of the checkpoint.
        fresh: the state that the run would save now.
        parameters: the parameters, in the order of the optimizer.
        kept: the state that the optimizer keeps for a parameter with two numbers.
        steps: the number of steps in an epoch.

    Raises:
        AlteredError: it does not have the form of this run's state.
    """
    for key in fresh:
        if key not in state:
            raise AlteredError(f"{key} is missing")
    check_like(state["model"], fresh["model"], "model")
    check_count(state["epoch"], "epoch")
    check_count(state["step"], "step", steps - 1)
    check_list(state["records"], state["epoch"], "records")
    for number, row in enumerate(state["records"], 1):
        check_numbers(row, [number, *[0.0] * (len(Record._fields) - 1)], f"records, {number}")
    check_numbers(state["sums"], fresh["sums"], "sums")
    check_numbers(state["images"], fresh["images"], "images")
    check_random(state["random"], fresh["random"][0])
    optimizer = optimizer_from(state["optimizer"], fresh["optimizer"], parameters, kept)
    schedule = settings_from(state["schedule"], fresh["schedule"], PLATEAU, "schedule")
    scaler = settings_from(state["scaler"], fresh["scaler"], ("scale", "_growth_tracker"), "scaler")
    model = {key: state["model"][key] for key in fresh["model"]}  # without the attributes that a file can give it
    return {**state, "model": model, "optimizer": optimizer, "schedule": schedule, "scaler": scaler}


def check_like(value: object, example: object, where: str) -> None:
    """Check that a value is like an example: a tensor of its shape and type, a table with its keys, or a number."""
    if isinstance(example, Tensor):
        whole = isinstance(value, Tensor) and value.layout == torch.strided and value.device.type == "cpu"
        if not isinstance(value, Tensor) or not whole or (value.shape, value.dtype) != (example.shape, example.dtype):
            raise refuse(where, f"a tensor of {size_of(example)}", value)
    elif isinstance(example, Mapping):
        if not isinstance(value, dict):
            raise refuse(where, "a table", value)
        for key in value:
            if key not in example:
                raise AlteredError(f"{where}: {shown(key)} is not known")
        for key, each in example.items():
            if key not in value:
                raise AlteredError(f"{where}: {key} is missing")
            check_like(value[key], each, f"{where}, {key}")
    elif value is not None or example is not None:
        check_number(value, where)


def optimizer_from(
    value: object, fresh: Mapping[str, Any], parameters: Sequence[Tensor], kept: Mapping[str, Any]
) -> dict[str, Any]:  # fmt: skip
    """The optimizer's state: the learning rates, and the state kept for each parameter that has been updated."""
    where = "optimizer"
    if type(value) is not dict or type(value.get("state")) is not dict:
        raise refuse(where, "a table with a state", value)
    check_list(value.get("param_groups"), len(fresh["param_groups"]), f"{where}, param_groups")
    groups = []
    for group, example in zip(value["param_groups"], fresh["param_groups"], strict=True):
        groups.append(settings_from(group, example, ("lr",), f"{where}, param_groups"))
        check_numbers(group.get("params"), example["params"], f"{where}, param_groups, params")
    for index, each in value["state"].items():
        check_count(index, f"{where}, state", len(parameters) - 1)
        own = {
            key: parameters[index] if isinstance(one, Tensor) and one.dim() else one for key, one in kept.items()
        }  # fmt: skip
        check_like(each, own, f"{where}, state, {index}")
        for key in own:
            if isinstance(each[key], Tensor) and not each[key].dim():
                check_number(each[key].item(), f"{where}, state, {index}, {key}")
    # Tensors of a file may share memory and would then change together, so each is copied.
    own_state = {
        index: {key: each[key].clone() if isinstance(each[key], Tensor) else each[key] for key in each}
        for index, each in value["state"].items()
    }
    return {"state": own_state, "param_groups": groups}


def settings_from(value: Any, fresh: Mapping[str, Any], changing: Sequence[str], where: str) -> dict[str, Any]:
    """The run's own settings, with those that change during a run (if it has them) taken from the checkpoint."""
    if type(value) is not dict:
        raise refuse(where, "a table", value)
    found = dict(fresh)
    for key in changing:
        if key not in fresh:
            continue
        if key not in value:
            raise AlteredError(f"{where}: {key} is missing")
        if isinstance(fresh[key], int):
            check_count(value[key], f"{where}, {key}")
        elif type(value[key]) is not float or value[key] != fresh[key]:  # before any loss, the best is infinite
            check_number(value[key], f"{where}, {key}")
        found[key] = value[key]
    return found


def check_number(value: object, where: str) -> None:
    """Check that a value is a number of at least 0."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LARGEST:
        raise refuse(where, "a number", value)


def check_count(value: object, where: str, most: int = 2**53) -> None:
    """Check that a value is a whole number of at least 0."""
    if type(value) is not int or not 0 <= value <= most:
        raise refuse(where, f"a whole number from 0 to {most:,}", value)


def check_list(value: object, count: int, where: str) -> None:
    if not isinstance(value, list) or len(value) != count:
        raise refuse(where, f"a list of {count}", value)


def check_numbers(value: Any, example: Sequence[float], where: str) -> None:
    """Check that a value is a list of numbers; whole ones if those of the example are."""
    check_list(value, len(example), where)
    for one, like in zip(value, example, strict=True):
        (check_count if isinstance(like, int) else check_number)(one, where)


def check_random(value: Any, example: Mapping[str, Tensor]) -> None:
    """Check the states of the random generators of each process."""
    if not isinstance(value, list) or not value:
        raise refuse("random", "a list of states", value)
    for each in value:
        if type(each) is not dict:
            raise refuse("random", "a table", each)
        for key in {"cpu", *(example.keys() & each.keys())}:
            check_like(each.get(key), example[key], f"random, {key}")
        try:
            torch.Generator().set_state(each["cpu"])
        except RuntimeError as error:
            raise AlteredError("random, cpu: no state of a generator") from error
