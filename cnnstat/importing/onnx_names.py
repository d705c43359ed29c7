"""What to call the layers of an ONNX file: as the model calls its parts, where an exporter wrote that down."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cnnstat.importing.onnx_graph import Graph, Node

SCOPES = "pkg.torch.onnx.name_scopes"
RULES = "pkg.onnxscript.rewriter.rule_name"
SOURCE = "pkg.torch.onnx.fx_node"
QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)('?)")
"""A quoted text; one without its end reaches as far as any could, so that none is looked for inside of it again."""
COUNTED = re.compile(r"_[0-9]+\Z", re.ASCII)
MOST_PARTS = 40
WEIGHTED = ("Conv", "ConvTranspose", "Gemm", "MatMul")
NORM = re.compile(r"batch_norm\w{0,99}\.\w+\]\(args = \(%\w+, (%\w+|None), (%\w+|None),", re.ASCII)
"""What torch's exporter writes of a batch norm: its input, and γ and β, which it may lack.

Only so much of a word is read that a text full of beginnings of it costs what its length does.
"""

BIASED = re.compile(r"(?:conv\w{0,99}|linear)\.\w+\]\(args = \(%\w+, %\w+, %\w+", re.ASCII)
"""And of a layer: its input, its weights and a bias."""


class Names:
    """Names of layers for the nodes of a graph.

    A node is called after the module that it belongs to. If that module has others inside of it, as a block has, the
    node's own word follows: ``layer1.0.add``. One of which an exporter wrote nothing, as it made it itself, stands in
    the block of all that read it.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._blocks: set[str] = set()
        self._around: dict[str, list[str]] = {}
        told = any(SCOPES in node.metadata for node in graph.nodes)
        for node in reversed(graph.nodes):
            path, _ = module_of(node)
            if told and SCOPES not in node.metadata:
                path = ".".join(self._of_readers(node))
            parts = path.split(".")[:MOST_PARTS]
            self._blocks.update(".".join(parts[:count]) for count in range(len(parts)))
            for read in node.reads if told else ():
                known = self._around.get(read)
                self._around[read] = parts if known is None else shared(known, parts)
        self._told = told

    def name(self, node: Node) -> str:
        """The name of what a node becomes."""
        if node.op in WEIGHTED and (found := self._of_weight(node)):
            return found
        path, word = module_of(node)
        if self._told and SCOPES not in node.metadata:
            path, word = ".".join(self._of_readers(node)), node.op.lower()
            return f"{path}.{word}" if path else word
        if path and path not in self._blocks:
            return path
        return f"{path}.{word}" if path else word

    def _of_readers(self, node: Node) -> list[str]:
        """The block around all that read what a node gives."""
        found = [self._around[each] for each in node.gives if each in self._around]
        around = found[0] if found else []
        for each in found[1:]:
            around = shared(around, each)
        whole = ".".join(around)
        return around if whole in self._blocks or not whole else around[:-1]

    def _of_weight(self, node: Node) -> str:
        """The name of the module whose weight a node reads: where a norm is folded in, the node is named after that."""
        source = node.read(1)
        path, dot, word = source.rpartition(".")
        own = self._graph.constants.get(source) is not None and self._graph.readers[source] == 1
        return path if dot and word == "weight" and own and "::" not in path else ""


def module_of(node: Node) -> tuple[str, str]:
    """The path of the module that a node belongs to, "" if there is none, and a word for the node itself."""
    scopes = [text for text, end in QUOTED.findall(node.metadata.get(SCOPES, "")) if end]
    if len(scopes) > 1:
        return scopes[-2], COUNTED.sub("", scopes[-1]).strip("_") or node.op.lower()
    if "namespace" in node.metadata:
        parts = [each.partition(": ")[0] for each in node.metadata["namespace"].split("/")]
        return (parts[-2] if len(parts) > 1 else ""), COUNTED.sub("", parts[-1]).strip("_") or node.op.lower()
    if node.name.startswith("/"):
        *path, word = node.name.strip("/").split("/")
        return nested(path), word.lower()
    return "", node.name or node.op.lower()


def shared(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """The parts with which two paths begin."""
    count = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    return list(one[: min(len(one), len(other)) if count is None else count])


def nested(parts: Sequence[str]) -> str:
    """A path whose parts may repeat what they lie in: of ``layer1/layer1.0/conv1`` it is ``layer1.0.conv1``."""
    found: list[str] = []
    for part in parts:
        if found and part.startswith(f"{found[-1]}."):
            found[-1] = part
        else:
            found.append(part)
    return ".".join(found)


def dropped(graph: Graph) -> list[str]:
    """A sentence on the biases that torch's exporter left out, as they are all zero, by what it wrote of the layers."""
    lost = 0
    for node in graph.nodes:
        rules, source = node.metadata.get(RULES, ""), node.metadata.get(SOURCE, "")
        weight = graph.constants.get(node.read(1))
        if "RemoveOptionalBias" in rules and BIASED.search(source) and weight and weight.dims and not node.read(2):
            turned = node.op == "Gemm" and not node.whole("transB", 0)
            lost += weight.dims[1 if turned and len(weight.dims) == 2 else 0] if node.op in ("Conv", "Gemm") else 0
    return [f"{lost:,} biases that are all zero are not in this file"] if lost else []


def folded(graph: Graph) -> list[str]:
    """Sentences on the batch norms that torch's exporter folded into convolutions, by what it wrote of them."""
    nodes = [node for node in graph.nodes if "FuseBatchNormInto" in node.metadata.get(RULES, "")]
    if not nodes:
        return []
    weights = [graph.constants.get(node.read(1)) for node in nodes]
    sources = [NORM.search(node.metadata.get(SOURCE, "")) for node in nodes]
    lost = biases = 0
    known = all(node.op == "Conv" for node in nodes)
    for node, weight, source in zip(nodes, weights, sources, strict=True):
        if weight is None or source is None or not weight.dims:
            known = False
            continue
        lost += weight.dims[0] * sum(each != "None" for each in source.groups())
        biases += weight.dims[0] * bool(node.read(2))
    norms = "1 batch norm is" if len(nodes) == 1 else f"{len(nodes):,} batch norms are"
    if not known:
        return [f"{norms} folded into other layers"]
    found = [f"{norms} folded into convolutions; {lost:,} parameters of norms are not in this file"]
    if biases:
        found.append(f"these convolutions have {biases:,} biases, which norms may have left")
    return found
