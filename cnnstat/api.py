"""The functions of the Python API; the package itself offers them, and imports this when one is asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.analysis.setting import read_setting
from cnnstat.effort import Tell, silent
from cnnstat.errors import UsageError, shown
from cnnstat.layers.shape import LARGEST_SIDE
from cnnstat.network.graph import Network
from cnnstat.spec import catalog
from cnnstat.spec.expand import expand

if TYPE_CHECKING:
    from fractions import Fraction

    from cnnstat.findings.report import Report
    from cnnstat.pytorch.model import Model

Size = int | tuple[int, int] | None


def load(name: str | os.PathLike[str], *, input: Size = None, **params: Any) -> Network:  # noqa: A002
    """Read a network.

    Args:
        name: of the catalog ("resnet50"), or the path of a YAML file ("own.yaml", "own.yaml:variant").
        input: side of the image, or (height, width), instead of the spec's.
        params: values for the params that the spec declares (``width=0.5``).

    Returns:
        The network, unrolled and checked: every layer fits its input.

    Raises:
        SpecError: the spec cannot be read or does not fit together; the text says where.
        UsageError: no such network, param or file.
    """
    if not isinstance(name, str | os.PathLike) or isinstance(os.fspath(name), bytes):
        raise UsageError(f"expected the name of a network or a path, got {shown(name)}")
    size = checked_size(input)
    spec, variant = catalog.find(str(os.fspath(name)))
    return expand(spec, variant, size, params)


def checked_size(size: object) -> tuple[int, int] | None:
    """(height, width) of an ``input`` argument; ``UsageError`` for anything but sides from 1 to 1,000,000."""
    if size is None:
        return None
    sides = size if isinstance(size, tuple | list) else (size, size)
    if len(sides) != 2 or not all(type(side) is int and 1 <= side <= LARGEST_SIDE for side in sides):
        limit = f"a whole number from 1 to {LARGEST_SIDE:,}"
        raise UsageError(f"input: expected {limit} or (height, width), got {shown(size)}")
    height, width = sides
    return height, width


def analyze(
    network: Network | str | os.PathLike[str],
    *,
    input: Size = None,  # noqa: A002
    training: bool = False,
    batch: int = 1,
    dtype: str = "float32",
    optimizer: str = "momentum",
    flops: str = "2macs",
    **params: Any,
) -> Analysis:
    """Analyse a network, or the one that :func:`load` finds under a name.

    Args:
        network: a loaded network, or a name and then also ``input`` and ``params`` as :func:`load` takes them.
        training: count auxiliary heads, which exist in training only.
        batch: images in memory at once; counts are always for one image.
        dtype: one of float64, float32, bfloat16, float16, int8; type of every number in memory.
        optimizer: one of sgd, momentum, adam; whose state training keeps.
        flops: what ``flops`` counts: "2macs", or "all" for elementwise work too.

    Raises:
        SpecError, UsageError: as :func:`load`.
    """
    if not isinstance(training, bool):
        raise UsageError(f"training: expected True or False, got {shown(training)}")
    if "mode" in params and not isinstance(network, Network):
        raise UsageError("mode: from Python it is training=True or training=False")
    setting = read_setting({"batch": batch, "dtype": dtype, "optimizer": optimizer, "flops": flops})
    return analyze_network(as_network(network, input, params), setting._replace(training=training))


def as_network(network: object, size: Size, params: dict[str, Any]) -> Network:
    """A loaded network as it is, or the one of that name."""
    if not isinstance(network, Network | str | os.PathLike):
        raise UsageError(f"expected a network, its name or a path, got {shown(network)}")
    if not isinstance(network, Network):
        return load(network, input=size, **params)
    if size is not None or params:
        raise UsageError("input and params are settings of load(); this network is loaded already")
    return network


def get(query: str) -> int | Fraction | tuple[int, ...]:
    """The value of a query, as ``cnnstat get`` takes it.

    >>> cnnstat.get("alexnet@input=224.conv1.height")
    54

    Args:
        query: a figure ("alexnet.params", "googlenet.3a.macs"), or arithmetic on some.

    Returns:
        A whole number where it is one, else the exact fraction; of a shape (channels, height, width).

    Raises:
        UsageError: it is no query, or names what does not exist; the text has the nearest names.
        SpecError: a network's file cannot be read.
    """
    from cnnstat.query import Bench, evaluate, read_query

    if not isinstance(query, str):
        raise UsageError(f"expected a query such as 'alexnet.params', got {shown(query)}")
    return evaluate(read_query(query), Bench()).value


Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


def check(
    paths: Paths = (),
    *,
    fix: bool = False,
    suggest: bool = False,
    min_claims: int | None = None,
    ignore: str | Iterable[str] = (),
    config: str | os.PathLike[str] | None = None,
    spec_folders: Paths = (),
    unbounded: bool = False,
    progress: Tell | None = None,
) -> Report:
    """Hold the figures in documents against the architectures, as ``cnnstat check`` does; print nothing.

    >>> report = cnnstat.check(["docs", "README.md"], fix=True)
    >>> print(report, *report.findings)

    Args:
        paths: documents, sidecar files and folders, one or several; of a spec the documents that read it. Without any,
            the present folder.
        fix: write what should stand where something is wrong; every other byte of a document stays.
        suggest: look at figures without marks too, and propose the marks.
        min_claims: fewer figures checked than this are a finding; else as the configuration says, 1 by default.
        ignore: rules to leave out, by id or name ("CNS211").
        config: a pyproject.toml; else that of the present folder or of one around it.
        spec_folders: folders outside of the project from which documents may read specs.
        unbounded: let documents ask for any amount of work; for those that you trust.
        progress: is called with the number of the document at work (from 1), how many there are, and its name.

    Returns:
        What was found: ``ok`` is False where a finding is an error or a warning; ``findings`` are in the order of
        files and lines; ``documents``, ``figures`` and ``fixed`` count what was looked at, checked and mended.

    Raises:
        UsageError: a path does not exist or has no format that is known, or a document cannot be written (then all
            the others are).
        SpecError: the configuration has what means nothing. A spec that cannot be read is a finding.
        DocumentError: an error in this program.
    """
    from cnnstat.documents.selection import select
    from cnnstat.documents.session import Session
    from cnnstat.views.blocks import generate

    if fix and suggest:
        raise UsageError("fix and suggest exclude each other: a suggestion is to be looked at")
    if min_claims is not None and (type(min_claims) is not int or min_claims < 0):
        raise UsageError(f"min_claims: expected a whole number, got {shown(min_claims)}")
    selection = select(
        as_paths("paths", paths),
        config=None if config is None else as_paths("config", [config])[0],
        ignore=several("ignore", ignore, str, "the id or name of a rule"),
        folders=as_paths("spec_folders", spec_folders),
    )
    session = Session(selection, generate, suggest, unbounded, progress or silent)
    session.look()
    if fix:
        session.mend()
        session.write()
    session.require(min_claims)
    session.raise_errors()
    return session.report()


def as_paths(what: str, given: Paths) -> list[Path]:
    """One path, or several, as a list of paths."""
    return [Path(each) for each in several(what, given, str | os.PathLike, "a path")]


def several(what: str, given: Any, kind: Any, expected: str) -> list[Any]:
    """One item, or several, as a list."""
    alone = isinstance(given, kind) or not isinstance(given, Iterable) or isinstance(given, bytes)
    found = [given] if alone else list(given)
    for each in found:
        if not isinstance(each, kind):
            raise UsageError(f"{what}: expected {expected} or several, got {shown(each)}")
    return found


def build(
    network: Network | str | os.PathLike[str],
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
