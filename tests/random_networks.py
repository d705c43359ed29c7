"""Small random networks as YAML texts: every layer type, merged and nested in every way that the language has.

Lines are drawn one after the other. Each is tried on the shape before it, by the rules that refuse a spec, and one
that does not fit gives way to a 1×1 convolution: every text is a valid spec.
"""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import strategies as st

from cnnstat.errors import LayerError
from cnnstat.layers import FOLLOWERS, TYPES
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import infer

Line = dict[str, Any]

ACTIVATIONS = sorted(FOLLOWERS["activation"])
MOST_ELEMENTS = 6_000
"""Of one map, so that an example stays cheap."""


def pair(draw: Any, smallest: int, largest: int) -> Any:
    """One number, or two for height and width."""
    one = draw(st.integers(smallest, largest))
    return one if draw(st.booleans()) else [one, draw(st.integers(smallest, largest))]


def sides(draw: Any, largest: int) -> Any:
    """Padding in each of its forms."""
    kind = draw(st.sampled_from(["none", "same", "one", "two", "four", "valid"]))
    if kind in ("same", "valid"):
        return kind
    if kind == "four":
        return {side: draw(st.integers(0, largest)) for side in ("top", "bottom", "left", "right")}
    return {"none": 0, "one": draw(st.integers(0, largest)), "two": pair(draw, 0, largest)}[kind]


def divisor(draw: Any, number: int) -> int:
    return int(draw(st.sampled_from([each for each in range(1, number + 1) if number % each == 0])))


def dilation(draw: Any) -> Any:
    return draw(st.sampled_from([1, 1, 1, 2, [1, 2], 3]))


def rounding(draw: Any, line: Line) -> Line:
    """A line with windows, in one case of two with its size rounded up."""
    return line | ({"ceil_mode": draw(st.booleans())} if line["padding"] != "same" else {})


def conv(draw: Any, x: Shape) -> Line:
    groups = divisor(draw, x.channels)
    line = {"type": "conv", "filters": groups * draw(st.integers(1, 3)), "kernel": pair(draw, 1, 5)}
    return rounding(draw, {
        **line, "stride": pair(draw, 1, 3), "padding": sides(draw, 3), "dilation": dilation(draw), "groups": groups,
        "bias": draw(st.booleans()),
    })  # fmt: skip


def table(draw: Any, x: Shape) -> Line:
    maps = st.lists(st.integers(0, x.channels - 1), min_size=1, max_size=4, unique=True)
    rows = draw(st.lists(maps, min_size=1, max_size=5))
    return rounding(draw, {
        "type": "conv", "table": rows, "kernel": pair(draw, 1, 4), "padding": sides(draw, 2),
        "stride": pair(draw, 1, 2), "dilation": dilation(draw), "bias": draw(st.booleans()),
    })  # fmt: skip


def depthwise(draw: Any, x: Shape) -> Line:
    line = {"type": "depthwise", "kernel": pair(draw, 1, 5), "multiplier": draw(st.integers(1, 2))}
    return rounding(draw, {**line, "stride": pair(draw, 1, 3), "padding": sides(draw, 2), "dilation": dilation(draw)})


def pool(draw: Any, x: Shape) -> Line:
    kind = draw(st.sampled_from(["maxpool", "avgpool", "subsample"]))
    line: Line = {"type": kind, "kernel": pair(draw, 1, 4), "padding": sides(draw, 2)}
    if draw(st.booleans()):
        line["stride"] = pair(draw, 1, 4)
    if kind == "maxpool":
        line["dilation"] = dilation(draw)
    if kind == "avgpool":
        line["count_include_pad"] = draw(st.booleans())
    return rounding(draw, line)


def adaptive(draw: Any, x: Shape) -> Line:
    kind = draw(st.sampled_from(["adaptive_avgpool", "adaptive_maxpool"]))
    even = [divisor(draw, x.height), divisor(draw, x.width)]
    return {"type": kind, "size": even if draw(st.booleans()) else pair(draw, 1, 5)}


