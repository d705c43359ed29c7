"""The ways into the program, each with inputs to begin with and what it does with one.

Whatever the input, a target may only end well or raise a :class:`CnnstatError`, whose message is one that people can
read: short, on one line a mistake, without control characters, and with a place where it is about a file.
"""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Callable, Sequence
from contextlib import chdir
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

import cnnstat
from cnnstat.claims.document import read_claims
from cnnstat.documents.config import read_config
from cnnstat.documents.selection import select
from cnnstat.documents.session import Session
from cnnstat.effort import Effort, TooMuchError
from cnnstat.errors import SpecError, UsageError
from cnnstat.importing import read_model, sections_of
from cnnstat.printed import read_figure
from cnnstat.query import Bench, evaluate, read_query
from cnnstat.spec.expression import ExpressionError, compile_value
from cnnstat.sweeping.front import read_aims, read_bounds
from cnnstat.sweeping.values import read_axes
from cnnstat.views.blocks import generate
from cnnstat.views.sizes import read_range
from fuzzing.mutation import changed, changed_bytes
from fuzzing.prose import prose

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "cnnstat" / "guide"
Make = Callable[[random.Random], Any]
Take = Callable[[Any, Path], object]


class Target(NamedTuple):
    """A way in.

    Attributes:
        make: makes an input.
        take: gives it to the program, with a folder of its own.
        places: whether every refusal names file, line and column.
    """

    make: Make
    take: Take
    places: bool = False


def texts(corpus: Sequence[str]) -> Make:
    return lambda random_: changed(random_, corpus)


def read(folder: Path, ending: str) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(folder.rglob(f"*{ending}"))]


def short(every: Sequence[str], most: int = 4_000) -> list[str]:
    """Texts, long ones in pieces."""
    return [text[at : at + most] for text in every for at in range(0, len(text), most)]


SPECS = [
    text
    for text in [
        *(path.read_text(encoding="utf-8") for path in sorted((ROOT / "specs").glob("*.yaml"))),
        *re.findall(r"```yaml\n(.*?)```", "\n".join(read(GUIDE, ".md")), re.DOTALL),
    ]
    if len(text) < 6_000 and re.search("^layers:", text, re.MULTILINE)
]
"""Whole specs: a piece of one would be refused in its first lines."""
EXPRESSIONS = [
    "make_divisible(32 * width, 8)", "2 if index == 1 else 1", "widths[index - 1]", "round(inputs * t)", "64",
    "max(8, floor(width * 0.5))", "not (a and b or c != 'word')", "-x ** 2 // 3 % 5", "len(widths) + 1e-4", "'same'",
]  # fmt: skip
QUERIES = [
    "alexnet.params", "vgg16.macs / alexnet.macs", "share(alexnet[linear].params)", "mobilenet_v1[conv kernel=1].macs",
    "alexnet@input=224.conv1.height", "googlenet.3a.macs", "count(resnet50[bottleneck])", "max(alexnet[conv].params)",
    "'input channels=64 size=9; conv kernel=3 filters=64'.params", "lenet5@mode=train,batch=8.training_bytes", "10**6",
]  # fmt: skip
FIGURES = [
    "60,965,224", "60.9 million", "4.1 GMACs", "about 61M", "1.5 × 10⁹", "224×224×3", "6천만", "1억 3,800만 개",
    "3.8-4.1B",
    "at most 2.5 MiB", "12x", "11² × 3 × 96 + 96 = 34,944", "58.6 %", "1/4", "30만 이하", "over 9000",
]  # fmt: skip
OPTIONS = ["width=0.25:1.5:0.01", "input=96:320:32", "unit=plain,bottleneck", "macs=300M,params=3M", "macs,+rf",
           "192-256/8,299", "widths=[1,2],[3]"]  # fmt: skip
