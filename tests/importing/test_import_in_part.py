"""Files of which a spec can say a part: the rest is marked with its place, and figures that it touches are bounds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Done
from partly import GOES_ON

import cnnstat
from cnnstat.analysis import analyze_network
from cnnstat.errors import CnnstatError
from cnnstat.views.imports import Imported, imported

NET = "[net]\nchannels=4\nheight=8\nwidth=8\n"
CAFFE = 'input: "x" input_shape { dim: 1 dim: 4 dim: 8 dim: 8 }\n'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of files in messages are those that were typed."""
    monkeypatch.chdir(tmp_path)


def part(name: str, text: str) -> Imported:
    Path(name).write_text(text, encoding="utf-8")
    return imported(Path(name), partial=True)


def rows(found: Imported) -> list[tuple[str, str, int]]:
    """Of each layer its type, its output and its parameters."""
    Path("part.yaml").write_text(found.text, encoding="utf-8")
    analysis = analyze_network(cnnstat.load("part.yaml"), partial=True)
    return [(each.type, str(each.output), each.params) for each in analysis]


def refused(name: str, text: str, partial: bool = True) -> str:
    Path(name).write_text(text, encoding="utf-8")
    with pytest.raises(CnnstatError) as caught:
        imported(Path(name), partial)
    return str(caught.value)


def conv(name: str, reads: str, filters: int = 6) -> str:
    keys = f"convolution_param {{ num_output: {filters} kernel_size: 1 }}"
    return f'layer {{ name: "{name}" type: "Convolution" bottom: "{reads}" top: "{name}" {keys} }}\n'


def caffe(type_: str, keys: str = "", reads: str = 'bottom: "one"') -> str:
    return f'{CAFFE}{conv("one", "x")}layer {{ name: "y" type: "{type_}" {reads} top: "y" {keys} }}\n{conv("two", "y")}'


@pytest.mark.parametrize(
    ("type_", "keys", "shape", "holds"),
    [
        ("Power", "power_param { power: 2 }", "6×8×8", 0),
        ("Normalize", "norm_param { channel_shared: false }", "6×8×8", 6),
        ("Normalize", "", "6×8×8", 1),
        ("PReLU", "prelu_param { channel_shared: true }", "6×8×8", 1),
        ("Permute", "permute_param { order: 0 order: 2 order: 3 order: 1 }", "8×8×6", 0),
        ("Reshape", "reshape_param { shape { dim: 0 dim: 3 dim: -1 dim: 4 } }", "3×32×4", 0),
        ("Reorg", "reorg_param { stride: 2 }", "24×4×4", 0),
        ("Eltwise", 'eltwise_param { operation: MAX } bottom: "one"', "6×8×8", 0),
        ("Concat", 'concat_param { axis: 2 } bottom: "one"', "6×16×8", 0),
    ],
)
def test_caffe(type_: str, keys: str, shape: str, holds: int) -> None:
    found = part("net.prototxt", caffe(type_, keys))
    first, marked, last = rows(found)
    channels = int(shape.split("×")[0])
    assert first == ("conv", "6×8×8", 4 * 6 + 6)
    assert marked == ("unavailable", shape, holds)
    assert last[2] == channels * 6 + 6
    assert len(found.told) == 1
    assert found.told[0].startswith("marked unavailable: net.prototxt:3:")
    assert " layer y: " in found.told[0]
    assert refused("net.prototxt", caffe(type_, keys), partial=False).endswith(f"cannot be said in a spec{GOES_ON}")


def test_what_a_file_does_not_tell() -> None:
    """Neither the size nor the parameters of a layer that is not known: the plain refusal has no hint either."""
    reason = "; nor does the file tell the size of its output and how many parameters it has"
    for name, text, said in (
        ("net.prototxt", caffe("Python"), "net.prototxt:3:25: layer y: Caffe's Python cannot be said in a spec"),
        ("net.cfg", f"{NET}[crnn]\n", "net.cfg:5:1: darknet's [crnn] cannot be said in a spec"),
        ("net.json", keras({"class_name": "Mine>Own", "config": {"name": "y"}}),
            "net.json:1:407: layer y: Keras' Mine>Own cannot be said in a spec"),
    ):  # fmt: skip
        assert refused(name, text) == said + reason
        assert refused(name, text, partial=False) == said


