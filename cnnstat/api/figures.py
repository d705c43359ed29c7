"""The figures of networks, and how they come about."""

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
        network: a loaded network, or a name and then also ``input`` and ``params`` as :func:`load` takes them.
        training: count auxiliary heads, which exist in training only.
        batch: images in memory at once; counts are always for one image.
        dtype: one of float64, float32, bfloat16, float16, int8; type of every number in memory.
        optimizer: one of sgd, momentum, adam; whose state training keeps.
        flops: what ``flops`` counts: "2macs", or "all" for elementwise work too.

    Returns:
        The figures of each layer and of the whole, exact; counts are for one image, memory is in bytes.

    Raises:
        SpecError, UsageError: as :func:`load`.
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
    """The layers of a network as a table, as ``cnnstat NETWORK --table`` shows them.

    >>> print(cnnstat.table("lenet5", columns=["name", "params"]).to_dict()["rows"][0])
    {'name': 'C1', 'params': 156}

    Args:
        network: its analysis; or a network or a name, and then also settings as :func:`analyze` takes them.
        layer: a layer or block, to have that alone.
        columns: names of columns, as ``cnnstat show --columns help`` lists them; the usual ones when none is named.
        depth: levels of names to show, 1 or more; what lies deeper is folded into a row for each block.

    Returns:
        The table, one row per layer. It prints as text, notebooks show it, ``to_pandas()`` makes a DataFrame of it.

    Raises:
        SpecError, UsageError: as :func:`analyze`; or there is no such layer or column, and the text has the nearest.
    """
    from cnnstat.views.show import resolved, table_of

    setting = setting_of(params, training, DEFAULT.batch, dtype, DEFAULT.optimizer, flops)
    if depth is not None and (type(depth) is not int or depth < 1):
        raise UsageError(f"depth: expected a whole number from 1 on, got {shown(depth)}")
    analysis = as_analysis(network, input, params, setting)
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
    """How figures come about, as ``cnnstat explain`` shows it: formula, numbers, result and meaning.

    >>> cnnstat.explain("alexnet", "conv1", ["params"]).derivations[0].result
    '34,944'

    Args:
        network: its analysis; or a network or a name, and then also settings as :func:`analyze` takes them.
        layer: a layer or block; the network as a whole when empty.
        quantities: which figures, as "params" or "rf"; all when none is named.

    Returns:
        The derivations. They print as text; notebooks show them with mathematics.

    Raises:
        SpecError, UsageError: as :func:`analyze`; or there is no such layer or quantity, and the text has the nearest.
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
    return explain_analysis(analysis, place, wanted, analysis.setting.flops)


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
        one: a network or a layer in words, as "alexnet", "alexnet@input=224" or "alexnet.conv1"; the path of a YAML
            file, also at a revision of git, "own.yaml@HEAD~1"; a network or its analysis; or layers with letters,
            "conv kernel=3 filters=C", which may stand alone.
        others: the same; in words also in relation to the first, as "conv2" or "@input=224".
        quantities: which figures, as "params"; of networks also "accuracy" and "year", which are cited. The usual ones
            when none is named.
        training, batch, dtype, optimizer, flops: as :func:`analyze` takes them; of no analysis, which has its own.

    Returns:
        A table with a row for each figure; of layers also one for each formula that differs. It prints as text,
        notebooks show it.

    Raises:
        SpecError, UsageError: as :func:`analyze`; or something named does not exist, and the text has the nearest.
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
    return compare_subjects(*sides(one, others, setting), keys=keys, convention=setting.flops)


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
    first, second = sides(one, [two], setting, "diff()")
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
    """The value of a query, as ``cnnstat get`` takes it.

    >>> cnnstat.get("alexnet@input=224.conv1.height")
    54
    >>> cnnstat.get("alexnet.conv1.params / alexnet.params", float)
    0.0005731792275543841

    Args:
        query: a figure ("alexnet.params", "googlenet.3a.macs"), or arithmetic on some.
        kind: what the value is to be: ``int`` for a whole number, ``Fraction`` for any number exactly, ``float`` for
            any number rounded, ``tuple`` for the sides of a shape. Type checkers then know it, and a query that comes
            to something else is an error.

    Returns:
        Without ``kind`` a whole number where it is one, else the exact fraction; of a shape (channels, height, width).

    Raises:
        UsageError: it is no query, or names what does not exist; the text has the nearest names. Or the value is not
            of that kind.
        SpecError: a network's file cannot be read.
    """
    from cnnstat.query import Bench, evaluate, read_query
    from cnnstat.query.evaluate import of_kind

    if not isinstance(query, str):
        raise UsageError(f"expected a query such as 'alexnet.params', got {shown(query)}")
    value = evaluate(read_query(query), Bench()).value
    return value if kind is None else of_kind(value, kind, query)
