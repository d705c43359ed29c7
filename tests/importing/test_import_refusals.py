"""What is no network, or none that a spec can say: one message with its place, and nothing else happens."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from conftest import run_inside
from partly import GOES_ON

import cnnstat
from cnnstat.errors import CnnstatError
from cnnstat.project import Project
from cnnstat.views.imports import imported

BLOB = 'input: "data" input_dim: 1 input_dim: 3 input_dim: 8 input_dim: 8\n'
NET = "[net]\nchannels=3\nheight=8\nwidth=8\n"


def caffe(fields: str) -> str:
    return f'{BLOB}layer {{ name: "x" top: "x" {fields} }}'


def keras(*layers: dict[str, Any], shape: object = (None, 8, 8, 3)) -> str:
    first, *rest = layers
    config = {**first["config"], "batch_input_shape": shape}
    return json.dumps({"class_name": "Sequential", "config": [{**first, "config": config}, *rest]})


def layer(kind: str, name: str = "x", **config: Any) -> dict[str, Any]:
    return {"class_name": kind, "config": {"name": name, **config}}


def functional(*layers: dict[str, Any], output_layers: object) -> str:
    """A model of Keras' whose layers each read the one before."""
    first = {"class_name": "InputLayer", "config": {"name": "input", "batch_input_shape": (None, 8, 8, 3)}}
    rows: list[dict[str, Any]] = [{**first, "inbound_nodes": []}]
    for each in layers:
        rows.append({**each, "inbound_nodes": [[[rows[-1]["config"]["name"], 0, 0, {}]]]})
    return json.dumps({"class_name": "Functional", "config": {"layers": rows, "output_layers": output_layers}})