SIDECARS = [
    'document: notes.md\nclaims:\n  - "{alexnet.params} parameters"\n  - "layer has {alexnet.conv1.params}"\n',
    "document: notes.md\nclaims: ['has {lenet5.params} weights', '{lenet5.C1.params}개']\n",
    "# a\ndocument: ./notes.md\nabout: a\nclaims: ['AlexNet has {vgg16.params} parameters; {{', '{lenet5.depth}']\n",
]
CONFIGS = [
    '[tool.cnnstat]\nexclude = ["a/*"]\nignore = ["CNS211"]\nmin-claims = 3\nnames = {TinyNet = "specs/tiny.yaml"}\n',
    '[tool.cnnstat]\npairs = [["README.md", "README.ko.md"]]\nexempt = [{pattern = "v[0-9.]+", reason = "versions"}]\n',
    '[tool.cnnstat]\ntruncated = true\nzeros = false\nabout = 0.05\nspec-folders = ["../specs"]\nmin-coverage = 60\n',
]
CLAIMS = short(read(ROOT / "specs" / "claims", ".yaml"))
DOCUMENTS = [
    *short([*read(GUIDE, ".md"), (ROOT / "README.md").read_text(encoding="utf-8")], 2_500),
    "# AlexNet\n\nAlexNet has 61M parameters and 5 convolution layers, VGG-16 138 million.\n\n"
    "| net | params |\n|---|---|\n| ResNet-50 | 25.6M |\n| MobileNetV2 | 3.5M |\n",
    "AlexNet은 약 6천만 개의 매개변수를 가진다. 첫 층은 11×11 필터 96개를 쓴다.\n",
    "\\begin{tabular}{lr} AlexNet & 61M \\\\ VGG-16 & 138M \\end{tabular} % cnnstat: alexnet.params\n",
]
DARKNET = [
    "[net]\nheight=32\nwidth=32\nchannels=3\n[convolutional]\nfilters=8\nsize=3\nstride=1\npad=1\n"
    "batch_normalize=1\nactivation=leaky\n[maxpool]\nsize=2\nstride=2\n[route]\nlayers=-1,-2\n[shortcut]\nfrom=-2\n"
    "[avgpool]\n[softmax]\n"
]
CAFFE = [
    'name: "a"\ninput: "data"\ninput_dim: 1\ninput_dim: 3\ninput_dim: 32\ninput_dim: 32\n'
    'layer { name: "c" type: "Convolution" bottom: "data" top: "c" convolution_param {num_output: 4 kernel_size: 3} }\n'
    'layer { name: "r" type: "ReLU" bottom: "c" top: "c" }\n'
    'layer { name: "p" type: "Pooling" bottom: "c" top: "p" pooling_param { pool: MAX kernel_size: 2 stride: 2} }\n'
    'layer { name: "f" type: "InnerProduct" bottom: "p" top: "f" inner_product_param { num_output: 10 } }\n'
]
NOTES = "# Notes\n\nAlexNet has 61M parameters; the first layer has 34,944. LeNet-5 has 60,000 weights, 156개.\n"


def keras() -> list[str]:
    """A model as Keras describes it."""

    def layer(kind: str, name: str, before: str, **config: Any) -> dict[str, Any]:
        inbound = [[[before, 0, 0, {}]]] if before else []
        return {"class_name": kind, "name": name, "config": {"name": name, **config}, "inbound_nodes": inbound}

    layers = [
        layer("InputLayer", "in", "", batch_input_shape=[None, 32, 32, 3]),
        layer("Conv2D", "c", "in", filters=4, kernel_size=[3, 3], strides=[1, 1], padding="same", use_bias=True,
              activation="relu", dilation_rate=[1, 1], groups=1, data_format="channels_last"),
        layer("BatchNormalization", "n", "c", axis=[3], epsilon=1e-3, center=True, scale=True),
        layer("GlobalAveragePooling2D", "g", "n", data_format="channels_last"),
        layer("Dense", "d", "g", units=10, activation="softmax", use_bias=True),
    ]  # fmt: skip
    config = {"name": "m", "layers": layers, "input_layers": [["in", 0, 0]], "output_layers": [["d", 0, 0]]}
    return [json.dumps({"class_name": "Functional", "config": config, "keras_version": "2.12.0"})]