def norm(draw: Any, x: Shape) -> Line:
    kind = draw(st.sampled_from(["batchnorm", "layernorm", "groupnorm", "scale", "lrn"]))
    if kind == "lrn":
        return {"type": kind, "size": draw(st.integers(1, 5)), "average": draw(st.booleans())}
    if kind == "scale":
        return {"type": kind, "bias": draw(st.booleans())}
    line: Line = {"type": kind, "affine": draw(st.booleans())}
    if kind == "groupnorm":
        groups = divisor(draw, x.channels)
        # PyTorch refuses a group of one value, whose norm is always 0.
        line |= {"groups": groups} if x.elements > groups else {"type": "batchnorm"}
    return line


def pointwise(draw: Any, x: Shape) -> Line:
    return {"type": draw(st.sampled_from([*ACTIVATIONS, "dropout"]))}


def channels(draw: Any, x: Shape) -> Line:
    kind = draw(st.sampled_from(["channel_shuffle", "channel_split", "channel_avgpool", "channel_maxpool"]))
    if kind == "channel_shuffle":
        return {"type": kind, "groups": divisor(draw, x.channels)}
    if kind != "channel_split":
        return {"type": kind}
    if x.channels > 1 and draw(st.booleans()):
        first = draw(st.integers(1, x.channels - 1))
        return {"type": kind, "sizes": [first, x.channels - first], "part": draw(st.integers(1, 2))}
    parts = divisor(draw, x.channels)
    return {"type": kind, "parts": parts, "part": draw(st.integers(1, parts))}


def identity(draw: Any, x: Shape) -> Line:
    return {"type": "identity", "stride": pair(draw, 1, 3), "filters": x.channels + draw(st.integers(0, 3))}


MAKERS = [conv, conv, conv, table, depthwise, pool, pool, adaptive, norm, pointwise, channels, identity]


def followers(draw: Any, x: Shape) -> Line:
    """What acts on a line's output: norm, activation, LRN and dropout, each now and then."""
    line: Line = {}
    if draw(st.integers(0, 2)) == 0:
        line["norm"] = {**norm(draw, x)} if draw(st.booleans()) else "batchnorm"
        if isinstance(line["norm"], dict) and line["norm"]["type"] in ("lrn", "scale"):
            line["norm"] = "batchnorm"
    if draw(st.integers(0, 2)) == 0:
        line["activation"] = draw(st.sampled_from(ACTIVATIONS))
    if draw(st.integers(0, 7)) == 0:
        line["lrn"] = {"size": 3}
    if draw(st.integers(0, 7)) == 0:
        line["dropout"] = 0.3
    return line


def fitted(line: Line, x: Shape) -> tuple[Line, Shape]:
    """The line and its output; a 1×1 convolution in its place where it does not fit, or makes too much of it."""
    try:
        y = infer(parsed(line), (), (x,))
    except LayerError:
        y = None
    if y is None or y.elements > MOST_ELEMENTS:
        return fitted({"type": "conv", "filters": 2, "kernel": 1}, x)
    return line, y


def parsed(line: Line) -> Any:
    """The layer of a line without names and followers."""
    kind = TYPES[line["type"]]
    values = {key: kind.keys[key].kind.parse(value) for key, value in line.items() if key != "type"}
    layer = kind(**values)
    layer.validate()
    return layer


def step(draw: Any, x: Shape) -> tuple[Line, Shape]:
    """Any layer."""
    line, y = fitted(draw(st.sampled_from(MAKERS))(draw, x), x)
    return line | followers(draw, y), y


def halving(draw: Any, x: Shape, stride: list[int]) -> tuple[Line, Shape]:
    """A layer with ⌈size / stride⌉ outputs, whatever its window: what branches that meet again have in common."""
    kernel, spread = draw(st.integers(1, 4)), draw(st.integers(1, 2))
    before = draw(st.integers(0, spread * (kernel - 1)))
    uneven = {"top": before, "left": before} | dict.fromkeys(("bottom", "right"), spread * (kernel - 1) - before)
    window: Line = {"kernel": kernel, "stride": stride, "dilation": spread}
    line = draw(
        st.sampled_from(
            [
                {"type": "conv", "filters": 3, **window, "padding": uneven},
                {"type": "conv", "filters": 2, **window, "padding": "same"},
                {"type": "depthwise", **window, "padding": "same"},
                {"type": "maxpool", **window, "padding": "same"},
                {"type": "avgpool", "kernel": kernel, "stride": stride, "padding": "same"},
                {"type": "maxpool", "kernel": 3, "stride": stride, "padding": 1},
                {"type": "identity", "stride": stride},
            ]
        )
    )
    line, y = fitted(line, x)
    return line | followers(draw, y), y


