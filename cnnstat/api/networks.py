"""Networks from the catalog and from files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnnstat.api.arguments import Name, Size, as_network, named_network
from cnnstat.network.graph import Network
from cnnstat.spec import catalog

if TYPE_CHECKING:
    from cnnstat.pytorch.model import Model


def load(name: Name, *, input: Size = None, **params: Any) -> Network:  # noqa: A002
    """Read a network.

    >>> cnnstat.load("resnet50", input=256)
    <Network resnet50: input 3×256×256, 73 layers>

    Args:
        name: a name of the catalog ("resnet50"), the path of a YAML file ("own.yaml", "own.yaml:variant"), or that of
            another program's file ("net.onnx", "net.prototxt", "net.cfg", "net.json").
        input: side of the image in pixels, or (height, width), instead of the spec's.
        params: values for the params that the spec declares (``width=0.5``).

    Returns:
        The network, unrolled and checked: every layer can take its input.

    Raises:
        SpecError: the spec is not valid, or a layer does not fit its input; the message says where.
        UsageError: there is no such network, param or file; the message suggests a similar name.
    """
    return named_network(name, input, params)


def networks() -> dict[str, str]:
    """The networks of the catalog, as a dictionary from the names that :func:`load` takes to titles.

    >>> cnnstat.networks()["vgg16"]
    'VGG-16 (D)'
    """
    return {name: spec.text("title", name) or name for name, spec in catalog.networks().items()}


def build(
    network: Network | Name,
    *,
    logits: bool = False,
    input: Size = None,  # noqa: A002
    **params: Any,
) -> Model:
    """A network as a PyTorch module, from the same spec; needs the ``torch`` extra.

    Args:
        network: a loaded network; or a name or path, and then also ``input`` and ``params`` as in :func:`load`.
        logits: return scores for a cross-entropy loss: leave out the last softmax (also of auxiliary heads), and
            negate the distances of an RBF layer.
        input: side of the image in pixels, or (height, width), instead of the spec's.
        params: values for the params that the spec declares (``width=0.5``).

    Returns:
        A :class:`torch.nn.Module` whose ``state_dict`` has the spec's names, initialised by the spec's recipe. It takes
        images (batch, channels, height, width). In training mode, a network with auxiliary heads returns a pair: the
        output, and a tuple of the heads' outputs.

    Raises:
        SpecError: for the same reasons as in :func:`load`.
        UsageError: for the same reasons as in :func:`load`, or because PyTorch is not installed.
    """
    from cnnstat.pytorch.model import build_model

    return build_model(as_network(network, input, params), logits)
