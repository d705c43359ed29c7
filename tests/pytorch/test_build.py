"""Models built from specs: names, faithful parts, first weights, and that every network learns."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import others_slow
from hand_worked import CASES, Case

import cnnstat
from cnnstat.keys.kinds import Sides
from cnnstat.layers import FOLLOWERS, TYPES
from cnnstat.layers.shape import Shape
from cnnstat.spec import catalog

pytestmark = pytest.mark.torch

Write = Callable[[str], Path]

SMALL = {
    "alexnet-owt": 64,
    "googlenet": 80,
    "inception_v3": 299,
    "inception_v3-keras": 299,
    "lenet1": 28,
    "inception-naive": 28,
    "inception-3a": 28,
}
"""Sides of the image at which a network still works, with maps of more than one position where norms need them."""
ALEXNETS = {"alexnet", "alexnet-cuda-convnet", "alexnet-224", "alexnet-ungrouped", "caffenet"}


def small(name: str) -> cnnstat.Network:
    usual = 67 if name in ALEXNETS else 32 if name.startswith(("lenet", "vgg")) else 64
    return cnnstat.load(name, input=min(SMALL.get(name, usual), cnnstat.load(name).input.height))


@pytest.fixture(autouse=True)
def seeded() -> None:
    import torch

    torch.manual_seed(0)


def layer_module(kind: str, x: Shape, **keys: Any) -> Any:
    from cnnstat.pytorch.builders import BUILDERS

    layer = TYPES[kind](**keys)
    return BUILDERS[type(layer)](layer, x)


def test_every_layer_type_has_a_builder() -> None:
    from cnnstat.pytorch.builders import BUILDERS

    assert set(BUILDERS) == {each for each in TYPES.values() if each.known}


@pytest.mark.parametrize("name", others_slow(catalog.networks()))
def test_state_reads_like_the_table(name: str) -> None:
    """A line's name, a follower's key if it is one's, torch's word; counts as the analyzer's."""
    import torch

    with torch.device("meta"):
        model = cnnstat.build(name)
    analysis = cnnstat.analyze(name, training=True)
    names = {layer.name for layer in analysis}
    for key in model.state_dict():
        owner = key.rpartition(".")[0]
        line, _, follower = (
            owner.removesuffix(".norm").rpartition(".") if owner.endswith(".norm.norm") else owner.rpartition(".")
        )
        assert owner in names or (line in names and follower in FOLLOWERS), key
    assert sum(each.numel() for each in model.parameters()) == analysis.params