@pytest.mark.parametrize(
    ("section", "shape", "holds"),
    [
        ("[reorg]\nstride=2\n", "16×4×4", 0),
        ("[local]\nsize=3\nstride=1\npad=1\nfilters=2\n", "2×8×8", 64 * 2 * (9 * 4 + 1)),
        ("[local]\nsize=3\nstride=2\npad=0\nfilters=2\n", "2×3×3", 9 * 2 * (9 * 4 + 1)),
        ("[shortcut]\nfrom=-2\nweights_type=per_feature\n", "4×8×8", 2),
        ("[shortcut]\nfrom=-2\nweights_type=per_channel\n", "4×8×8", 8),
        ("[sam]\nfrom=-2\n", "4×8×8", 0),
        ("[activation]\nactivation=loggy\n", "4×8×8", 0),
    ],
)
def test_darknet(section: str, shape: str, holds: int) -> None:
    before = "[convolutional]\nfilters=4\nsize=1\nactivation=linear\n" * 2
    found = part("net.cfg", f"{NET}{before}{section}[convolutional]\nfilters=2\nsize=1\nactivation=linear\n")
    every = rows(found)
    assert every[2] == ("unavailable", shape, holds)
    assert every[-1][2] == int(shape.split("×")[0]) * 2 + 2
    assert len(found.told) == 1
    assert found.told[0].startswith(
        f"marked unavailable: net.cfg:{15 if 'weights' in section else 14 if 'log' in section else 13}:"
    )


def test_an_activation_leaves_its_convolution_known() -> None:
    found = part("net.cfg", f"{NET}[convolutional]\nfilters=4\nsize=1\nactivation=hardtan\n")
    assert rows(found) == [("conv", "4×8×8", 20), ("unavailable", "4×8×8", 0)]
    assert refused("net.cfg", f"{NET}[convolutional]\nfilters=4\nsize=1\nactivation=mine\n").startswith("net.cfg:8:1:")


def keras(layer: dict[str, Any], *, shape: Any = None, last: str = "y") -> str:
    """A convolution, a layer, and a convolution, as version 3 writes them; ``shape`` is that with which it is read."""

    def tensor(name: str, dims: Any) -> dict[str, Any]:
        return {
            "class_name": "__keras_tensor__", "config": {"shape": dims, "keras_history": [name, 0, 0]},
        }  # fmt: skip

    own = {"filters": 6, "kernel_size": 1}
    layers = [
        {"class_name": "InputLayer", "config": {"name": "x", "batch_shape": [None, 8, 8, 4]}, "inbound_nodes": []},
        {"class_name": "Conv2D", "config": {"name": "one", **own}, "inbound_nodes": [{"args": [tensor("x", None)]}]},
        {**layer, "inbound_nodes": [{"args": [tensor("one", None)]}]},
        {"class_name": "Conv2D", "config": {"name": "two", **own}, "inbound_nodes": [{"args": [tensor(last, shape)]}]},
    ]
    return json.dumps({"class_name": "Functional", "config": {"layers": layers}})


