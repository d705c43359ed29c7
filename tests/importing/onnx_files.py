"""Small ONNX files made by hand, and files that torch's exporters make of modules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import onnx
from onnx import TensorProto, helper

Dims = Sequence[int | str | None]
IMAGE = (1, 4, 8, 8)


def node(op: str, reads: str = "x", gives: str = "y", name: str = "", **attributes: Any) -> Any:
    """A node whose tensors are named in one text each, with blanks between."""
    return helper.make_node(
        op, ["" if each == "_" else each for each in reads.split()], gives.split(), name, **attributes
    )


def tensor(name: str, held: Any) -> Any:
    """A tensor of zeros of some dimensions, given as a tuple, or of a list of numbers, or of one."""
    if isinstance(held, tuple):
        return TensorProto(name=name, dims=held, data_type=TensorProto.FLOAT)  # nobody reads the numbers
    kind = TensorProto.FLOAT if isinstance(held, float) else TensorProto.INT64
    return helper.make_tensor(
        name, kind, [len(held)] if isinstance(held, list) else [], held if isinstance(held, list) else [held]
    )


def empty(name: str, *dims: int) -> Any:
    """A tensor of whole numbers without any."""
    return TensorProto(name=name, dims=dims, data_type=TensorProto.INT64)


def floats(name: str, *numbers: float) -> Any:
    return helper.make_tensor(name, TensorProto.FLOAT, [len(numbers)], numbers)


def model(nodes: Sequence[Any], held: Mapping[str, Any] | None = None, image: Dims = IMAGE, opset: int = 18) -> Any:
    """A model that reads ``x``, and gives what its last node gives first."""
    graph = helper.make_graph(
        list(nodes), "",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, image)],
        [helper.make_tensor_value_info(nodes[-1].output[0], TensorProto.FLOAT, None)],
        [tensor(name, each) for name, each in (held or {}).items()],
    )  # fmt: skip
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])


def saved(folder: Path, made: Any, name: str = "net.onnx") -> Path:
    path = folder / name
    path.write_bytes(made.SerializeToString())
    return path


def exported(module: Any, images: Any, folder: Path, *, dynamo: bool = True, **options: Any) -> Path:
    """What torch makes of a module at inference."""
    import torch

    from cnnstat.pytorch.quiet import quiet

    path = folder / "net.onnx"
    with quiet():
        if dynamo:
            options.setdefault("dynamic_shapes", ({0: torch.export.Dim("batch")},))
            program: Any = torch.onnx.export(module.eval(), (images,), dynamo=True, verbose=False, **options)
            path.write_bytes(program.model_proto.SerializeToString())
        else:
            torch.onnx.export(module.eval(), (images,), str(path), dynamo=False, **options)
    assert onnx.load(path).graph.node
    return path
