"""Networks from the catalog and from files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnnstat.api.arguments import Name, Size, as_network, named_network
from cnnstat.network.graph import Network
from cnnstat.spec import catalog

if TYPE_CHECKING:
    from cnnstat.pytorch.lift import Image, Module
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


def from_torch(module: Module, input: Image) -> Network:  # noqa: A002
    """A PyTorch module as a network, layer by layer as it runs in evaluation; needs the ``torch`` extra.

    Args:
        module: the module, which is not changed.
        input: the shape of one image, as (3, 224, 224) or (1, 3, 224, 224), or an image as a tensor.

    Returns:
        The network; its layers bear the names of the module's parts, with what follows them on their lines.

    Raises:
        SpecError: the module does what a spec cannot say; the message names the part, and its line of the source.
        UsageError: it is no module, the shape is none of an image, or PyTorch is not installed.
    """
    from cnnstat.pytorch.lift import from_module

    return from_module(module, input)


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
        logits: return scores for a cross-entropy loss: leave out the last softmax (also of auxiliary heads, and of
            outputs that no layer reads), and negate the distances of an RBF layer.
        input: side of the image in pixels, or (height, width), instead of the spec's.
        params: values for the params that the spec declares (``width=0.5``).

    Returns:
        A :class:`torch.nn.Module` whose ``state_dict`` has the spec's names, initialised by the spec's recipe. It takes
        images (batch, channels, height, width). A network of several outputs returns a tuple of them, in the order
        of the spec. In training mode, a network with auxiliary heads returns a pair: the output or that tuple, and a
        tuple of the heads' outputs.

    Raises:
        SpecError: for the same reasons as in :func:`load`.
        UsageError: for the same reasons as in :func:`load`, or because PyTorch is not installed.
    """
    from cnnstat.pytorch.model import build_model

    return build_model(as_network(network, input, params), logits)