@pytest.mark.parametrize(
    ("kind", "config", "shape", "holds"),
    [
        ("Softmax", {"axis": 1}, "6×8×8", 0),
        ("Permute", {"dims": [3, 1, 2]}, "8×6×8", 0),
        ("Cropping2D", {"cropping": [[1, 2], [0, 1]]}, "6×5×7", 0),
        ("Reshape", {"target_shape": [4, -1, 6]}, "6×4×16", 0),
        ("PReLU", {}, "6×8×8", 384),
        ("LayerNormalization", {"axis": [1, 2]}, "6×8×8", 128),
        ("GroupNormalization", {"groups": 2}, "6×8×8", 12),
        ("MultiHeadAttention", {"num_heads": 2, "key_dim": 5}, "6×8×8", 3 * (6 + 1) * 10 + (10 + 1) * 6),
    ],
)
def test_keras(kind: str, config: dict[str, Any], shape: str, holds: int) -> None:
    found = part("net.json", keras({"class_name": kind, "config": {"name": "y", **config}}))
    first, marked, last = rows(found)
    assert first == ("conv", "6×8×8", 30)
    assert marked == ("unavailable", shape, holds)
    assert last[2] == int(shape.split("×")[0]) * 6 + 6
    assert found.told[-1].startswith("marked unavailable: net.json:1:")


@pytest.mark.parametrize("odd", [2.0, True, "2", None, [2], {}])
@pytest.mark.parametrize(
    ("kind", "key", "values"),
    [
        ("Permute", "dims", [3, 2, 1]), ("Reshape", "target_shape", [2, -1, 6]), ("LayerNormalization", "axis", [1, 2]),
        ("Cropping2D", "cropping", [[1, 2], [2, 2]]), ("PReLU", "shared_axes", [1, 2]), ("Concatenate", "axis", [2]),
    ],
)  # fmt: skip
def test_keras_numbers_of_another_type(kind: str, key: str, values: list[Any], odd: Any) -> None:
    """As JSON may have them: they are read, or refused with a message."""
    for at in (*range(len(values)), None):
        given = odd if at is None else [odd if own == at else each for own, each in enumerate(values)]
        Path("net.json").write_text(keras({"class_name": kind, "config": {"name": "y", key: given}}), encoding="utf-8")
        try:
            found = imported(Path("net.json"), partial=True)
        except CnnstatError as error:
            assert str(error).startswith("net.json:1:"), str(error)  # noqa: PT017
        else:
            assert rows(found)[0][0] == rows(found)[-1][0] == "conv"


def test_keras_states_sizes_where_tensors_are_read() -> None:
    function = {"class_name": "Roll", "module": "keras.src.ops.numpy", "config": {"name": "y"}}
    assert rows(part("net.json", keras(function, shape=[None, 4, 2, 6])))[1] == ("unavailable", "6×4×2", 0)
    code = {"class_name": "Lambda", "module": "keras.layers", "config": {"name": "y"}}
    assert rows(part("net.json", keras(code, shape=[None, 4, 2, 6])))[1] == ("unavailable", "6×4×2", 0)
    assert "nor does the file tell" in refused("net.json", keras(code, shape=[None, None, 2, 6]))
    own = {"class_name": "Roll", "module": "mine", "config": {"name": "y"}}
    assert "nor does the file tell" in refused("net.json", keras(own, shape=[None, 4, 2, 6]))


def test_the_command(program: Callable[..., Done]) -> None:
    Path("net.cfg").write_text(f"{NET}[convolutional]\nfilters=4\nsize=3\n[reorg]\nstride=2\n[connected]\noutput=5\n")
    plain = program("import", "net.cfg", "-o", "net.yaml")
    assert (plain.code, plain.out) == (2, "")
    assert plain.err == f"cnnstat: net.cfg:8:1: darknet's [reorg] cannot be said in a spec{GOES_ON}\n"
    assert not Path("net.yaml").exists()
    done = program("import", "net.cfg", "--partial", "-o", "net.yaml")
    assert done.code == 0
    assert "marked unavailable: net.cfg:8:1: darknet's [reorg] cannot be said in a spec\n" in done.err
    shown = cnnstat.table("net.yaml", columns=["params", "macs"]).total_texts()
    assert shown == [f"{(4 * 9 + 1) * 4 + (16 * 9 + 1) * 5}", f"≥ {36 * 4 * 36 + 16 * 9 * 5:,}"]