def branch(draw: Any, x: Shape, stride: list[int], depth: int) -> tuple[list[Line], Shape]:
    """Lines from a fork to a merge."""
    first, y = halving(draw, x, stride)
    lines = [first]
    for _ in range(draw(st.integers(0, 2))):
        more, y = merge(draw, y, depth - 1) if depth > 1 and draw(st.integers(0, 3)) == 0 else ([], y)
        line, y = (more[-1], y) if more else halving(draw, y, [1, 1])
        lines.append(line)
    return lines, y


def merge(draw: Any, x: Shape, depth: int) -> tuple[list[Line], Shape]:
    """A merge with its branches; ends in a map, without strides where it stands in a branch."""
    kind = draw(st.sampled_from(["concat", "add", "multiply"]))
    if kind == "multiply" and draw(st.booleans()):
        return gate(draw, x)
    stride = [1, 1] if depth < 2 else draw(st.sampled_from([[1, 1], [2, 2], [1, 2]]))
    made = [branch(draw, x, stride, depth) for _ in range(draw(st.integers(2, 3)))]
    if kind == "concat":
        y = made[0][1]._replace(channels=sum(each.channels for _, each in made))
        lines = [lines for lines, _ in made]
        if stride == [1, 1] and draw(st.booleans()):
            lines, y = [*lines, []], y._replace(channels=y.channels + x.channels)
    else:
        y = made[0][1]._replace(channels=max(each.channels for _, each in made))
        lines = [[*lines, *level(draw, each, y)] for lines, each in made]
    return [{"type": kind, "branches": lines} | followers(draw, y)], y


def level(draw: Any, x: Shape, y: Shape) -> list[Line]:
    """Lines that bring a branch to the channels of the others: none, a convolution, or zero maps (option A)."""
    if x.channels == y.channels:
        return []
    shortcut: Line = {"type": "identity", "filters": y.channels}
    return [draw(st.sampled_from([shortcut, {"type": "conv", "filters": y.channels, "kernel": 1}]))]


def gate(draw: Any, x: Shape) -> tuple[list[Line], Shape]:
    """A map times one value for each channel (as a map or a flat vector) or for each position."""
    kind = draw(st.sampled_from(["map", "flat", "position"]))
    squeeze = [squeezing(draw, x)]
    if kind == "flat":
        squeeze += [{"type": "flatten"}, {"type": "linear", "features": x.channels, "activation": "sigmoid"}]
    elif kind == "map":
        window = draw(st.sampled_from([{"kernel": 1}, {"kernel": 3, "padding": 1}]))
        squeeze += [{"type": "conv", "filters": x.channels, **window, "activation": "hard_sigmoid"}]
    else:
        squeeze = [
            {"type": draw(st.sampled_from(["channel_avgpool", "channel_maxpool"]))},
            {"type": "conv", "filters": 1, "kernel": 3, "padding": 1, "activation": "sigmoid"},
        ]
    return [{"type": "multiply", "branches": [[], squeeze]}], x


def squeezing(draw: Any, x: Shape) -> Line:
    """A layer that makes one value of each map."""
    whole: Line = {"type": draw(st.sampled_from(["global_avgpool", "global_maxpool"]))}
    adaptive: Line = {"type": draw(st.sampled_from(["adaptive_avgpool", "adaptive_maxpool"])), "size": 1}
    window: Line = {"type": draw(st.sampled_from(["avgpool", "maxpool"])), "kernel": [x.height, x.width]}
    return draw(st.sampled_from([whole, whole, adaptive, window]))  # type: ignore[no-any-return]