UNREAD = "no layer reads its output; remove it, name it under a 'from' or say 'output: true'"
CASES = {
    "empty.prototxt": ("", "net.prototxt: no network of Caffe's: it has no field 'layer'"),
    "open.prototxt": ("layer {", "net.prototxt:1:8: no prototxt: expected a field or '}', got the end of the file"),
    "sign.prototxt": ("layer { @", "net.prototxt:1:9: no prototxt: unexpected '@'"),
    "deep.prototxt": ("layer { " * 30, "net.prototxt:1:159: nested more than 20 levels deep"),
    "type.prototxt": (
        caffe('type: "Foo" bottom: "data"'),
        "net.prototxt:2:34: layer x: Caffe's Foo cannot be said in a spec",
    ),
    "bottom.prototxt": (
        caffe('type: "ReLU" bottom: "dat"'),
        "net.prototxt:2:49: layer x: reads 'dat', which no layer above it gives",
    ),
    "large.prototxt": (
        caffe('type: "Convolution" bottom: "data" convolution_param { num_output: 4 kernel_size: 9 }'),
        "net.prototxt:2:1: layer x (conv): kernel 9×9 is larger than its input 8×8",
    ),
    "number.prototxt": (
        caffe('type: "Convolution" bottom: "data" convolution_param { num_output: four kernel_size: 3 }'),
        "net.prototxt:2:95: layer x: num_output: expected a whole number of at least 1, got 'four'",
    ),
    "factor.prototxt": (
        caffe('type: "Eltwise" bottom: "data" bottom: "data" eltwise_param { coeff: 0.17 }'),
        "net.prototxt:2:74: layer x: expected 2 coeff, got 1",
    ),
    "training.prototxt": (
        'layer { name: "d" type: "Data" top: "data" }\nlayer { name: "c" type: "ReLU" bottom: "data" top: "c" }',
        "net.prototxt:1:1: the file does not say the size of its input; a file for training does not: take the "
        "deploy.prototxt beside it",
    ),
    "oldest.prototxt": (
        f'{BLOB}layers {{ layer {{ type: "conv" }} bottom: "data" }}',
        "net.prototxt:2:1: the form of before 2014 (layers { layer { … } }) cannot be said in a spec",
    ),
    "silent.prototxt": (
        caffe('type: "ReLU" bottom: "data"')
        + '\nlayer { name: "y" type: "ReLU" bottom: "data" top: "y" } layer { type: "Silence" bottom: "x" }',
        f"net.prototxt:2:1: layer x (relu): {UNREAD}",
    ),
    "last.prototxt": (
        caffe('type: "ReLU" bottom: "data"')
        + '\nlayer { name: "y" type: "ReLU" bottom: "data" top: "y" } layer { type: "Silence" bottom: "y" }',
        "net.prototxt:3:1: layer y: no layer reads its output, and it is none of the network's",
    ),
    "weights.prototxt": (
        caffe('type: "ReLU" bottom: "data"')
        + "".join(
            f'\nlayer {{ name: "{name}" top: "{name}" type: "Convolution" bottom: "{read}" param {{ name: "w" }} '
            "convolution_param { num_output: 3 kernel_size: 1 } }"
            for name, read in (("y", "x"), ("z", "y"))
        ),
        "net.prototxt:4:74: layer z: weights that layers share, 'w', cannot be said in a spec",
    ),
    "first.prototxt": (
        caffe('type: "Scale" bottom: "data" scale_param { num_axes: 0 }'),
        "net.prototxt:2:81: layer x: Scale with num_axes: '0' cannot be said in a spec",
    ),
    "gate.prototxt": (
        caffe('type: "Scale" bottom: "data" bottom: "data" scale_param { bias_term: true }'),
        "net.prototxt:2:97: layer x: Scale by another layer, with a bias cannot be said in a spec",
    ),
    "beyond.prototxt": (
        caffe('type: "Pooling" bottom: "data" pooling_param { kernel_size: 1 stride: 8 }'),
        "net.prototxt:2:59: layer x: Pooling with a last window that lies beyond the map cannot be said in a spec",
    ),
    "phase.prototxt": (
        caffe('type: "ReLU" bottom: "data" include { phase: LATER }'),
        "net.prototxt:2:56: layer x: include with the phase 'LATER' cannot be said in a spec",
    ),
    "phases.prototxt": (
        caffe('type: "ReLU" bottom: "data" include { phase: TRAIN } include { phase: SOON } include { phase: LATER }'),
        "net.prototxt:2:81: layer x: include with the phase 'SOON' cannot be said in a spec",
    ),
    "shared.cfg": (
        f"{NET}[convolutional]\nfilters=3\n[convolutional]\nfilters=3\nshare_index=-1\n",
        "net.cfg:9:1: [convolutional] with share_index=-1 cannot be said in a spec",
    ),
    "shared first.cfg": (
        f"{NET}[convolutional]\nfilters=3\n[convolutional]\nfilters=3\nshare_index=0\n",
        "net.cfg:9:1: [convolutional] with share_index=0 cannot be said in a spec",
    ),
    "grouped.cfg": (
        f"{NET}[softmax]\ngroups=3\n",
        "net.cfg:6:1: [softmax] with groups=3 cannot be said in a spec",
    ),
    "flat.prototxt": (
        caffe('type: "Flatten" bottom: "data" flatten_param { axis: 2 }'),
        "net.prototxt:2:81: layer x: Flatten with axis: '2' cannot be said in a spec",
    ),
    "end.prototxt": (
        caffe('type: "Flatten" bottom: "data" flatten_param { end_axis: 2 }'),
        "net.prototxt:2:85: layer x: Flatten with end_axis: '2' cannot be said in a spec",
    ),
    "softmax.prototxt": (
        caffe('type: "Softmax" bottom: "data" softmax_param { axis: 2 }'),
        f"net.prototxt:2:81: layer x: Softmax with axis: '2' cannot be said in a spec{GOES_ON}",
    ),
    "weighted.cfg": (
        f"{NET}[maxpool]\nsize=1\n[shortcut]\nfrom=-1\nweights_type=per_feature\n",
        f"net.cfg:9:1: [shortcut] with weights_type=per_feature cannot be said in a spec{GOES_ON}",
    ),
    "deep.cfg": (
        f"{NET}[maxpool]\nmaxpool_depth=1\n",
        "net.cfg:6:1: [maxpool] with maxpool_depth=1 cannot be said in a spec",
    ),
    "empty.cfg": ("", "net.cfg: no network of darknet's: it has no section [net]"),
    "line.cfg": (
        f"{NET}hello\n",
        "net.cfg:5:1: no cfg: expected a section, as [convolutional], or key=value, got 'hello'",
    ),
    "section.cfg": (f"{NET}[foo]\n", "net.cfg:5:1: darknet's [foo] cannot be said in a spec"),
    "route.cfg": (
        f"{NET}[maxpool]\nsize=2\n[route]\nlayers=-3\n",
        "net.cfg:8:1: layer route: layers: there is no section -3 before this one",
    ),
    "activation.cfg": (
        f"{NET}[convolutional]\nactivation=leeky\n",
        "net.cfg:6:1: layer convolutional: the activation 'leeky' cannot be said in a spec; did you mean 'leaky'?",
    ),
    "shortcut.cfg": (
        f"{NET}[maxpool]\nsize=2\nstride=2\n[convolutional]\nfilters=2\nactivation=linear\n[shortcut]\nfrom=-2\n",
        "net.cfg:12:1: layer shortcut: a shortcut from 3×4×4 to 2×4×4 cannot be said in a spec",
    ),
    "image.cfg": ("[net]\nchannels=3\n", "net.cfg:1:1: [net]: expected channels, height and width"),
    "empty.json": ("", "net.json:1:1: no JSON: Expecting value"),
    "other.json": ("{}", "net.json: no model of Keras': expected class_name Sequential, Model, Functional"),
    "deep.json": ("[" * 100_000, "net.json:1:1: no JSON that can be read: nested too deep, or with a number too long"),
    "code.json": (
        keras(layer("Lambda")),
        "net.json:1:77: layer x: Keras' Lambda cannot be said in a spec; it is code, which a stranger's file may not "
        "run",
    ),
    "open.json": (
        keras(layer("Conv2D", filters=4, kernel_size=[3, 3]), shape=(None, None, None, 3)),
        "net.json:1:77: layer x: the file leaves the size of its input open: [None, None, None, 3]; a spec needs one",
    ),
    "sides.json": (
        keras(layer("Conv2D", filters=4, kernel_size=[3, 3, 3])),
        "net.json:1:77: layer x: kernel_size of 3 dimensions cannot be said in a spec",
    ),
    "axis.json": (
        keras(layer("BatchNormalization", axis=1)),
        f"net.json:1:89: layer x: BatchNormalization along axis 1 cannot be said in a spec{GOES_ON}",
    ),
    "resized.json": (
        keras(layer("Resizing", height=4, width=8)),
        "net.json:1:79: layer x: Keras' Resizing cannot be said in a spec",
    ),
    "resized map.json": (
        keras(layer("MaxPooling2D", pool_size=2), layer("Resizing", name="y", height=8, width=8)),
        "net.json:1:190: layer y: Keras' Resizing cannot be said in a spec",
    ),
    "cropped map.json": (
        keras(layer("MaxPooling2D", pool_size=2), layer("CenterCrop", name="y", height=8, width=8)),
        "net.json:1:192: layer y: Keras' CenterCrop cannot be said in a spec",
    ),
    "random size.json": (
        keras(layer("RandomHeight", factor=0.2)),
        "net.json:1:83: layer x: Keras' RandomHeight cannot be said in a spec",
    ),
    "dilated.json": (
        keras(layer("Conv2DTranspose", filters=2, kernel_size=2, dilation_rate=[2, 2])),
        "net.json:1:86: layer x: Conv2DTranspose with dilation_rate cannot be said in a spec",
    ),
    "apart.json": (
        keras(layer("Conv2DTranspose", filters=2, kernel_size=2, strides=3)),
        "net.json:1:86: layer x: Conv2DTranspose with a kernel of 2 and a stride of 3 cannot be said in a spec",
    ),
    "object.json": (
        keras(layer("Activation", activation={"class_name": "ReLU", "config": {"name": "r", "max_value": 1.0}})),
        f"net.json:1:81: layer x: an activation with keys of its own, 'ReLU', cannot be said in a spec{GOES_ON}",
    ),
    "other object.json": (
        keras(layer("Activation", activation={"class_name": "Mine", "config": {"name": "r", "a": 1.0}})),
        "net.json:1:81: layer x: an activation with keys of its own, 'Mine', cannot be said in a spec",
    ),
    **{
        f"reshaped {target}.json": (
            keras(layer("GlobalAveragePooling2D", "g"), layer("Reshape", target_shape=target)),
            f"net.json:1:183: layer x: Reshape to {target} cannot be said in a spec{GOES_ON}",
        )
        for target in ([3, 1, 1], [1, 3, 1], [3, 1])
    },
    "softmax.json": (
        keras(layer("Softmax", axis=1)),
        f"net.json:1:78: layer x: Softmax along axis 1 cannot be said in a spec{GOES_ON}",
    ),
    "outputs.json": (
        functional(layer("ReLU"), output_layers=[["x", 0, 0], ["y", 0, 0]]),
        "net.json:1:1: output_layers: no layer is called 'y'",
    ),
    "image.json": (
        functional(layer("ReLU"), output_layers={"one": ["input", 0, 0], "two": ["x", 0, 0]}),
        "net.json:1:204: the image as an output cannot be said in a spec",
    ),
    "zip.keras": ("nope", "net.keras: cannot read: File is not a zip file"),
}


