"""PyTorch's modules as networks: hand-worked figures, torch's own count as the oracle, and what is refused."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import run_program

import cnnstat
from cnnstat.errors import SpecError, UsageError

pytestmark = pytest.mark.torch

HERE = Path(__file__).parent
OWN = HERE / "modules_to_lift.py"
CHEAP = ("alexnet", "googlenet", "mobilenet_v3_small", "resnet18", "shufflenet_v2_x0_5", "squeezenet1_1")
"""One network of each family that takes about a second, with dropout, heads, gates, residual blocks and shuffles."""
ATTENTION = {
    "maxvit_t", "swin_b", "swin_s", "swin_t", "swin_v2_b", "swin_v2_s", "swin_v2_t", "vit_b_16", "vit_b_32", "vit_h_14",
    "vit_l_16", "vit_l_32",
}  # fmt: skip
UNREACHED = {"googlenet": 6_379_984, "inception_v3": 3_326_696}
"""Parameters of heads that are left out in evaluation (torchvision; Szegedy et al. 2014 and 2015)."""


def own(name: str, *shape: int, **keys: Any) -> cnnstat.Network:
    """A network of our own modules."""
    import modules_to_lift

    return cnnstat.from_torch(getattr(modules_to_lift, name)(**keys), shape)


def figures(network: cnnstat.Network) -> tuple[int, int]:
    analysis = cnnstat.analyze(network)
    return analysis.params, analysis.macs


def line_of(text: str) -> int:
    """The line of our modules on which a text stands."""
    return next(at for at, line in enumerate(OWN.read_text(encoding="utf-8").splitlines(), 1) if text in line)


def keys(network: cnnstat.Network, at: int) -> dict[str, Any]:
    """The keys of a layer that are not the usual ones."""
    return dict(network.nodes[at].layer.written())


def types(network: cnnstat.Network) -> list[str]:
    return [node.layer.type for node in network.nodes]


def test_a_constant_factor() -> None:
    network = own("Doubled", 3, 8, 8)
    assert (types(network), keys(network, 0)) == (["rescale"], {"factor": 2.0})


def test_two_gates_and_a_factor_in_the_shape_of_a_map() -> None:
    network = own("Modulated", 3, 4, 4)
    assert [(node.name, node.layer.type, node.inputs) for node in network.nodes] == [
        ("channels", "conv", (-1,)), ("global_avgpool", "global_avgpool", (0,)), ("positions", "conv", (-1,)),
        ("multiply", "multiply", (1, 2)), ("rescale", "rescale", (3,)), ("scale", "scale", (4,)),
    ]  # fmt: skip
    assert keys(network, 4) == {"factor": 0.5}
    assert figures(network) == (60 + 4 + 20, 16 * 60 + 16 * 3)
    assert str(cnnstat.analyze(network).output) == "20×4×4"


def test_a_residual_block() -> None:
    network = own("Residual", 3, 8, 8)
    kernels = 3 * 4 * 9 + 4 * 4 * 9 + 3 * 4
    assert figures(network) == (kernels + 3 * 2 * 4, 64 * kernels)
    assert [node.name for node in network.nodes] == ["body.0.0", "body.2.0", "shortcut.0", "add"]
    assert network.nodes[3].inputs == (1, 2)
    assert [[each.type for each in node.followers] for node in network.nodes] == [
        ["batchnorm", "relu"], ["batchnorm"], ["batchnorm"], ["relu"],
    ]  # fmt: skip


@pytest.mark.parametrize(("outputs", "groups", "kind"), [(6, 2, "conv"), (4, 4, "depthwise"), (8, 4, "depthwise")])
def test_grouped_convolutions(outputs: int, groups: int, kind: str) -> None:
    from torch import nn

    network = cnnstat.from_torch(nn.Sequential(nn.Conv2d(4, outputs, (3, 1), stride=2, groups=groups)), (4, 9, 8))
    weights = outputs * (4 // groups) * 3
    assert types(network) == [kind]
    assert figures(network) == (weights + outputs, weights * 4 * 4)


def test_a_gate_with_its_vector_spread_over_the_map() -> None:
    network = own("Gate", 3, 5, 5)
    assert figures(network) == ((3 * 8 + 8) + (8 * 2 + 2) + (2 * 8 + 8), 25 * 24 + 16 + 16)
    assert types(network) == ["conv", "global_avgpool", "flatten", "linear", "linear", "multiply"]
    assert network.nodes[5].inputs == (0, 4)


def test_many_blocks_of_several_sizes() -> None:
    """Each is said with what stands before and behind it: lists of all sizes grow with the square of their number."""
    network = own("Pieces", 60, 8, 8)
    assert types(network) == ["channel_split"] * 31 + ["concat"]
    assert [keys(network, at) for at in (0, 1, 29, 30)] == [
        {"part": 1, "sizes": (1, 59)},
        {"part": 2, "sizes": (1, 2, 57)},
        {"part": 2, "sizes": (57, 3)},
        {"part": 2, "sizes": (2, 3, 55)},
    ]


def test_split_and_shuffle() -> None:
    network = own("Shuffle", 4, 3, 3)
    assert types(network) == ["channel_split", "channel_split", "concat", "conv", "concat", "channel_shuffle"]
    assert keys(network, 5)["groups"] == 2
    assert figures(network) == (4 * 4 + 4, 9 * 16)


def test_norm_and_fully_connected_layers_on_the_last_axis() -> None:
    network = own("Scaled", 6, 4, 4)
    assert types(network) == ["depthwise", "conv", "conv", "scale", "add"]
    assert [each.type for each in network.nodes[0].followers] == ["layernorm"]
    assert figures(network) == ((49 * 6 + 6) + 12 + (144 + 24) + (144 + 6) + 6, 16 * (49 * 6 + 144 + 144))


def test_functions_and_a_border() -> None:
    network = own("Plain", 3, 15, 15, num_classes=10)
    assert (keys(network, 0)["padding"], keys(network, 1)["kernel"]) == ((0, 1, 0, 1), (2, 2))
    assert [each.written() for each in network.nodes[2].followers] == [{"p": 0.25}]
    assert figures(network) == (6 * 75 + 6 + 2160 + 10, 144 * 450 + 2160)


def test_what_is_changed_in_place_is_read_as_changed() -> None:
    network = own("Overwritten", 3, 4, 4)
    assert [each.type for each in network.nodes[0].followers] == ["relu"]
    assert network.nodes[2].inputs == (0, 1)
    twice = own("OverwrittenTwice", 3, 4, 4)
    assert types(twice) == ["conv", "add", "maxpool", "add"]
    assert twice.nodes[3].inputs == (1, 2)


def test_a_border_before_a_convolution_without_padding() -> None:
    """Padding by its name, valid, is none: the border before it is what the convolution gets."""
    from torch import nn

    for padding in ("valid", 0):
        border = nn.ZeroPad2d((1, 2, 0, 1))
        network = cnnstat.from_torch(nn.Sequential(border, nn.Conv2d(3, 4, 3, padding=padding)), (3, 8, 8))
        assert keys(network, 0)["padding"] == (0, 1, 1, 2)


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ({"scale_factor": 2}, {"scale": (2, 2)}),
        ({"scale_factor": (1, 3), "mode": "bilinear"}, {"scale": (1, 3), "mode": "bilinear"}),
        ({"size": (10, 16)}, {"size": (10, 16)}),
        ({"size": (5, 5), "mode": "bilinear"}, {"size": (5, 5), "mode": "bilinear"}),
    ],
)
def test_enlargements(module: dict[str, Any], expected: dict[str, Any]) -> None:
    from torch import nn

    network = cnnstat.from_torch(nn.Sequential(nn.Upsample(**module)), (3, 8, 8))
    assert (types(network), keys(network, 0)) == (["upsample"], expected)


def test_a_size_that_is_a_whole_multiple() -> None:
    from torch import nn

    network = cnnstat.from_torch(nn.Sequential(nn.Upsample(size=16)), (3, 8, 8))
    assert keys(network, 0) == {"scale": (2, 2)}


@pytest.mark.parametrize(
    ("module", "problem"),
    [
        ({"scale_factor": 2.1}, "an enlargement by 2.1 and 2.1, no whole number, cannot be said in a spec"),
        ({"scale_factor": 2.125}, "an enlargement by 2.125 and 2.125, no whole number, cannot be said in a spec"),
        (
            {"scale_factor": 2, "mode": "bilinear", "align_corners": True},
            "an enlargement with align_corners cannot be said in a spec",
        ),
    ],
)
def test_other_enlargements(module: dict[str, Any], problem: str) -> None:
    """Also one that gives the size which another gives: its cells are elsewhere."""
    from torch import nn

    with pytest.raises(SpecError) as caught:
        cnnstat.from_torch(nn.Sequential(nn.Upsample(**module)), (3, 8, 8))
    assert problem in str(caught.value)


def test_a_norm_of_which_one_parameter_is_switched_off() -> None:
    network = own("Shifted", 3, 8, 8)
    assert [each.written() for each in network.nodes[0].followers] == [{"scale": False}]
    assert figures(network)[0] == 3 * 3 + 3
    network = own("Shifted", 3, 8, 8, scale=True)
    assert [each.written() for each in network.nodes[0].followers] == [{"bias": False}]
    assert figures(network)[0] == 3 * 3 + 3


def test_a_fixed_kernel_behind_a_reflection() -> None:
    network = own("Blurred", 3, 8, 8)
    window = {"kernel": (3, 3), "stride": (2, 2), "bias": False, "trained": False}
    assert (types(network), keys(network, 1)) == (["pad", "depthwise"], window)
    assert figures(network) == (0, 16 * 27)
    assert cnnstat.analyze(network).counts.parameters.fixed == 27


def test_the_input_as_a_shape_or_a_tensor() -> None:
    import modules_to_lift
    import torch

    module = modules_to_lift.Residual().train()
    networks = [cnnstat.from_torch(module, each) for each in ((3, 8, 6), (1, 3, 8, 6), torch.zeros(1, 3, 8, 6))]
    assert {str(each.input) for each in networks} == {"3×8×6"}
    assert module.training
    assert module.body.training


@pytest.mark.parametrize("shape", [(3, 8), (2, 3, 8, 8), "224", (3, 8, 0), (3, 8, 8.5), None])
def test_other_inputs(shape: Any) -> None:
    import modules_to_lift

    with pytest.raises(UsageError, match="input: expected the shape of one image"):
        cnnstat.from_torch(modules_to_lift.Residual(), shape)


def test_no_module() -> None:
    with pytest.raises(UsageError, match=r"from_torch: expected a torch\.nn\.Module, got 3"):
        cnnstat.from_torch(3, (3, 8, 8))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "line", "problem"),
    [
        ("Shared", "self.conv(self.conv(x))", "layer conv: conv.weight is shared with conv, which cannot be said"),
        (
            "Tied",
            "self.second(self.first(x))",
            "layer second: second.weight is shared with first, which cannot be said",
        ),
        ("DataDependent", "if x.sum() > 0", "what runs here depends on the values of the image"),
        ("PieceOverwritten", "piece.relu_()", "torch's relu_, which changes a view of what is read later, cannot"),
        ("ViewOverwritten", "half.relu_()", "torch's relu_, which changes a view of what is read later, cannot"),
        ("Constant", "self.conv.weight, self.bias", "layer Constant: torch's conv2d whose bias bias is no parameter"),
        ("BorderLast", "F.pad(F.relu(x)", "layer BorderLast: an output that no layer computes cannot be said"),
        ("Leaving", "raise SystemExit(3)", "the module cannot take an input of 3×8×8: 3"),
        (
            "Attention",
            "self.attention(tokens",
            "layer attention: torch's bmm cannot be said in a spec, which has no layer for attention",
        ),
    ],
)
def test_what_cannot_be_said_is_refused_with_its_place(
    name: str, line: str, problem: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SpecError) as caught:
        own(name, 3, 8, 8)
    said = f"{caught.value}".replace("layer ViewOverwritten: ", "").replace("layer PieceOverwritten: ", "")
    assert f"modules_to_lift.py:{line_of(line)}:1: {problem}" in said
    assert capfd.readouterr() == ("", "")


def test_an_image_that_the_module_cannot_take(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SpecError) as caught:
        own("Plain", 3, 18, 18, num_classes=10)
    expected = f"modules_to_lift.py:{line_of('logits: Tensor')}:1: the module cannot take an input of 3×18×18: "
    assert expected in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_lazy_modules() -> None:
    from torch import nn

    with pytest.raises(UsageError, match="a lazy module does not know the sizes of its parameters yet"):
        cnnstat.from_torch(nn.Sequential(nn.LazyConv2d(4, 3)), (3, 8, 8))


def test_a_network_of_a_file_like_any_other(inside: Callable[..., Any]) -> None:
    done = inside(f"{OWN}:Residual", "--input", "8", "--table")
    assert done.code == 0, done.err
    assert "16,896" in done.out
    assert done.err == f"{OWN}:Residual: this runs the code of {OWN.as_posix()}\n"


def test_import_writes_a_spec_that_gives_the_same(tmp_path: Path, inside: Callable[..., Any]) -> None:
    path = tmp_path / "plain.yaml"
    words = ["--args", "num_classes=10", "--input", "15", "-o", str(path)]
    done = inside("import", f"{OWN}:Plain", *words)
    assert done.code == 0, done.err
    assert figures(cnnstat.load(path)) == figures(own("Plain", 3, 15, 15, num_classes=10))
    assert "2,626 parameters, all that the module holds" in done.err
    assert "66,960 MACs, as torch's FlopCounterMode counts them" in done.err


def test_networks_of_code_in_queries(inside: Callable[..., Any]) -> None:
    name = f"{OWN}:Residual"
    for text in (f"{name}@input=8.macs", f"'{name}'@input=8.macs"):
        done = inside("get", text)
        assert (done.code, done.out) == (0, "16,896\n"), done.err
    done = inside("compare", f"{name}@input=8", "alexnet")
    assert done.code == 0, done.err


def test_the_logarithm_of_a_softmax(tmp_path: Path, inside: Callable[..., Any]) -> None:
    code = "from torch import nn\nNet = nn.Sequential(nn.Flatten(), nn.Linear(12, 2), nn.LogSoftmax(1))\n"
    (tmp_path / "own.py").write_text(code, encoding="utf-8")
    done = inside("expand", "own.py:Net", "--input", "2", cwd=tmp_path)
    assert "activation: softmax" in done.out
    assert "own.py:Net: log_softmax in 2 is a softmax here, without the logarithm" in done.err


def test_the_size_of_the_image_is_asked_for(inside: Callable[..., Any]) -> None:
    done = inside("import", f"{OWN}:Plain", "--args", "10")
    assert done.code == 2
    assert "the module cannot take an input of 3×224×224: " in done.err
    assert done.err.endswith("; --input gives another size\n")


def test_a_file_without_a_name_in_it(inside: Callable[..., Any]) -> None:
    done = inside("own.py")
    assert done.err == "cnnstat: own.py: which network in it? Type the class or the function too: own.py:NAME\n"


def test_heads_that_are_not_reached_are_named(inside: Callable[..., Any]) -> None:
    done = inside(f"{OWN}:Heads", "--input", "8")
    assert done.code == 0, done.err
    said = "50 of the module's 91 parameters are not reached in evaluation, those of aux: the network has 41"
    assert said in done.err


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["torchvision.models:resnet51"], "torchvision.models has no 'resnet51'; did you mean 'resnet50'?"),
        (["torchvison.models:resnet50"], "there is no Python module 'torchvison' here"),
        (["nowhere/own.py:Net"], "nowhere/own.py: cannot read: there is no such file"),
        ([f"{OWN}:Plain"], "missing a required argument: 'num_classes'; `cnnstat import"),
        (
            ["torchvision.models:__name__"],
            "expected a class, a function or a torch.nn.Module, got 'torchvision.models'",
        ),
        (["own.py"], "import: expected a file ending in"),
        (["math:floor", "--args", "1.5"], "math:floor: expected a torch.nn.Module, got 1"),
        ([f"{OWN}:Plain", "--args", "num_classes=open('x')"], "--args: expected values as Python writes them"),
        ([f"{OWN}:Plain", "--args", ")("], "--args: expected values as Python writes them"),
        ([f"{OWN}:Plain", "--args", "num_classes='ten'"], "Plain: its code raises TypeError"),
    ],
)
def test_names_that_mean_nothing(words: list[str], problem: str, inside: Callable[..., Any]) -> None:
    done = inside("import", *words)
    assert (done.code, done.out) == (2, "")
    assert problem in done.err
    assert len([line for line in done.err.splitlines() if "this runs the code" not in line]) == 1


def test_a_file_whose_code_fails(tmp_path: Path, inside: Callable[..., Any]) -> None:
    (tmp_path / "broken.py").write_text("print('hello')\nraise SystemExit(0)\n", encoding="utf-8")
    done = inside("broken.py:Net", cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert "broken.py: its code raises SystemExit: 0 (broken.py:2)" in done.err


ODD = {
    "generator_exit": "ODD:generator_exit: its code raises GeneratorExit (",
    "mute": "ODD:mute: its code raises Mute (",
    "silent": "ODD:silent: expected a torch.nn.Module, got <Silent>",
    "unshown": "ODD:unshown: expected a torch.nn.Module, got <Unshown>",
    "Number": "Number: an output that no layer computes cannot be said in a spec",
    "Ends": "the module cannot take an input of 3×224×224: GeneratorExit",
    "RaisesWhenAsked": "ODD:RaisesWhenAsked: its code raises RuntimeError: not you (",
    "Parameterless": "the module cannot take an input of 3×224×224: none today",
}


@pytest.mark.parametrize("name", ODD)
def test_modules_that_raise_where_none_should(name: str, inside: Callable[..., Any]) -> None:
    odd = HERE / "odd_modules.py"
    done = inside("import", f"{odd}:{name}")
    assert (done.code, done.out) == (2, "")
    assert ODD[name] in done.err.replace(str(odd), "ODD")
    assert len([line for line in done.err.splitlines() if "this runs the code" not in line]) == 1


@pytest.mark.parametrize(
    ("name", "sides"),
    [("WordsForSides", (224, 224)), ("NegativeSides", (224, 224)), ("HugeSides", (224, 224)), ("OwnSides", (8, 12))],
)
def test_sides_that_a_module_says(name: str, sides: tuple[int, int]) -> None:
    from cnnstat.pytorch.lift import lifted_name

    assert lifted_name(f"{HERE / 'odd_modules.py'}:{name}", None).network.input == (3, *sides, False)


def test_files_are_written_where_the_person_is(tmp_path: Path, inside: Callable[..., Any]) -> None:
    done = inside("import", f"{HERE / 'odd_modules.py'}:Moves", "-o", "net.yaml", cwd=tmp_path)
    assert done.code == 0, done.err
    assert [each.name for each in tmp_path.iterdir()] == ["net.yaml"]


@pytest.mark.parametrize("where", ["import", "build", "forward"])
def test_what_ends_the_program_ends_it(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code is not run once more, as it is where it cannot be run without numbers."""
    from cnnstat.pytorch.lift import lifted_name

    (tmp_path / "own.py").write_text(ENDING.replace("WHERE", where), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        lifted_name("own.py:Net", (8, 8))
    assert (tmp_path / "ran").read_text(encoding="utf-8") == "x"


ENDING = """
from torch import nn

def end(where):
    if where == "WHERE":
        with open("ran", "a") as file:
            file.write("x")
        raise KeyboardInterrupt

end("import")

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        end("build")

    def forward(self, x):
        end("forward")
"""


@pytest.mark.parametrize("name", ["own.py:Net", "own:Net", "./own.py:Net", "timm:resnet50"])
def test_no_document_runs_code(name: str, tmp_path: Path, inside: Callable[..., Any]) -> None:
    (tmp_path / "own.py").write_text("open('ran', 'w').close()\n", encoding="utf-8")
    block = f"<!-- cnnstat: {name} --table -->\n<!-- /cnnstat -->\n"
    for text in (f"a <!--='{name}'.params-->12<!--/-->\n", f"a <!--={name}.params-->12<!--/-->\n", block):
        (tmp_path / "page.md").write_text(text, encoding="utf-8")
        for words in (["check", "page.md"], ["check", "--fix", "page.md"]):
            done = inside(*words, cwd=tmp_path)
            assert done.code == 1
            assert f"{name!r}: a document reads specs, whose names end in" in " ".join(done.out.split())
    assert not (tmp_path / "ran").exists()


def test_no_call_from_python_runs_code_by_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cnnstat.spec import code

    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.py").write_text("open('ran', 'w').close()\n", encoding="utf-8")
    code.grant((), lambda name: pytest.fail(name))
    with pytest.raises(UsageError, match="code is run only for a name that is typed on the command line"):
        cnnstat.load("own.py:Net")
    assert not (tmp_path / "ran").exists()


CONFIGURED = """
import json
import sys
from pathlib import Path
from torch import nn

with open("ran", "a") as file:
    file.write("x")
sys.path.insert(0, "elsewhere")
Net = nn.Sequential(nn.Conv2d(3, json.loads(Path("net.json").read_text()), 1))
"""


@pytest.fixture
def configured(tmp_path: Path) -> Path:
    """A folder with a module that reads a file, and notes how often it is run."""
    (tmp_path / "own.py").write_text(CONFIGURED, encoding="utf-8")
    (tmp_path / "net.json").write_text("4", encoding="utf-8")
    return tmp_path


def params(folder: Path, process: Callable[..., Any], off: str = "") -> tuple[int, int]:
    """The parameters of the module in a folder, and how often it has been run."""
    env = {"XDG_CACHE_HOME": str(folder / "cache"), "CNNSTAT_NO_CACHE": off}
    done = process("get", "own.py:Net.params", env=env, cwd=folder)
    assert done.code == 0, done.err
    return int(done.out), len((folder / "ran").read_text(encoding="utf-8"))


def test_where_python_looks_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cnnstat.pytorch.lift.build import beside

    before = ["first", str(tmp_path), "last"]
    monkeypatch.setattr(sys, "path", list(before))
    with beside(str(tmp_path), "new", "new"):
        assert sys.path == [*before, "new"]
    assert sys.path == before
    with beside("new"):
        sys.path.remove("new")
    assert sys.path == before


@pytest.mark.slow
def test_a_network_is_kept_until_what_it_came_from_changes(configured: Path, process: Callable[..., Any]) -> None:
    assert params(configured, process) == (16, 1)
    assert params(configured, process) == (16, 1)
    (configured / "net.json").write_text("5", encoding="utf-8")
    assert params(configured, process) == (20, 2)
    assert params(configured, process, off="1") == (20, 3)


def counted(name: str) -> None:
    """A network of torchvision's, held against torch's count of its parameters and MACs."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    from cnnstat.pytorch.lift import lifted_name
    from cnnstat.pytorch.lift.build import module_of

    found = lifted_name(f"torchvision.models:{name}", None)
    module = module_of(f"torchvision.models:{name}").eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        module(torch.empty(1, 3, 224, 224, device="meta"))
    held = sum(each.numel() for each in module.parameters())
    assert figures(found.network) == (held - UNREACHED.get(name, 0), counter.get_total_flops() // 2)
    assert [each.apart for each in found.remarks] == [name in UNREACHED, False]


@pytest.mark.parametrize(
    "name",
    [pytest.param(each, marks=[pytest.mark.slow] * (each in ("alexnet", "resnet18", "googlenet"))) for each in CHEAP],
)
def test_networks_of_torchvision(name: str) -> None:
    counted(name)


@pytest.mark.slow
def test_all_networks_of_torchvision() -> None:
    import torchvision

    names = torchvision.models.list_models(module=torchvision.models)
    assert set(names) > ATTENTION
    for name in names:
        if name in ATTENTION:
            with pytest.raises(
                SpecError, match=r"layer .*torch's .* cannot be said in a spec, which has no layer for attention"
            ):
                counted(name)
        elif name not in CHEAP:
            counted(name)


def test_written_networks_of_torchvision_give_the_same(tmp_path: Path) -> None:
    from cnnstat.pytorch.lift import lifted_name
    from cnnstat.spec.write import write_data

    for name in ("mobilenet_v2", "resnet50"):
        found = lifted_name(f"torchvision.models:{name}", None)
        path = tmp_path / f"{name}.yaml"
        path.write_text(write_data(found.data), encoding="utf-8")
        network = cnnstat.load(path)
        assert figures(network) == figures(found.network) == figures(cnnstat.load(catalog_name(name)))
        assert len(found.data["layers"]) < len(network.nodes) / 2


def catalog_name(name: str) -> str:
    """The catalog's name of a network of torchvision's, whose ResNet-50 has its strides in the second convolution."""
    return "resnet50-v1.5" if name == "resnet50" else name


def test_a_file_whose_name_is_that_of_code_runs_none(tmp_path: Path) -> None:
    """As a pattern of the shell types it in a folder of strangers."""
    (tmp_path / "own.py").write_text("open('ran', 'w').close()\n", encoding="utf-8")
    (tmp_path / "own.py:Net").write_text("", encoding="utf-8")
    done = run_program("lint", "own.py:Net", cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith("cnnstat: 'own.py:Net': a file has this name; code is not run for it\n")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "typed", ["own.py:Net.params", "own.py:Net2", "my-own.py:Net", "own.py:Net-1", "sub/own.py:Net"]
)
def test_code_is_run_for_what_is_typed_alone(typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither for a longer name, nor for a word that is the name of a file as a pattern of the shell types it."""
    from cnnstat.spec import code

    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    if typed == "own.py:Net.params":
        (tmp_path / typed).write_text("", encoding="utf-8")
    code.grant([typed], lambda name: pytest.fail(name))
    with pytest.raises(UsageError, match="code is run only for a name that is typed on the command line"):
        code.read("own.py:Net")


def test_code_of_the_current_folder_is_announced(tmp_path: Path, inside: Callable[..., Any]) -> None:
    (tmp_path / "nets_here.py").write_text("from torch import nn\nNet = nn.Sequential(nn.Conv2d(3, 2, 1))\n")
    done = inside("get", "nets_here:Net@input=8.params", cwd=tmp_path)
    assert (done.code, done.out) == (0, "8\n"), done.err
    said = "nets_here:Net: this runs the code of nets_here, which stands in the current folder"
    assert said in done.err
    done = inside("get", "nets_nowhere:Net.params", cwd=tmp_path)
    assert (done.code, done.err) == (2, "cnnstat: there is no Python module 'nets_nowhere' here\n")