def ending(draw: Any, x: Shape) -> list[Line]:
    """The end of a network: a map, scores, or distances to codes."""
    kind = draw(st.sampled_from(["map", "global", "linear", "rbf"]))
    lines: list[Line] = [] if kind != "global" else [{"type": "global_avgpool", "dropout": 0.2}]
    if kind in ("linear", "rbf"):
        lines += [{"type": "flatten"}, {"type": "linear", "features": 7, "norm": "batchnorm", "activation": "relu"}]
        last = {"type": "rbf", "features": 3} if kind == "rbf" else {"type": "linear", "features": 4, "bias": False}
        lines.append(last)
    return lines


HEAD = [{"type": "global_avgpool"}, {"type": "flatten"}, {"type": "linear", "features": 3, "activation": "softmax"}]


class Plain(yaml.SafeDumper):
    """Writes a list out wherever it stands, without anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@st.composite
def networks(draw: Any) -> str:
    """The text of a small network's spec."""
    x = Shape(draw(st.integers(1, 4)), draw(st.integers(4, 20)), draw(st.integers(4, 20)))
    head: Line = {"input": {"channels": x.channels, "height": x.height, "width": x.width}}
    lines: list[Line] = []
    known: list[tuple[str, Shape]] = []
    for number in range(1, draw(st.integers(2, 7)) + 1):
        earlier = [name for name, shape in known[:-1] if shape == x]
        if earlier and draw(st.booleans()):
            kind = draw(st.sampled_from(["add", "multiply"]))
            line: Line = {"type": kind, "from": [known[-1][0], draw(st.sampled_from(earlier))]}
        elif draw(st.integers(0, 2)) == 0:
            (line,), x = merge(draw, x, 2)
        else:
            line, x = step(draw, x)
        more: Line = {"output": True} if draw(st.integers(0, 9)) == 0 else {}
        lines.append({"name": f"layer{number}", **line, **more})
        known.append((f"layer{number}", x))
        if draw(st.integers(0, 9)) == 0 and number > 1:
            lines.append({"name": f"aux{number}", "block": "head", "auxiliary": True})
            head["blocks"] = {"head": {"layers": HEAD}}
    spec = {**head, "layers": [*lines, *ending(draw, x)]}
    return yaml.dump(spec, Dumper=Plain, sort_keys=False, default_flow_style=None)


@st.composite
def gated_networks(draw: Any) -> str:
    """The text of a small network in which gates stand behind gates, and inside of branches."""
    x = Shape(draw(st.integers(1, 2)), draw(st.integers(6, 20)), draw(st.integers(6, 20)))
    head: Line = {"input": {"channels": x.channels, "height": x.height, "width": x.width}}
    lines: list[Line] = []
    for _ in range(draw(st.integers(2, 4))):
        kind = draw(st.sampled_from(["window", "stride", "merge", "nothing"]))
        if kind == "merge":
            made, x = merge(draw, x, 2)
            lines += made
        elif kind != "nothing":
            line, x = halving(draw, x, [1, 1] if kind == "window" else [2, 2])
            lines.append(line)
        lines.append({"type": "multiply", "branches": branches_of_gate(draw, x)})
    return yaml.dump({**head, "layers": lines}, Dumper=Plain, sort_keys=False, default_flow_style=None)


def branches_of_gate(draw: Any, x: Shape) -> list[list[Line]]:
    """The map, or a window on it, and one or two gates, each with windows and perhaps a gate of its own before it."""
    window: Line = {"type": "conv", "filters": x.channels, "kernel": draw(st.integers(1, 3)), "padding": "same"}
    branches: list[list[Line]] = [draw(st.sampled_from([[], [window]]))]
    for _ in range(draw(st.integers(1, 2))):
        inner, _ = gate(draw, x) if draw(st.booleans()) else ([], x)
        before = [{**window, "dilation": dilation(draw)}] if draw(st.booleans()) else []
        branches.append([*before, *inner, squeezing(draw, x)])
    return draw(st.permutations(branches))  # type: ignore[no-any-return]