def spec(text: str, folder: Path) -> None:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    cnnstat.analyze(path)


def structure(random_: random.Random) -> str:
    """A spec whose values, not its characters, are changed: keys renamed, left out and swapped."""
    data = deepcopy(parsed(random_.choice(SPECS)))
    for _ in range(random_.choice([1, 2, 4])):
        change_inside(random_, data)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)[:20_000]


@cache
def parsed(text: str) -> Any:
    """A spec as data, which is read but once: that takes longer than all else."""
    return yaml.safe_load(text)


VALUES: list[Any] = [None, True, -1, 0, 10**12, 0.5, "x", "channels", [], {}, [1, 2], {"type": "conv"}, "1 +", "relu"]


def change_inside(random_: random.Random, data: Any) -> None:
    """Change one value somewhere in nested data."""
    while True:
        places = list(data) if isinstance(data, dict) else list(range(len(data)))
        if not places:
            return
        at = random_.choice(places)
        inside = data[at]
        if isinstance(inside, dict | list) and inside and random_.random() < 0.75:
            data = inside
            continue
        kind = random_.randrange(3)
        if kind == 0:
            del data[at]
        elif kind == 1 and isinstance(data, dict):
            data[random_.choice(["type", "from", "when", "repeat", "nope", "kernel", "block"])] = data.pop(at)
        else:
            data[at] = random_.choice(VALUES)
        return


def expression(text: str, folder: Path) -> None:
    try:
        compile_value(text).evaluate({"width": 2, "index": 1, "widths": [8, 16], "inputs": 4, "t": 6, "x": 3})
    except ExpressionError as error:
        raise UsageError(str(error)) from error


def query(text: str, folder: Path) -> None:
    with Effort(300_000).bounding():
        evaluate(read_query(text), Bench())


def options(text: str, folder: Path) -> None:
    for reader in (lambda: read_axes([text]), lambda: read_bounds(text, "--under"), lambda: read_aims(text),
                   lambda: read_range(text)):  # fmt: skip
        try:
            reader()
        except UsageError as error:
            assert_readable(str(error))


def config(text: str, folder: Path) -> None:
    path = folder / "pyproject.toml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    read_config(path)


def claims(text: str, folder: Path) -> None:
    path = folder / "claims.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    read_claims(path)


BENCHES: dict[Path, Bench] = {}
"""What analyses networks, by the folder that inputs are given in: each of the catalog's is analysed once for all."""


def document(text: str, folder: Path) -> None:
    """All that ``check`` does with a document, also mending it; what is mended once needs no mending again."""
    path = folder / f"a{random.Random(text).choice(['.md', '.mdx', '.tex', '.rst', '.html', '.txt', '.ipynb'])}"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    with chdir(folder):
        session = Session(select([path]), generate, suggest=True, coverage=True)
        verifier = session.checker.verifier
        verifier.bench = BENCHES.setdefault(folder, verifier.bench)
        session.look()
        session.cover(None)
    session.raise_errors()  # those of the program, which it tells after all else
    for each in session.report().findings:
        assert_readable(each.message)
    path.unlink()


def sidecar(text: str, folder: Path) -> list[str]:
    """The messages of what is found."""
    (folder / "notes.md").write_text(NOTES, encoding="utf-8")
    path = folder / "notes.cnnstat.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    with chdir(folder):  # whose documents are all that might read it
        session = Session(select([path]), generate)
        session.look()
    session.raise_errors()
    report = session.report()
    empty = re.search(r"^claims:\s*\[\s*\]\s*$", text, re.MULTILINE)
    assert report.findings or report.figures or empty, "neither a figure nor a finding: nothing was checked"
    found = [each.message for each in report.findings]
    for message in found:
        assert_readable(message)
    return found


