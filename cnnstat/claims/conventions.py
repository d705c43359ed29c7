"""All conventions to try for a query: ways of counting, and other settings and networks of the same family."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from cnnstat.analysis import Analysis
from cnnstat.claims.counting import FIXED, Convention
from cnnstat.claims.programs import BESIDE, PROGRAMS
from cnnstat.effort import spend
from cnnstat.errors import CnnstatError
from cnnstat.query.bench import Bench
from cnnstat.query.place import network_of, place_of
from cnnstat.query.syntax import Call, Operation, Query, Reference, references
from cnnstat.query.value import figure_of
from cnnstat.spec import catalog
from cnnstat.spec.document import Spec
from cnnstat.spec.param import written

SIZES = (224, 256)
"""Sides of ImageNet's images after and before cropping, tried besides those of the family's own networks."""
REDUCED = (128, 160, 192, 224)
"""Sides at which papers show smaller networks (Howard et al. 2017, table 7)."""
SMALLEST = {192: SIZES, 96: REDUCED}
"""The sides to try, by the smallest image for which they are tried."""
DETAIL = Fraction(1, 10)
"""A choice that changes parameters and depth by no more than this share makes no other network."""
LIBRARIES = {"torchvision": 2017, "keras": 2015}
"""The years in which libraries of networks came out."""
YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b", re.ASCII)
CLASSES = (10, 100, 1001)
"""CIFAR's two numbers of classes, and ImageNet's with one for the background, as in TensorFlow's models."""
BINARY = {
    False: Convention("unit", "K = 1,024", binary=True),
    True: Convention("unit", "MiB for MB", binary=True),
}
"""What a prefix may mean besides a power of 1,000: of counts, and of sizes in memory."""
LARGE_COUNTS = ("macs", "flops", "connections", "neurons")
"""Quantities that nobody takes for a size in memory, so that a K of 1,024 is tried last."""


def conventions_for(query: Query, bench: Bench) -> Iterator[Convention]:
    """All conventions that may change what a query counts, the most likely first.

    They are yielded one by one, since finding them requires analyses of other networks of the family.
    """
    asked = {reference.path[-1] for reference in references(query) if reference.path}
    large, binary = not asked.isdisjoint(LARGE_COUNTS), BINARY[any(each.endswith("_bytes") for each in asked)]
    keys = keys_in(query, bench)
    keys.update(key for each in FIXED if each.acts_on(keys) for key in each.into)
    fixed = [each for each in FIXED if each.acts_on(keys) and not taken_twice(each, query, bench)]
    yield from (each for each in fixed if each.axis == "weights")
    yield from () if large else [binary]
    yield from (each for each in fixed if each.axis != "weights")
    seen: dict[str, Reference] = {}
    for reference in references(query):
        seen.setdefault(network_of(reference, bench)[0], reference)
    own = {name: each for name, each in seen.items() if bench.known(name)}  # not layers typed in quotes
    for name, reference in own.items():
        yield from of_settings(name, reference, bench, len(seen) > 1)
    yield from [binary._replace(far=True)] if large else ()
    yield from (each for each in PROGRAMS if each.acts_on(keys))
    for name, reference in own.items():
        yield from of_classes(name, reference, bench, len(seen) > 1)


def keys_in(query: Query, bench: Bench) -> set[str]:
    """The figures that a query reads, by the names that they have in tables; a count of layers reads none."""
    match query:
        case Reference():
            return {figure_of(query, bench).key}
        case Operation(left=left, right=right):
            return keys_in(left, bench) | keys_in(right, bench)
        case Call(function=function, arguments=arguments) if function != "count":
            return set().union(*(keys_in(each, bench) for each in arguments))
    return set()


def taken_twice(convention: Convention, query: Query, bench: Bench) -> bool:
    """Whether a query takes away itself what a convention leaves out: ``net.macs - net.fc.macs``."""
    if convention.leaves_out is None:
        return False
    for reference in references(query):
        place, _ = place_of(reference, bench)
        out = {layer.order for layer in convention.leaves_out(place.analysis.layers)}
        if place.path and place.layers and out.issuperset(layer.order for layer in place.layers):
            return True
    return False


