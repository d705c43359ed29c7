"""Networks written as other programs write them: what reading them back is held against."""

from __future__ import annotations

import json
from typing import Any

from cnnstat.keys.kinds import Sides
from cnnstat.layers import AnyLayer
from cnnstat.layers.conv import Conv, Convolution, Depthwise
from cnnstat.network.graph import INPUT, Network, Node

CAFFE = {
    "relu": "ReLU", "softmax": "Softmax", "sigmoid": "Sigmoid", "tanh": "TanH", "concat": "Concat", "add": "Eltwise",
    "flatten": "Flatten", "relu6": "ReLU6",
}  # fmt: skip
KERAS = {
    "flatten": "Flatten", "concat": "Concatenate", "add": "Add", "multiply": "Multiply",
    "global_avgpool": "GlobalAveragePooling2D",
}  # fmt: skip


def message(fields: dict[str, Any]) -> str:
    """A message of the text format; the values of its fields are written as they are."""
    listed = {key: value if isinstance(value, list) else [value] for key, value in fields.items()}
    pairs = [(key, str(each)) for key, values in listed.items() for each in values]
    return " ".join(["{", *(f"{key}{'' if text.startswith('{') else ':'} {text}" for key, text in pairs), "}"])


def sides(layer: Any) -> dict[str, Any]:
    """Kernel, stride and padding of a window."""
    assert isinstance(layer.padding, Sides)
    top, bottom, left, right = layer.padding
    assert (top, left) == (bottom, right)
    stride = layer.kernel if layer.stride is None else layer.stride
    return {
        "kernel_h": layer.kernel[0], "kernel_w": layer.kernel[1], "stride_h": stride[0], "stride_w": stride[1],
        "pad_h": top, "pad_w": left,
    }  # fmt: skip


def convolution(layer: Convolution, channels: int) -> dict[str, Any]:
    groups = layer.groups if isinstance(layer, Conv) else channels
    filters = layer.filters if isinstance(layer, Conv) else channels
    dilation = layer.dilation[0]
    return {"num_output": filters, "group": groups, "dilation": dilation, "bias_term": str(layer.bias).lower()}


def in_caffe(layer: AnyLayer, channels: int) -> tuple[str, dict[str, dict[str, Any]]]:
    """The type and the parameters of a layer in Caffe."""
    kind: str = layer.type
    own: Any = layer
    if isinstance(own, Conv | Depthwise):
        keys = {**convolution(own, channels), **sides(own)}
        return "Convolution", {"convolution_param": keys}
    if kind in ("maxpool", "avgpool"):
        word = {"pool": "MAX" if kind == "maxpool" else "AVE", "round_mode": "CEIL" if own.ceil_mode else "FLOOR"}
        return "Pooling", {"pooling_param": {**word, **sides(own)}}
    if kind == "global_avgpool":
        return "Pooling", {"pooling_param": {"pool": "AVE", "global_pooling": "true"}}
    if kind == "linear":
        return "InnerProduct", {"inner_product_param": {"num_output": own.features, "bias_term": str(own.bias).lower()}}
    if kind == "lrn":
        keys = {"local_size": own.size, "alpha": own.alpha, "beta": own.beta, "k": own.k}
        return "LRN", {"lrn_param": keys}
    if kind == "dropout":
        return "Dropout", {"dropout_param": {"dropout_ratio": own.p}}
    return CAFFE[kind], {}


def prototxt(network: Network) -> str:
    """A network as Caffe's prototxt; followers act in place, a batch norm is two layers."""
    channels, height, width, _ = network.input
    lines = ['name: "net"', 'input: "data"', *(f"input_dim: {each}" for each in (1, channels, height, width))]
    known = {INPUT: channels}
    for index, node in enumerate(network.nodes):
        if node.auxiliary:
            continue
        name = node.name.replace(".", "/")
        bottoms = [blob(network, source) for source in node.inputs]
        before = known[node.inputs[0]]
        lines.append(layer_text(name, node.layer, before, bottoms, name))
        known[index] = channels_of(node, [known[source] for source in node.inputs])
        for follower in node.followers:
            own = f"{name}/{follower.type}"
            if follower.type == "batchnorm":
                lines.append(text_of(own, "BatchNorm", [name], name, {}))
                scale = {"scale_param": message({"bias_term": "true"})}
                lines.append(text_of(f"{own}_scale", "Scale", [name], name, scale))
            else:
                lines.append(layer_text(own, follower, known[index], [name], name))
    return "\n".join(lines) + "\n"