def imported(ending: str) -> Take:
    def take(content: str | bytes, folder: Path) -> None:
        path = folder / f"net{ending}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        sections_of(read_model(path, partial=len(content) % 2 == 0), path.name)
        cnnstat.analyze(path) if len(content) % 2 else None

    return take


def onnx_files(random_: random.Random) -> bytes:
    """A small model of ONNX, its bytes changed."""
    import onnx
    from onnx import TensorProto, helper

    if not ONNX:
        weight = helper.make_tensor("w", TensorProto.FLOAT, [4, 3, 3, 3], [0.0] * 108)
        nodes = [
            helper.make_node("Conv", ["x", "w"], ["c"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
            helper.make_node("Relu", ["c"], ["r"]), helper.make_node("GlobalAveragePool", ["r"], ["g"]),
            helper.make_node("Flatten", ["g"], ["y"]),
        ]  # fmt: skip
        image = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 8, 8])
        answer = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 4])
        ONNX.append(helper.make_model(helper.make_graph(nodes, "g", [image], [answer], [weight])).SerializeToString())
        assert onnx.__version__
    return changed_bytes(random_, ONNX)


ONNX: list[bytes] = []


def checkpoints(random_: random.Random) -> bytes:
    """A checkpoint of a small network, its bytes changed."""
    import torch

    if not CHECKPOINTS:
        out = io.BytesIO()
        torch.save({"format": 1, "network": "lenet5", "model": {"C1.weight": torch.zeros(6, 1, 5, 5)}}, out)
        CHECKPOINTS.append(out.getvalue())
    return changed_bytes(random_, CHECKPOINTS)


CHECKPOINTS: list[bytes] = []


def checkpoint(content: bytes, folder: Path) -> None:
    from cnnstat.pytorch.train.archive import read as read_checkpoint

    path = folder / "checkpoint.pt"
    path.write_bytes(content)
    read_checkpoint(path)


TARGETS: dict[str, Target] = {
    "spec": Target(texts(SPECS), spec, places=True),
    "structure": Target(structure, spec, places=True),
    "expression": Target(texts(EXPRESSIONS), expression),
    "query": Target(texts(QUERIES), query),
    "figure": Target(texts(FIGURES), lambda text, _: read_figure(text)),
    "options": Target(texts(OPTIONS), options),
    "document": Target(texts(DOCUMENTS), document),
    "prose": Target(prose, document),
    "sidecar": Target(texts(SIDECARS), sidecar),
    "config": Target(texts(CONFIGS), config, places=True),
    "claims": Target(texts(CLAIMS), claims, places=True),
    "darknet": Target(texts(DARKNET), imported(".cfg")),
    "caffe": Target(texts(CAFFE), imported(".prototxt")),
    "keras": Target(texts(keras()), imported(".json")),
    "onnx": Target(onnx_files, imported(".onnx")),
    "checkpoint": Target(checkpoints, checkpoint),
}
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
LONGEST_MESSAGE = 6_000


def assert_readable(message: str) -> None:
    """A message for people: not empty, not endless, and nothing in it that acts on a terminal."""
    assert message.strip(), "an empty message"
    assert not CONTROL.search(message), f"control characters in {message!r}"
    assert len(message) <= LONGEST_MESSAGE, f"a message of {len(message)} characters"


def tried(target: Target, content: Any, folder: Path) -> str:
    """What becomes of an input: the message of its refusal, or nothing.

    Raises:
        AssertionError: the message is none that people can read.
        Exception: any other error of the program, which is a fault of it.
    """
    try:
        target.take(content, folder)
    except TooMuchError:
        return "too much"
    except SpecError as error:
        for each in error.problems:
            assert_readable(str(each))
            assert not target.places or each.position is not None, f"no place: {each}"
        return str(error)
    except cnnstat.CnnstatError as error:
        assert_readable(str(error))
        return str(error)
    return ""
