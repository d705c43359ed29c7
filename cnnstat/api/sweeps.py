"""A network at many settings."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cnnstat.analysis.setting import DEFAULT
from cnnstat.api.arguments import Name, setting_of, words_of
from cnnstat.errors import UsageError, shown
from cnnstat.spec.param import exact

if TYPE_CHECKING:
    from cnnstat.sweeping.swept import Swept


def sweep(
    network: Name,
    values: Mapping[str, Iterable[Any]],
    figures: Iterable[str] = (),
    *,
    training: bool = DEFAULT.training,
    batch: int = DEFAULT.batch,
    dtype: str = DEFAULT.dtype,
    optimizer: str = DEFAULT.optimizer,
    flops: str = DEFAULT.flops,
    jobs: int = 1,
) -> Swept:
    """The figures of a network at all combinations of some values of its params.

    >>> found = cnnstat.sweep("mobilenet_v2", {"width": [0.5, 1], "input": [160, 224]}, ["macs"])
    >>> found.columns["macs"]
    [50184000, 97131840, 154083200, 300774272]

    It depends on its arguments alone, so that a cluster can work on a large sweep piece by piece.

    Args:
        network: the name of a network of the catalog, or the path of a file.
        values: for each param that is set, its values; ``input`` is the side of the image in pixels. Fractions are
            taken as they are written: 0.1 is one tenth.
        figures: keys of figures of a network, as "macs" or "peak_bytes"; by default params, macs, peak_bytes and rf.
        training, batch, dtype, optimizer, flops: as in :func:`analyze`.
        jobs: how many processes may work where it takes long; 0 for one on each core. With more than one, a script
            needs ``if __name__ == "__main__":``, as everywhere that Python starts processes.

    Returns:
        The figures by key, with an entry for each setting in order, of which the last param changes fastest; None where
        the network does not run. ``to_pandas()`` gives a DataFrame.

    Raises:
        SpecError, UsageError: the network, a param or a figure does not exist, a param does not take a value, or the
            network runs at none of the settings.
    """
    from cnnstat.sweeping.sweep import sweep as run
    from cnnstat.sweeping.swept import Work, keys_of

    if not isinstance(network, str | os.PathLike):
        raise UsageError(f"expected the name of a network or a path, got {shown(network)}")
    if not isinstance(values, Mapping) or not values:
        raise UsageError(f"values: expected a mapping from params to their values, got {shown(values)}")
    if type(jobs) is not int or jobs < 0:
        raise UsageError(f"jobs: expected a whole number from 0 on, got {shown(jobs)}")
    axes = {name: [exact(value, name) for value in items_of(each, name)] for name, each in values.items()}
    setting = setting_of({}, training, batch, dtype, optimizer, flops)
    work = Work(str(os.fspath(network)), tuple(axes), keys_of(words_of(figures, "figures")), setting)
    return run(work, axes, jobs)


def items_of(values: object, name: str) -> list[Any]:
    """The values of a param as a list."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise UsageError(f"{name}: expected a list of values, got {shown(values)}")
    return list(values)
