"""The figures of networks, and how they are computed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, overload

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.analysis.setting import DEFAULT
from cnnstat.api.arguments import Name, Size, as_analysis, as_network, setting_of, text_of, words_of
from cnnstat.errors import UsageError, shown
from cnnstat.network.graph import Network

if TYPE_CHECKING:
    from fractions import Fraction

    from cnnstat.comparing.diff import Diff
    from cnnstat.derivation import Explanation
    from cnnstat.quantities.table import Table
    from cnnstat.quantities.values import Exact


def analyze(
    network: Network | Name,
    *,
    input: Size = None,  # noqa: A002
    training: bool = DEFAULT.training,
    batch: int = DEFAULT.batch,
    dtype: str = DEFAULT.dtype,
    optimizer: str = DEFAULT.optimizer,
    flops: str = DEFAULT.flops,
    **params: Any,
) -> Analysis:
    """Analyse a network, or the one that :func:`load` finds under a name.

    >>> cnnstat.analyze("lenet5").params
    60000

    Args:
        network: a loaded network; or a name or path, and then also ``input`` and ``params`` as in :func:`load`.
        input: side of the image in pixels, or (height, width), instead of the spec's.
        training: include auxiliary heads, which exist only in training.
        batch: images in memory at the same time; counts are always for one image.
        dtype: type of every number in memory: float64, float32, bfloat16, float16 or int8.
        optimizer: the optimizer whose state training keeps: sgd, momentum or adam.
        flops: the convention for FLOPs: "2macs" for 2 × MACs, or "all" to count elementwise operations too.
        params: values for the params that the spec declares (``width=0.5``).

    Returns:
        The exact figures of each layer and of the whole network. Shapes are channels, height and width of one image;
        counts are for one image, receptive fields in pixels, memory in bytes.

    Raises:
        SpecError, UsageError: for the same reasons as in :func:`load`, or because a setting is not valid.
    """
    setting = setting_of(params, training, batch, dtype, optimizer, flops)
    return analyze_network(as_network(network, input, params), setting)


def table(
    network: Analysis | Network | Name,
    layer: str = "",
    columns: Iterable[str] = (),
    *,
    depth: int | None = None,
    input: Size = None,  # noqa: A002
    training: bool = DEFAULT.training,
    dtype: str = DEFAULT.dtype,
    flops: str = DEFAULT.flops,
    **params: Any,
) -> Table:
    """The layers of a network as a table, like that of ``cnnstat NETWORK --table``.

    >>> print(cnnstat.table("lenet5", columns=["name", "params"]).to_dict()["rows"][0])
    {'name': 'C1', 'params': 156}

    Args:
        network: an analysis; or a network, name or path, and then also the settings of :func:`analyze`.
        layer: a layer or block, to show only that.
        columns: names of columns, as listed by ``cnnstat show --columns help``; by default the usual ones.
        depth: how many levels of names to show, at least 1; deeper layers are folded into one row for each block.
        input, training, dtype, flops, params: as in :func:`analyze`.

    Returns:
        The table, with one row per layer. It prints as text, notebooks show it, and ``to_pandas()`` gives a DataFrame.

    Raises:
        SpecError, UsageError: for the same reasons as in :func:`analyze`, or because there is no such layer or column;
            the message then suggests a similar name.
    """
    from cnnstat.views.show import resolved, table_of

    setting = setting_of(params, training, DEFAULT.batch, dtype, DEFAULT.optimizer, flops)
    if depth is not None and (type(depth) is not int or depth < 1):
        raise UsageError(f"depth: expected a whole number from 1 on, got {shown(depth)}")
    analysis = as_analysis(network, input, params, setting, partial=True)
    inside = text_of(layer, "layer") and resolved(analysis, layer)
    return table_of(analysis, inside, words_of(columns, "columns") or None, depth)


def explain(
    network: Analysis | Network | Name,
    layer: str = "",
    quantities: Iterable[str] = (),
    *,
    input: Size = None,  # noqa: A002
    training: bool = DEFAULT.training,
    batch: int = DEFAULT.batch,
    dtype: str = DEFAULT.dtype,
    optimizer: str = DEFAULT.optimizer,
    flops: str = DEFAULT.flops,
    **params: Any,
) -> Explanation:
    """How figures are computed, like ``cnnstat explain``: formula, numbers, result and meaning.

    >>> cnnstat.explain("alexnet", "conv1", ["params"]).derivations[0].result
    '34,944'

    Args:
        network: an analysis; or a network, name or path, and then also the settings of :func:`analyze`.
        layer: a layer or block; by default the whole network.
        quantities: the figures to explain, such as "params" or "rf"; by default all.
        input, training, batch, dtype, optimizer, flops, params: as in :func:`analyze`.

    Returns:
        The derivations. They print as text; notebooks show them with mathematics.

    Raises:
        SpecError, UsageError: for the same reasons as in :func:`analyze`, or because there is no such layer or
            quantity; the message then suggests a similar name.
    """
    from cnnstat.derivation import explain as explain_analysis
    from cnnstat.spec.typed import is_line
    from cnnstat.views.explaining import place_and_quantities

    setting = setting_of(params, training, batch, dtype, optimizer, flops)
    if isinstance(network, str) and is_line(network):
        raise UsageError("explain() takes networks; compare() takes layers with letters, one or several")
    analysis = as_analysis(network, input, params, setting)
    words = [text_of(layer, "layer"), *words_of(quantities, "quantities")]
    place, wanted = place_and_quantities(analysis, words)
    return explain_analysis(analysis, place, wanted)


def compare(
    one: Analysis | Network | Name,
    *others: Analysis | Network | Name,
    quantities: Iterable[str] = (),
    training: bool = DEFAULT.training,
    batch: int = DEFAULT.batch,
    dtype: str = DEFAULT.dtype,
    optimizer: str = DEFAULT.optimizer,
    flops: str = DEFAULT.flops,
) -> Table:
    """Networks or layers side by side, with the arithmetic of their figures and the ratios to the first.

    >>> print(cnnstat.compare("alexnet.conv1", "conv2", quantities=["params"]).rows[0][-1].text)
    ≈ 8.7985

    Args:
        one: the name of a network or layer, such as "alexnet", "alexnet@input=224" or "alexnet.conv1"; the path of a
            YAML file, also at a revision of git, "own.yaml@HEAD~1"; a network or its analysis; or layers with letters,
            such as "conv kernel=3 filters=C", for which ``others`` may be empty.
        others: the same; texts may also be relative to the first, such as "conv2" or "@input=224".
        quantities: the figures to compare, such as "params"; for networks also "accuracy" and "year", which are cited.
            By default the usual ones.
        training, batch, dtype, optimizer, flops: as in :func:`analyze`; analyses keep their own settings.

    Returns:
        A table with a row for each figure; for layers also one for each formula that differs. It prints as text;
        notebooks show it.

    Raises:
        SpecError, UsageError: for the same reasons as in :func:`analyze`, or because something named does not exist;
            the message then suggests a similar name.
    """
    from cnnstat.comparing import compare as compare_subjects
    from cnnstat.comparing.networks import keys_of
    from cnnstat.spec.typed import is_line
    from cnnstat.views.sides import sides

    setting = setting_of({}, training, batch, dtype, optimizer, flops)
    if isinstance(one, Analysis):
        setting = as_analysis(one, None, {}, setting).setting
    if not others and not (isinstance(one, str) and is_line(one)):
        raise UsageError("compare() takes two and more; only layers with letters may stand alone")
    keys = keys_of(words_of(quantities, "quantities"))
    return compare_subjects(*sides(one, others, setting, partial=True), keys=keys)


def diff(
    one: Analysis | Network | Name,
    two: Analysis | Network | Name,
    *,
    training: bool = DEFAULT.training,
    batch: int = DEFAULT.batch,
    dtype: str = DEFAULT.dtype,
    optimizer: str = DEFAULT.optimizer,
    flops: str = DEFAULT.flops,
) -> Diff:
    """What differs between two networks, layer by layer.

    >>> cnnstat.diff("resnet50", "resnet50-v1.5")
    <Diff 'resnet50' → 'resnet50-v1.5': 6 changed>

    Args:
        one: a network in words, as "alexnet" or "alexnet@input=224"; the path of a YAML file, also at a revision of
            git, "own.yaml@HEAD~1"; a network or its analysis.
        two: the same; in words also in relation to the first, as "@input=224".
        training, batch, dtype, optimizer, flops: as :func:`analyze` takes them; of no analysis, which has its own.

    Returns:
        The layers that differ, each with its keys and figures, and the totals. It prints as text, notebooks show it.

    Raises:
        SpecError, UsageError: as :func:`analyze`; or one is a layer, or git has no such revision.
    """
    from cnnstat.comparing.diff import diff as diff_subjects
    from cnnstat.views.sides import sides

    setting = setting_of({}, training, batch, dtype, optimizer, flops)
    if isinstance(one, Analysis):
        setting = as_analysis(one, None, {}, setting).setting
    first, second = sides(one, [two], setting, "diff()", partial=True)
    return diff_subjects(first, second, "diff()")


@overload
def get(query: str) -> Exact: ...
@overload
def get(query: str, kind: type[int]) -> int: ...
@overload
def get(query: str, kind: type[Fraction]) -> Fraction: ...
@overload
def get(query: str, kind: type[float]) -> float: ...
@overload
def get(query: str, kind: type[tuple[Any, ...]]) -> tuple[int, ...]: ...
def get(query: str, kind: type[Any] | None = None) -> Exact | float:
    """The value of a query, in the language of ``cnnstat get``.

    >>> cnnstat.get("alexnet@input=224.conv1.height")
    54
    >>> cnnstat.get("alexnet.conv1.params / alexnet.params", float)
    0.0005731792275543841

    Args:
        query: a figure ("alexnet.params", "googlenet.3a.macs"), or arithmetic on figures.
        kind: the type of the value: ``int`` for a whole number, ``Fraction`` for any exact number, ``float`` for any
            number rounded, ``tuple`` for the sides of a shape. Type checkers then know the type, and any other value
            is an error.

    Returns:
        Without ``kind``: an int if the value is whole, otherwise the exact Fraction; for a shape, the tuple (channels,
        height, width) or (features,).

    Raises:
        UsageError: the query is not valid, or names something that does not exist (the message suggests a similar
            name), or its value is not of that kind.
        SpecError: the file of a network cannot be read.
    """
    from cnnstat.query import Bench, evaluate, read_query
    from cnnstat.query.evaluate import of_kind

    if not isinstance(query, str):
        raise UsageError(f"expected a query such as 'alexnet.params', got {shown(query)}")
    value = evaluate(read_query(query), Bench()).value
    return value if kind is None else of_kind(value, kind, query)