def of_classes(name: str, reference: Reference, bench: Bench, several: bool) -> Iterator[Convention]:
    """The same network for the usual numbers of classes."""
    of = f" of {name}" if several else ""
    settings = bench.setup(name, reference.settings).analysis.network.settings
    for count in CLASSES:
        if settings.get("classes") not in (None, count):
            rewrite = setting(name, bench, "classes", str(count))
            yield Convention(f"classes{of}", f"{count:,} classes{of}", rewrite=rewrite, far=True, beside=BESIDE)


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
                          rewrite=network_named(name, bench, sibling(name, other)), since=since(spec, other), far=True)
        for other in spec.names if other != variant
    }  # fmt: skip
    alike = [other for other in siblings if same_weights(sibling(name, other), reference, setup.analysis, bench)]
    yield from (siblings.pop(other)._replace(far=False) for other in alike)
    shortest = min(network.input.height, network.input.width)
    sides = next((sides for least, sides in SMALLEST.items() if shortest >= least), ())
    for size in sorted({*sides, *bench.figure(("sides", name), lambda: sides_of(spec))}) if sides else ():
        if size != network.input.height:
            rewrite = setting(name, bench, "input", str(size))
            yield Convention(f"size{of}", f"input {size}{of}", rewrite=rewrite, far=True)
    for key, _ in reference.settings:
        if key in spec.params:
            default = written(spec.settings(variant, {})[key])
            rewrite = setting(name, bench, key, default)
            yield Convention(f"param {key}{of}", f"{key}={default}{of}", rewrite=rewrite, far=True)
    choices = [
        (key, written(choice), Convention(f"network{of}", f"{key}={written(choice)}{of}",
                                          rewrite=setting(name, bench, key, written(choice))))
        for key, own in network.settings.items() for choice in spec.params[key].choices if choice != own
    ]  # fmt: skip
    named = bench.figure(("named", name), lambda: named_choices(spec, variant)) if choices else ()
    kept = [
        each for key, choice, each in choices
        if (key, choice) not in named and detailed(name, reference, setup.analysis, key, choice, bench)
    ]  # fmt: skip
    yield from kept
    yield from siblings.values()
    yield from (each._replace(far=True) for _, _, each in choices if each not in kept)


def named_choices(spec: Spec, variant: str) -> set[tuple[str, str]]:
    """The params, with their values, of which a single one makes another network of a file out of one.

    What they make is then called by its name.
    """
    spend(len(spec.names) * (1 + len(spec.params)) / 10)
    own = {each: written(value) for each, value in spec.settings(variant, {}).items()}
    found = set()
    for other in spec.names:
        theirs = {each: written(value) for each, value in spec.settings(other, {}).items()}
        differing = [each for each in theirs.items() if own[each[0]] != each[1]]
        if len(differing) == 1:
            found.add(differing[0])
    return found


def detailed(name: str, reference: Reference, analysis: Analysis, key: str, choice: str, bench: Bench) -> bool:
    """Whether a network has about as many parameters and layers with a param chosen otherwise: a detail of it then."""
    try:
        found = bench.setup(name, tuple({**dict(reference.settings), key: choice}.items())).analysis
    except CnnstatError:
        return False  # not every choice goes with the other settings
    pairs = (found.params, analysis.params), (found.depth, analysis.depth)
    return all(abs(one - other) <= DETAIL * other for one, other in pairs)


def since(spec: Spec, name: str) -> int:
    """The year since which there is a network: that of its paper, or of the library whose form it has; 0 if unknown."""
    source = spec.source(name)
    years = [
        year_of(source.get("paper", "")),
        *(year for word, year in LIBRARIES.items() if word in source.get("code", "")),
    ]
    return max(years)


def year_of(text: str) -> int:
    """The latest year in the title of a source, 0 if it has none; the digits of arXiv's numbers are never later."""
    return max(map(int, YEAR.findall(text)), default=0)


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
    spend(len(spec.names) * (1 + len(spec.params)) / 10)
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
