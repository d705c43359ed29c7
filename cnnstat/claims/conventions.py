"""All conventions to try for a query: ways of counting, and other settings and networks of the same family."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cnnstat.analysis import Analysis
from cnnstat.claims.counting import FIXED, Convention
from cnnstat.errors import CnnstatError
from cnnstat.query.bench import Bench
from cnnstat.query.place import network_of
from cnnstat.query.syntax import Query, Reference, references
from cnnstat.spec import catalog
from cnnstat.spec.document import Spec
from cnnstat.spec.param import written

SIZES = (224, 256)
"""Sides of ImageNet's images after and before cropping, tried besides those of the family's own networks."""
REDUCED = (128, 160, 192, 224)
"""Sides at which papers show smaller networks (Howard et al. 2017, table 7)."""
SMALLEST = {192: SIZES, 96: REDUCED}
"""The sides to try, by the smallest image for which they are tried."""
LARGE_COUNTS = ("macs", "flops", "connections", "neurons")
"""Quantities that nobody takes for a size in memory, so that a K of 1,024 is tried last."""


def conventions_for(query: Query, bench: Bench) -> Iterator[Convention]:
    """All conventions that may change what a query counts, the most likely first.

    They are yielded one by one, since finding them requires analyses of other networks of the family.
    """
    large = any(reference.path[-1:] and reference.path[-1] in LARGE_COUNTS for reference in references(query))
    yield from (each for each in FIXED if not (large and each.binary))
    seen: dict[str, Reference] = {}
    for reference in references(query):
        seen.setdefault(network_of(reference, bench)[0], reference)
    for name, reference in seen.items():
        if bench.known(name):  # layers typed in quotes have no settings and no family
            yield from of_settings(name, reference, bench, len(seen) > 1)
    yield from (each for each in FIXED if large and each.binary)


def of_settings(name: str, reference: Reference, bench: Bench, several: bool) -> Iterator[Convention]:
    """Other modes, sizes, params and variants of one of a query's networks."""
    of = f" of {name}" if several else ""
    setup = bench.setup(name, reference.settings)
    network = setup.analysis.network
    spec, variant = bench.spec(name)
    if any(node.auxiliary for node in network.nodes):
        yield Convention(f"heads{of}", f"with the auxiliary heads{of}", rewrite=setting(name, bench, "mode", "train"))
    siblings = {
        other: Convention("network" + of, f"{other} for {name}" if of else other,
                          rewrite=network_named(name, bench, sibling(name, other)))
        for other in spec.names if other != variant
    }  # fmt: skip
    alike = [other for other in siblings if same_weights(sibling(name, other), reference, setup.analysis, bench)]
    yield from (siblings.pop(other) for other in alike)
    shortest = min(network.input.height, network.input.width)
    sides = next((sides for least, sides in SMALLEST.items() if shortest >= least), ())
    for size in sorted({*sides, *sides_of(spec)}) if sides else ():
        if size != network.input.height:
            rewrite = setting(name, bench, "input", str(size))
            yield Convention(f"size{of}", f"input {size}{of}", rewrite=rewrite)
    for key, _ in reference.settings:
        if key in spec.params:
            default = written(spec.settings(variant, {})[key])
            rewrite = setting(name, bench, key, default)
            yield Convention(f"param {key}{of}", f"{key}={default}{of}", rewrite=rewrite)
    yield from siblings.values()
    for key, own in network.settings.items():
        for choice in spec.params[key].choices:
            if choice != own:
                rewrite = setting(name, bench, key, written(choice))
                yield Convention(f"network{of}", f"{key}={written(choice)}{of}", rewrite=rewrite)


def same_weights(other: str, reference: Reference, analysis: Analysis, bench: Bench) -> bool:
    """Whether another network of the family has equally many weights but another image size.

    It is then the same network with sizes rounded differently, and the one that a paper means with that image.
    """
    try:
        found = bench.setup(other, reference.settings).analysis
    except CnnstatError:
        return False  # the other network may not have these params
    return found.network.input != analysis.network.input and found.params == analysis.params


def sides_of(spec: Spec) -> set[int]:
    """The sides of the input images of a file's networks."""
    return {int(spec.input(variant, spec.settings(variant, {}), None).height) for variant in spec.names}


def sibling(name: str, other: str) -> str:
    """The name of another network of the same file, as a person types it."""
    file = name if name.lower().endswith(catalog.FILES) else name.rpartition(":")[0]
    return f"{file}:{other}" if file else other


def setting(name: str, bench: Bench, key: str, value: str) -> Callable[[Reference], Reference]:
    """A rewriting that changes a setting in all references to a network."""

    def rewrite(reference: Reference) -> Reference:
        if network_of(reference, bench)[0] != name:
            return reference
        return reference._replace(settings=tuple({**dict(reference.settings), key: value}.items()))

    return rewrite


def network_named(name: str, bench: Bench, other: str) -> Callable[[Reference], Reference]:
    """A rewriting that puts another network in place of one."""

    def rewrite(reference: Reference) -> Reference:
        own, rest = network_of(reference, bench)
        return reference._replace(network=other, path=rest) if own == name else reference

    return rewrite