def blob(network: Network, source: int) -> str:
    return "data" if source == INPUT else network.nodes[source].name.replace(".", "/")


def channels_of(node: Node, given: list[int]) -> int:
    layer: Any = node.layer
    if layer.type == "concat":
        return sum(given)
    return int(getattr(layer, "filters", None) or getattr(layer, "features", None) or given[0])


def layer_text(name: str, layer: AnyLayer, channels: int, bottoms: list[str], top: str) -> str:
    kind, params = in_caffe(layer, channels)
    return text_of(name, kind, bottoms, top, {key: message(value) for key, value in params.items()})


def text_of(name: str, kind: str, bottoms: list[str], top: str, params: dict[str, str]) -> str:
    quoted = [f'"{each}"' for each in bottoms]
    fields = {"name": f'"{name}"', "type": f'"{kind}"', "bottom": quoted, "top": f'"{top}"', **params}
    return f"layer {message(fields)}"


def in_keras(layer: AnyLayer) -> tuple[str, dict[str, Any]]:
    """The class and the config of a layer in Keras; its padding is a layer of its own."""
    own: Any = layer
    if isinstance(own, Conv | Depthwise):
        keys = {"kernel_size": [*own.kernel], "strides": [*own.stride], "use_bias": own.bias, "padding": "valid"}
        keys |= {"dilation_rate": [*own.dilation], "activation": "linear"}
        if isinstance(own, Depthwise):
            return "DepthwiseConv2D", keys | {"depth_multiplier": own.multiplier}
        return "Conv2D", keys | {"filters": own.filters, "groups": own.groups}
    if own.type in ("maxpool", "avgpool"):
        kind = "MaxPooling2D" if own.type == "maxpool" else "AveragePooling2D"
        stride = own.kernel if own.stride is None else own.stride
        return kind, {"pool_size": [*own.kernel], "strides": [*stride], "padding": "valid"}
    if own.type == "linear":
        return "Dense", {"units": own.features, "use_bias": own.bias, "activation": "linear"}
    if own.type == "batchnorm":
        return "BatchNormalization", {"axis": [3], "epsilon": own.eps, "scale": own.affine, "center": own.affine}
    if own.type == "dropout":
        return "Dropout", {"rate": own.p}
    if own.family == "activation":
        return "Activation", {"activation": own.type}
    return KERAS[own.type], {"axis": 3} if own.type == "concat" else {}


def keras_json(network: Network) -> str:
    """A network as Keras' ``model.to_json()`` of version 2, with channels last."""
    channels, height, width, _ = network.input
    image = {"name": "data", "batch_input_shape": [None, height, width, channels]}
    layers: list[dict[str, Any]] = [{"name": "data", "class_name": "InputLayer", "config": image, "inbound_nodes": []}]

    def add(name: str, kind: str, config: dict[str, Any], reads: list[str]) -> None:
        nodes = [[[each, 0, 0, {}] for each in reads]]
        layers.append({"name": name, "class_name": kind, "config": {"name": name, **config}, "inbound_nodes": nodes})

    ends = {INPUT: "data"}
    for index, node in enumerate(network.nodes):
        reads = [ends[source] for source in node.inputs]
        padding = getattr(node.layer, "padding", None)
        if padding is not None and any(padding):
            add(f"{node.name}_pad", "ZeroPadding2D", {"padding": [[*padding[:2]], [*padding[2:]]]}, reads)
            reads = [f"{node.name}_pad"]
        add(node.name, *in_keras(node.layer), reads)
        ends[index] = node.name
        for follower in node.followers:
            own = f"{node.name}_{follower.type}"
            add(own, *in_keras(follower), [ends[index]])
            ends[index] = own
    data = {"class_name": "Functional", "config": {"name": "net", "layers": layers}, "keras_version": "2.15.0"}
    return json.dumps(data)
