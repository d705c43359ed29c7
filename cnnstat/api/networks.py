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
        name: of the catalog ("resnet50"), or the path of a YAML file ("own.yaml", "own.yaml:variant").
        input: side of the image in pixels, or (height, width), instead of the spec's.
        params: values for the params that the spec declares (``width=0.5``).

    Returns:
        The network, unrolled and checked: every layer fits its input.

    Raises:
        SpecError: the spec cannot be read or does not fit together; the text says where.
        UsageError: no such network, param or file.
    """
    return named_network(name, input, params)


def networks() -> dict[str, str]:
    """The networks of the catalog: the title of each by the name that :func:`load` takes.

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
        network: a loaded network, or a name and then also ``input`` and ``params`` as :func:`load` takes them.
        logits: leave the last softmax out (of the auxiliary heads too), and give an RBF's distances as negative
            scores: what cross-entropy takes.

    Returns:
        A :class:`torch.nn.Module` whose ``state_dict`` has the spec's names, initialised as the recipe says. Takes
        (batch, channels, height, width). In training mode a network with auxiliary heads returns a pair, the output
        and the tuple of the heads' outputs.

    Raises:
        SpecError: as :func:`load`.
        UsageError: as :func:`load`; or PyTorch is not installed.
    """
    from cnnstat.pytorch.model import build_model

    return build_model(as_network(network, input, params), logits)