@pytest.mark.parametrize("name", others_slow(catalog.networks()))
def test_one_step_reaches_every_parameter(name: str) -> None:
    """A finite gradient, not all zero, in every parameter, auxiliary heads included."""
    import torch
    from torch.nn import functional

    network = small(name)
    model = cnnstat.build(network, logits=True).train()
    outputs = model(torch.randn(2, *network.input[:3]))
    every = [outputs] if isinstance(outputs, torch.Tensor) else [outputs.output, *outputs.auxiliary]
    heads = sum(node.auxiliary and node.layer.type == "linear" for node in network.nodes)
    assert len(every) == 1 + (heads if name != "inception_v3" else 1) - (heads // 2 if "googlenet" in name else 0)
    losses = [
        functional.cross_entropy(each, torch.tensor([0, 1])) if each.dim() == 2 else each.square().mean()
        for each in every
    ]
    torch.stack(losses).sum().backward()  # type: ignore[no-untyped-call]
    for key, parameter in model.named_parameters():
        assert parameter.grad is not None, key
        assert parameter.grad.isfinite().all(), key
        assert parameter.grad.any(), key
    model.eval()
    assert isinstance(model(torch.randn(1, *network.input[:3])), torch.Tensor)


OVERFIT = {
    "lenet5": (32, "sgd", 0.002), "alexnet": (67, "adam", 0.001), "googlenet": (80, "sgd", 0.003),
    "vgg11": (32, "sgd", 0.01), "resnet18": (32, "sgd", 0.05), "mobilenet_v1": (32, "sgd", 0.05),
    "mobilenet_v2": (64, "sgd", 0.05),
}  # fmt: skip


SLOW = ("alexnet", "googlenet", "vgg11", "resnet18", "mobilenet_v2")


@pytest.mark.parametrize("name", [pytest.param(each, marks=[pytest.mark.slow] * (each in SLOW)) for each in OVERFIT])
def test_it_learns_a_small_batch_by_heart(name: str) -> None:
    """Eight random images, four classes, heads and dropout included: the loss falls to almost nothing."""
    import torch

    from cnnstat.network.recipe import Recipe
    from cnnstat.pytorch.train.optim import Loss, optimizer_of

    side, optimizer_name, rate = OVERFIT[name]
    recipe = Recipe(optimizer=optimizer_name, learning_rate=rate)
    network = cnnstat.load(name, input=side)
    model = cnnstat.build(network, logits=True).train()
    images, labels = torch.randn(8, *network.input[:3]), torch.arange(8) % 4
    optimizer, loss_of = optimizer_of(recipe, model), Loss(recipe)
    for _ in range(400):
        loss = loss_of(model(images), labels)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        if loss.item() < 0.1:
            break
    assert loss.item() < 0.1


def test_connection_table_is_a_dense_convolution_with_holes() -> None:
    import torch
    from torch.nn import functional

    table = ((0, 2), (1,), (0, 1, 2))
    module = layer_module("conv", Shape(3, 9, 8), kernel=(3, 2), stride=(2, 1), table=table)
    dense = torch.zeros(3, 3, 3, 2)
    pairs = [(target, source) for target, row in enumerate(table) for source in row]
    for (target, source), kernel in zip(pairs, module.weight.detach(), strict=True):
        dense[target, source] = kernel
    module.bias.data.normal_()
    x = torch.randn(2, 3, 9, 8)
    torch.testing.assert_close(module(x), functional.conv2d(x, dense, module.bias, (2, 1)))


def test_a_model_from_the_meta_device_can_be_filled() -> None:
    import torch

    with torch.device("meta"):
        empty = cnnstat.build("lenet5")
    full, x = cnnstat.build("lenet5"), torch.randn(1, 1, 32, 32)
    filled = empty.to_empty(device="cpu")
    filled.load_state_dict(full.state_dict())
    assert torch.equal(filled(x), full(x))


def test_subsample_by_hand() -> None:
    """(1 + 2 + 3 + 4) · 0.5 − 1 = 4; it starts as the mean, 2.5."""
    import torch

    module = layer_module("subsample", Shape(1, 2, 2), kernel=(2, 2))
    x = torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    assert module(x).item() == 2.5
    module.weight.data.fill_(0.5)
    module.bias.data.fill_(-1.0)
    assert module(x).item() == 4.0


def test_rbf_by_hand() -> None:
    """(0.5, −1) is 0.25 from (1, −1), and 2.25 + 4 = 6.25 from (−1, 1); as scores with the sign turned."""
    import torch

    module = layer_module("rbf", Shape(2, flat=True), codes=("#.", ".#"))
    assert module(torch.tensor([[0.5, -1.0]])).tolist() == [[0.25, 6.25]]


def test_scaled_tanh_fixes_one() -> None:
    """LeCun's constants make f(±1) = ±1 (appendix A), to four digits."""
    import torch

    module = layer_module("scaled_tanh", Shape(1, flat=True))
    assert module(torch.tensor([1.0, -1.0])).tolist() == pytest.approx([1.0, -1.0], abs=1e-4)


@pytest.mark.parametrize("average", [False, True])
@pytest.mark.parametrize("flat", [False, True])
@pytest.mark.parametrize("size", [1, 3, 4, 5])
def test_lrn_is_the_papers_formula(average: bool, flat: bool, size: int) -> None:
    import torch

    channels = 7
    module = layer_module("lrn", Shape(channels, flat=flat), size=size, alpha=0.3, beta=0.75, k=2.0, average=average)
    x = torch.randn(1, channels) if flat else torch.randn(1, channels, 1, 1)
    values = x.flatten().tolist()
    alpha = 0.3 / size if average else 0.3
    for index, value in enumerate(values):
        # Section 3.3: maps i − n/2 to i + n/2; of an even number torch takes one more before than behind.
        near = values[max(0, index - size // 2) : index + (size - 1) // 2 + 1]
        expected = value / (2 + alpha * sum(each**2 for each in near)) ** 0.75
        assert module(x).flatten()[index].item() == pytest.approx(expected, rel=1e-5)


def test_option_a_keeps_every_second_pixel_and_appends_zeros() -> None:
    import torch

    x = torch.arange(2 * 5 * 4).float().reshape(1, 2, 5, 4)
    y = layer_module("identity", Shape(2, 5, 4), stride=(2, 2), filters=5)(x)
    assert y.shape == (1, 5, 3, 2)
    assert torch.equal(y[:, :2], x[:, :, ::2, ::2])
    assert not y[:, 2:].any()
    flat = layer_module("identity", Shape(3, flat=True), filters=5)(torch.ones(1, 3))
    assert flat.tolist() == [[1, 1, 1, 0, 0]]


def windows(size: int, kernel: int, stride: int, before: int, after: int, ceil: bool) -> list[range]:
    """The cells of each window along an axis, by trying positions one after the other."""
    found: list[range] = []
    for start in itertools.count(-before, stride):
        if start + kernel > size + after and not (ceil and start < size and start + kernel < size + after + stride):
            return found
        found.append(range(start, start + kernel))
    raise AssertionError


@pytest.mark.parametrize("kind", ["maxpool", "avgpool", "subsample"])
@pytest.mark.parametrize("ceil", [False, True])
@pytest.mark.parametrize("sides", [(0, 1, 0, 0), (1, 0, 2, 1), (1, 1, 1, 1), (0, 0, 0, 2)])
def test_pools_with_any_padding(kind: str, ceil: bool, sides: tuple[int, int, int, int]) -> None:
    """Against windows put together cell by cell; an average leaves the padding out."""
    import torch

    keys: dict[str, Any] = {"kernel": (4, 4), "stride": (3, 3), "padding": Sides(*sides), "ceil_mode": ceil}
    if kind == "avgpool":
        keys["count_include_pad"] = False
    shape = Shape(1, 7, 9)
    module = layer_module(kind, shape, **keys)
    x = torch.randn(1, 1, 7, 9)
    y = module(x)[0, 0].detach()
    rows, columns = windows(7, 4, 3, *sides[:2], ceil), windows(9, 4, 3, *sides[2:], ceil)
    assert tuple(y.shape) == (len(rows), len(columns)) == TYPES[kind](**keys).output(shape)[1:3]
    for (i, row), (j, column) in itertools.product(enumerate(rows), enumerate(columns)):
        cells = [x[0, 0, r, c].item() for r in row if 0 <= r < 7 for c in column if 0 <= c < 9]
        expected = {"maxpool": max(cells), "avgpool": sum(cells) / len(cells), "subsample": sum(cells) / 16}[kind]
        assert y[i, j].item() == pytest.approx(expected, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("line", [
    {"kernel": (3, 2), "stride": (2, 3)},
    {"kernel": (3, 3), "stride": (4, 4), "padding": Sides(2, 0, 1, 1), "dilation": (2, 1)},
    {"kernel": (1, 1), "stride": (4, 5)},  # a last window beyond the map, which sees zeros only
    {"kernel": (2, 2), "stride": (4, 4), "padding": Sides(1, 1, 1, 1)},  # one in the padding
])  # fmt: skip
@pytest.mark.parametrize("kind", ["conv", "depthwise", "table"])
@pytest.mark.parametrize("size", [(7, 9), (8, 6)])
def test_convolutions_rounded_up_against_a_loop(line: dict[str, Any], kind: str, size: tuple[int, int]) -> None:
    """Every output by its own sum over the cells of its window; one module takes maps of every size."""
    import torch

    keys = {"ceil_mode": True, **line}
    if kind == "conv":
        keys |= {"filters": 2, "groups": 2}
    elif kind == "table":
        keys["table"] = ((0, 1), (1,))
    kind = "conv" if kind == "table" else kind
    layer = TYPES[kind](**keys)
    module = layer_module(kind, Shape(2, 20, 20), **keys)  # built for another size
    module.weight.data.normal_()
    module.bias.data.normal_()
    x = torch.randn(1, 2, *size)
    y = module(module.pad(x))[0].detach()
    assert tuple(y.shape) == layer.output(Shape(2, *size))[:3]
    table = keys.get("table", ((0,), (1,)))
    kernels = iter(module.weight.detach().reshape(-1, *keys["kernel"]))
    for target, row in enumerate(table):
        expected = torch.full(y.shape[1:], module.bias[target].item())
        for source in row:
            kernel = next(kernels)
            for (i, j), (p, q) in itertools.product(
                itertools.product(*map(range, y.shape[1:])), itertools.product(*map(range, keys["kernel"]))
            ):
                (rows, columns), dilation = layer.axes(Shape(2, *size)), keys.get("dilation", (1, 1))
                r = i * keys["stride"][0] - rows.before + p * dilation[0]
                c = j * keys["stride"][1] - columns.before + q * dilation[1]
                if 0 <= r < size[0] and 0 <= c < size[1]:
                    expected[i, j] += kernel[p, q] * x[0, source, r, c]
        torch.testing.assert_close(y[target], expected)


def test_averages_with_same_padding_leave_it_out() -> None:
    """TensorFlow's rule: the corners of a map of ones stay ones; on demand padding counts as in torch."""
    import torch

    keys: dict[str, Any] = {"kernel": (3, 3), "stride": (1, 1), "padding": "same"}
    ones = torch.ones(1, 1, 5, 5)
    assert layer_module("avgpool", Shape(1, 5, 5), **keys)(ones).unique().tolist() == [1.0]
    assert layer_module("avgpool", Shape(1, 5, 5), count_include_pad=False, **keys)(ones).unique().tolist() == [1.0]
    counted = layer_module("avgpool", Shape(1, 5, 5), count_include_pad=True, **keys)(ones)
    assert counted[0, 0, 0, 0].item() == pytest.approx(4 / 9)


@pytest.mark.parametrize("include", [True, False])
@pytest.mark.parametrize("ceil", [True, False])
@pytest.mark.parametrize("sides", [(0, 0, 0, 0), (1, 1, 1, 1), (1, 0, 0, 1)])
@pytest.mark.parametrize("size", range(3, 9))
def test_an_average_divides_by_the_cells_that_are_counted(
    size: int, sides: tuple[int, ...], ceil: bool, include: bool
) -> None:
    """Torch's divisors, read off a map of ones, add up to the additions and the outputs."""
    import torch

    window: dict[str, Any] = {"kernel": (3, 3), "stride": (2, 2), "padding": Sides(*sides), "ceil_mode": ceil}
    shape, ones = Shape(1, size, size), torch.ones(1, 1, size, size)
    means = layer_module("avgpool", shape, count_include_pad=include, **window)(ones)
    sums = layer_module("subsample", shape, **window).sums(ones)
    layer = TYPES["avgpool"](count_include_pad=include, **window)
    work = layer.ops(shape, layer.output(shape))
    assert (sums / means).sum().item() == pytest.approx(work.add + work.divide)


@pytest.mark.parametrize(("size", "kernel", "stride"), [(7, 3, 2), (8, 3, 2), (9, 2, 2), (5, 4, 1), (6, 1, 3)])
def test_same_padding_puts_the_odd_zero_behind(size: int, kernel: int, stride: int) -> None:
    """TensorFlow's rule by hand: ⌈size/stride⌉ outputs, the smaller half of the lacking cells before."""
    import torch

    outputs = -(-size // stride)
    before = max((outputs - 1) * stride + kernel - size, 0) // 2
    module = layer_module(
        "conv", Shape(1, size, size), filters=1, kernel=(kernel, kernel), stride=(stride, stride), padding="same"
    )
    module.weight.data.fill_(1.0)
    x = torch.zeros(1, 1, size, size)
    x[0, 0, 0, 0] = 1.0  # seen by the windows that reach the first cell
    y = module(module.pad(x)) - module.bias
    assert y.shape[2:] == (outputs, outputs)
    expected = [
        1.0 if index * stride - before <= 0 < index * stride - before + kernel else 0.0 for index in range(outputs)
    ]
    assert y[0, 0, :, 0].tolist() == pytest.approx([each * expected[0] for each in expected])


def test_first_weights_of_alexnet() -> None:
    """Section 5: N(0, 0.01²); biases 1 in conv2, conv4, conv5 and the hidden linear layers, 0 elsewhere."""
    model = cnnstat.build("alexnet", input=67)
    state = model.state_dict()
    for key, value in state.items():
        if key.endswith("bias"):
            layer = key.removesuffix(".bias")
            expected = 1.0 if layer in ("conv2", "conv4", "conv5", "fc6", "fc7") else 0.0
            assert set(value.tolist()) == {expected}, key
        else:
            assert value.std().item() == pytest.approx(0.01, rel=0.05), key


def test_first_weights_of_lenet() -> None:
    """Appendix A: uniform in ±2.4/fan-in; a map of C3 that reads three maps has a fan-in of 75."""
    model = cnnstat.build("lenet5")
    state = model.state_dict()
    for key, fan_in in (("C1", 25), ("S2", 4), ("C5", 400), ("F6", 120)):
        largest = state[f"{key}.weight"].abs().max().item()
        assert 0.5 * 2.4 / fan_in < largest <= 2.4 / fan_in, key
    assert 0.8 * 2.4 / 75 < state["C3.weight"][:3].abs().max().item() <= 2.4 / 75
    assert state["C3.weight"][-6:].abs().max().item() <= 2.4 / 150


def test_first_weights_of_resnet_and_vgg() -> None:
    """He: variance 2/fan-in. Glorot: variance 2/(fan-in + fan-out)."""
    he = cnnstat.build("resnet18", input=32).state_dict()
    assert he["conv4.2.conv1.weight"].std().item() == pytest.approx((2 / (9 * 256)) ** 0.5, rel=0.02)
    glorot = cnnstat.build("vgg11", input=32).state_dict()
    assert glorot["conv4_1.weight"].std().item() == pytest.approx((2 / (9 * 256 + 9 * 512)) ** 0.5, rel=0.02)
    assert not glorot["fc8.bias"].any()


def test_logits_come_before_the_softmax() -> None:
    import torch

    whole, scores = (cnnstat.build("googlenet", input=80, logits=each) for each in (False, True))
    scores.load_state_dict(whole.state_dict())
    x = torch.randn(2, 3, 80, 80)
    torch.testing.assert_close(whole.eval()(x), scores.eval()(x).softmax(1))
    torch.manual_seed(1)
    with_heads = whole.train()(x)
    torch.manual_seed(1)
    head_scores = scores.train()(x)
    for one, other in zip(with_heads.auxiliary, head_scores.auxiliary, strict=True):
        torch.testing.assert_close(one, other.softmax(1))


def test_scores_of_distances_are_turned_around() -> None:
    import torch

    distances, scores = (cnnstat.build("lenet5", logits=each) for each in (False, True))
    scores.load_state_dict(distances.state_dict())
    x = torch.randn(2, 1, 32, 32)
    assert torch.equal(distances(x), -scores(x))


def test_overwriting_spoils_no_one_elses_values(write_spec: Write) -> None:
    """A ReLU on a line works in place; not where its input is kept, read elsewhere, or a view."""
    import torch

    path = write_spec("""
        input: {channels: 2, size: 4}
        layers:
          - {name: conv, type: conv, filters: 4, kernel: 1}
          - {name: gate, type: sigmoid, activation: relu}
          - {name: same, type: identity, activation: relu}
          - {name: part, type: channel_split, part: 1, activation: relu}
          - {name: sum, type: add, from: [part, part], activation: relu}
          - {name: flat, type: flatten, activation: relu6}
          - {name: fc, type: linear, features: 3, activation: relu}
    """)
    model = cnnstat.build(path)
    assert [name for name, module in model.named_modules() if getattr(module, "inplace", False)] == [
        "sum.activation", "fc.activation",
    ]  # fmt: skip
    x = torch.randn(1, 2, 4, 4)
    before = x.clone()
    model(x).sum().backward()
    assert torch.equal(x, before)


@pytest.mark.parametrize("kind", ["channel_maxpool", "channel_avgpool", "global_avgpool", "lrn"])
def test_what_the_backward_pass_reads_is_not_overwritten(kind: str, write_spec: Write) -> None:
    import torch

    more = "size: 3" if kind == "lrn" else ""
    path = write_spec(f"""
        input: {{channels: 2, size: 4}}
        layers:
          - {{type: conv, filters: 2, kernel: 1}}
          - {{type: {kind}, activation: relu, {more}}}
          - {{type: flatten}}
          - {{type: linear, features: 2}}
        """)
    cnnstat.build(path)(torch.rand(2, 2, 4, 4)).sum().backward()


def test_a_layer_may_bear_any_name(write_spec: Write) -> None:
    import torch

    path = write_spec("""
        input: {channels: 1, size: 4}
        blocks:
          forward: {layers: [{name: type, type: conv, filters: 2, kernel: 1, norm: batchnorm}]}
        layers:
          - {name: train, type: conv, filters: 2, kernel: 1}
          - {name: 1x1, block: forward}
          - {name: keys, type: flatten}
    """)
    model = cnnstat.build(path)
    assert list(model.state_dict())[:3] == ["train.weight", "train.bias", "1x1.type.weight"]
    assert model(torch.zeros(1, 1, 4, 4)).shape == (1, 32)


def test_a_module_put_in_its_place_is_the_one_that_runs() -> None:
    import torch
    from torch import nn

    model = cnnstat.build("inception-3a", input=8)
    x = torch.randn(1, 192, 8, 8)
    assert model(x).min() >= 0
    branch: Any = model["3a"]
    branch["1x1"].activation = nn.Identity()
    assert model(x)[:, :64].min() < 0 <= model(x)[:, 64:].min()


def test_a_layer_in_anothers_place_keeps_its_followers() -> None:
    """As one does to train a net for other classes."""
    import torch
    from torch import nn

    model = cnnstat.build("alexnet", input=67).eval()
    model["fc8"] = nn.Linear(4096, 5)
    model.fc7 = nn.Linear(4096, 4096)
    y = model(torch.randn(2, 3, 67, 67))
    assert y.shape == (2, 5)
    assert y.sum(1).tolist() == pytest.approx([1.0, 1.0])
    assert [name for name, _ in model.fc7.named_children()] == ["activation", "dropout"]


def test_lrn_stands_half_precision() -> None:
    """300² leaves float16's range."""
    import torch

    module = layer_module("lrn", Shape(1, 1, 1), size=1, alpha=1e-4, beta=0.75, k=2.0)
    x = torch.full((1, 1, 1, 1), 300.0)
    assert module(x.half()).item() == pytest.approx(module(x).item(), rel=1e-3)


def test_a_head_may_read_the_networks_output(write_spec: Write) -> None:
    import torch

    path = write_spec("""
        input: {channels: 2, size: 4}
        layers:
          - {name: flatten, type: flatten}
          - {name: fc, type: linear, features: 3}
          - {name: head, type: linear, features: 2, auxiliary: true}
    """)
    outputs = cnnstat.build(path).train()(torch.zeros(5, 2, 4, 4))
    assert outputs.output.shape == (5, 3)
    assert [head.shape for head in outputs.auxiliary] == [(5, 2)]


def test_python_refuses_what_load_refuses() -> None:
    with pytest.raises(cnnstat.UsageError, match="settings of load"):
        cnnstat.build(cnnstat.load("lenet5"), input=40)
    with pytest.raises(cnnstat.UsageError, match="there is no network 'lenett5'; did you mean 'lenet5'"):
        cnnstat.build("lenett5")


def test_modules_of_an_outline_draw_no_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """To draw what the meta device does not keep took most of the time of an export."""
    import torch

    from cnnstat.pytorch.model import outline

    def refuse(*_: object) -> None:
        raise AssertionError("numbers were drawn")

    monkeypatch.setattr(torch.Tensor, "uniform_", refuse)
    model = outline(cnnstat.load("alexnet"))
    assert {each.device.type for each in model.parameters()} == {"meta"}


@pytest.mark.parametrize("case", [each for each in CASES if TYPES[each.type].known], ids=lambda each: each.type)
def test_modules_of_an_outline_are_those_of_a_model(case: Case) -> None:
    """All on the meta device; the first of equal ones, the second and copies of that, which no other one changes."""
    import torch
    from torch.nn import Module

    from cnnstat.pytorch.model import Outlines, new_module

    layer, x = TYPES[case.type](**case.keys), case.inputs if TYPES[case.type].merges else case.inputs[0]
    make, model = Outlines("net"), new_module(layer, x, False)
    for _ in range(4):
        made = make(layer, x, False)
        assert repr(made) == repr(model)
        for name in ("named_parameters", "named_buffers"):
            found, expected = (dict(getattr(each, name)()) for each in (made, model))
            assert {key: (value.shape, value.dtype) for key, value in found.items()} == {
                key: (value.shape, value.dtype) for key, value in expected.items()
            }
            assert all(value.device == torch.device("meta") for value in found.values())
        made.add_module("changed", Module())


def test_modules_that_all_differ_are_bounded(monkeypatch: pytest.MonkeyPatch, write_spec: Write) -> None:
    """PyTorch takes its time for each; of equal ones there may be as many as there are layers."""
    from cnnstat.pytorch import model

    monkeypatch.setattr(model, "MOST_UNLIKE", 4)
    text = "input: {channels: 3, size: 8}\nlayers: [{type: conv, filters: index + 1, kernel: 1, repeat: COUNT}]\n"
    assert len(model.outline(cnnstat.load(write_spec(text.replace("COUNT", "4")))).steps) == 4
    equal = text.replace("index + 1", "3").replace("COUNT", "50")
    assert len(model.outline(cnnstat.load(write_spec(equal))).steps) == 50
    with pytest.raises(cnnstat.UsageError, match=r"net: more than 4 layers, norms and activations that all differ are"):
        model.outline(cnnstat.load(write_spec(text.replace("COUNT", "5"))))