@pytest.mark.parametrize("name", CASES)
def test_one_message_with_its_place(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content, expected = CASES[name]
    monkeypatch.chdir(tmp_path)
    path = Path(f"net{Path(name).suffix}")
    path.write_text(content, encoding="utf-8")
    for read in (imported, cnnstat.load):
        with pytest.raises(CnnstatError) as caught:
            read(path)
        assert str(caught.value) == expected


def test_what_is_not_there_or_not_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bytes.cfg").write_bytes(b"[net]\n\xff")
    with zipfile.ZipFile("packed.keras", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("config.json", "{}")
    with zipfile.ZipFile("other.keras", "w") as archive:
        archive.writestr("weights", "")
    with zipfile.ZipFile("bomb.keras", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", " " * 100_000_000)
    most = 300_000 + 20 * Path("bomb.keras").stat().st_size
    expected = {
        "none.cfg": "none.cfg: cannot read: No such file or directory",
        "none.keras": "none.keras: cannot read: No such file or directory",
        "bytes.cfg": "bytes.cfg:2:1: not UTF-8 text",
        "packed.keras": "packed.keras: cannot read: packed by method 14, which Keras does not use",
        "other.keras": "other.keras: no model of Keras': the zip file holds no config.json",
        "bomb.keras": f"bomb.keras: more than {most:,} bytes; a network without its weights is never that large",
    }
    for name, message in expected.items():
        with pytest.raises(CnnstatError) as caught:
            imported(Path(name))
        assert str(caught.value) == message


@pytest.mark.parametrize("name", ["net.keras", "net.onnx", "net.cfg", "net.json"])
def test_a_pipe_is_not_waited_for(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if name.endswith(".onnx"):
        pytest.importorskip("onnx")
    monkeypatch.chdir(tmp_path)
    os.mkfifo(name)
    with pytest.raises(CnnstatError, match=f"^{re.escape(name)}: cannot read: no regular file$"):
        imported(Path(name))


def test_an_ending_that_nothing_reads(tmp_path: Path) -> None:
    done = run_inside("import", "net.pb", cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    known = ".prototxt, .cfg, .json, .keras, .onnx, or module:callable"
    assert done.err == f"cnnstat: import: expected a file ending in {known}, got 'net.pb'\n"


def test_nothing_is_written_where_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "net.cfg").write_text(f"{NET}[foo]\n", encoding="utf-8")
    (tmp_path / "net.yaml").write_text("before", encoding="utf-8")
    done = run_inside("import", "net.cfg", "-o", "net.yaml", cwd=tmp_path)
    assert done.code == 2
    assert (tmp_path / "net.yaml").read_text(encoding="utf-8") == "before"


def test_what_is_printed_of_a_file_is_text(tmp_path: Path) -> None:
    """No control or direction character of a file reaches a terminal, and no line is a command of a CI log."""
    name = "\x1b[31mred\u202e\n::error::x"
    relu = f'layer {{ name: "{name}" type: "ReLU" bottom: "data" top: "y" }}'.replace("\n", "\\n")
    (tmp_path / "net.prototxt").write_text(f'name: "{name.replace(chr(10), " ")}"\n{BLOB}{relu}', encoding="utf-8")
    for arguments in (["import", "net.prototxt"], ["net.prototxt"], ["net.prototxt", "--table"]):
        done = run_inside(*arguments, cwd=tmp_path)
        assert done.code == 0, done.err
        for stream in (done.out, done.err):
            assert not {"\x1b", "\u202e"}.intersection(stream)
            assert not any(line.startswith("::") for line in stream.splitlines())


@pytest.mark.parametrize("name", ["net.json", "net.prototxt", "NET.YAML", "net.cfg:small", "sub/net.keras"])
def test_documents_read_specs_only(name: str, tmp_path: Path) -> None:
    with pytest.raises(CnnstatError, match=r"a document reads specs, whose names end in \.yaml or \.yml"):
        Project(tmp_path).network(name, tmp_path)


@pytest.mark.parametrize(
    "make",
    [
        lambda count: caffe('type: "ReLU" bottom: "data" ' + "x: 1 " * count),
        lambda count: f"{NET}{'[dropout]' + chr(10)}" * count,
        lambda count: keras(layer("Dropout", extra=[0] * count)),
        lambda count: '"' * count,
    ],
)
def test_files_of_any_kind_of_length_end(make: Callable[[int], str], tmp_path: Path) -> None:
    """They are read or refused, and nothing else is raised."""
    for ending in ("prototxt", "cfg", "json"):
        path = tmp_path / f"net.{ending}"
        path.write_text(make(3000), encoding="utf-8")
        with suppress(CnnstatError):
            imported(path)


@pytest.mark.parametrize("name", ["net.prototxt", "net.cfg", "net.json", "net.keras"])
def test_no_message_quotes_a_file_that_is_no_network(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("secret").write_text('password = "hunter2"\n[section]\nkey: {hunter2}\n', encoding="utf-8")
    Path(name).symlink_to("secret")
    with pytest.raises(CnnstatError) as caught:
        imported(Path(name))
    assert "hunter2" not in str(caught.value)
    assert "password" not in str(caught.value)


def test_a_keras_file_with_any_byte_damaged_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "net.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", '{"class_name": "Sequential"}' * 30)
    whole = path.read_bytes()
    damaged = [whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :] for at in range(len(whole))]
    turned = [whole[:at] + bytes(each ^ 0xFF for each in whole[at : at + 12]) + whole[at + 12 :] for at in range(99)]
    for data in [*damaged, *turned, *(whole[:at] for at in range(0, len(whole), 7))]:
        path.write_bytes(data)
        with pytest.raises(CnnstatError):
            imported(path)


@pytest.mark.parametrize(
    ("name", "text"),
    [("net.cfg", "[network]\nproxy password hunter2\n"), ("net.cfg", "[network]\nchannels=hunter2\n"),
     ("net.prototxt", 'layers { type: "hunter2" }'), ("net.json", '{"class_name": "hunter2"}'),
     ("net.onnx", "hunter2")],
)  # fmt: skip
def test_a_link_quotes_no_file(name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text(text, encoding="utf-8")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    Path(name).symlink_to("../secret")
    problem = "a link leads to it, and no network can be read from it; the name of the file itself tells more"
    for read in (imported, cnnstat.load):
        with pytest.raises(CnnstatError, match=f"^{re.escape(name)}: {problem}$"):
            read(Path(name))
