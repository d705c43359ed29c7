"""How the value of a query is computed: the derivation of each figure in it, and the arithmetic between them."""

from __future__ import annotations

from fractions import Fraction

from cnnstat.algebra.notation import decimal
from cnnstat.derivation import explain
from cnnstat.derivation.steps import Addend, Derivation, Explanation, grouped, joined
from cnnstat.quantities import MAC
from cnnstat.query.bench import Bench
from cnnstat.query.evaluate import evaluate, simple
from cnnstat.query.place import place_of
from cnnstat.query.syntax import Call, Number, Operation, Query, Reference, references
from cnnstat.query.value import SIDES, Figure, count_of, figure_of, value_of, whole_of
from cnnstat.text import numbers

STRONG = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}
SIGNS = {"-": "−", "*": "×"}


def explain_query(query: Query, text: str, bench: Bench) -> Explanation:
    """The derivations of a query.

    Args:
        query: the tree of the query.
        text: the query as it was written.
        bench: the source of networks.

    Raises:
        UsageError: for the same reasons as :func:`cnnstat.query.evaluate`.
    """
    found: list[Derivation] = []
    for reference in {each.text: each for each in references(query)}.values():
        if is_counted(query, reference):
            place, _ = place_of(reference, bench)
            names = joined([each.name for each in place.layers])
            result = numbers.grouped(count_of(reference, bench))
            found.append(Derivation("count", f"count({reference.text})", "how many there are", result, remarks=[names]))
        else:
            found += derivations(figure_of(reference, bench), reference.text)
    if not isinstance(query, Reference) and not (isinstance(query, Call) and query.function == "count"):
        result = numbers.value_text(evaluate(query, bench).value)
        filled = written(query, numbers_of(query, bench))
        remarks = [f"{written(query, {})} = {filled}" if filled != result else written(query, {})]
        found.append(Derivation("query", "Query", "arithmetic on these figures", result, remarks=remarks))
    return Explanation(text, "", found, [f"{MAC}. Counts are for one image, bytes for the batch asked for (@batch)."])


def is_counted(query: Query, reference: Reference) -> bool:
    """Whether a reference is inside count(), where it names layers and not a figure."""
    match query:
        case Operation(left=left, right=right):
            return is_counted(left, reference) or is_counted(right, reference)
        case Call(function="count", arguments=arguments):
            return reference in arguments
        case Call(arguments=arguments):
            return any(is_counted(each, reference) for each in arguments)
    return False


def derivations(figure: Figure, text: str) -> list[Derivation]:
    """How one figure is computed, under its name in the query."""
    place, key = figure.place, figure.key
    result = numbers.value_text(simple(value_of(figure)))
    if figure.keyed is not None or place.path == "input" or key == "layers" or (key == "depth" and not place.whole):
        return [Derivation(key, text, figure.meaning, result, remarks=source_of(figure))]
    if place.selector is not None:
        return [Derivation(key, text, figure.meaning, result, addends=addends(figure))]
    path, wanted = place.path, key
    if key in SIDES:
        path, wanted = (place.layers[-1] if not place.whole else place.analysis.last).name, "output_shape"
    underived = place.whole and key in ("output_shape", "jump", "start")
    if underived or key == "input_shape" or (place.layer is None and key.endswith("_share")):
        return [Derivation(key, text, figure.meaning, result)]
    found = explain(place.analysis, path, [wanted]).derivations
    return [each._replace(title=text, result=result) for each in found]


def source_of(figure: Figure) -> list[str]:
    """Where a figure that is not computed comes from."""
    place = figure.place
    if figure.keyed is None:
        return [] if place.path != "input" else ["the size of the image that the network is given"]
    layer = place.layer
    if layer is None or layer.node.position is None:
        return ["said by the spec" if layer is not None else "said by the spec's recipe"]
    return [f"read from the spec, line {layer.node.position.line}; a key left out has its default"]


def addends(figure: Figure) -> list[Addend]:
    """The parts that the selected layers have of a figure."""
    place = figure.place
    layers = [each for each in place.layers if figure.key != "neurons" or place.counts_neurons(each)]
    parts = [(each.name, value_of(figure._replace(place=place.only(each)))) for each in layers]
    return grouped([Addend(name, value) for name, value in parts if isinstance(value, int)])


def numbers_of(query: Query, bench: Bench) -> dict[Query, str]:
    """The values of a query's figures and counts, and its shares as fractions, as texts."""
    found: dict[Query, str] = {}
    for reference in references(query):
        if not is_counted(query, reference):
            figure = figure_of(reference, bench)
            found[reference] = number_text(figure)
            found[Call("share", (reference,))] = f"{number_text(figure)} / {number_text(whole_of(figure))}"
        else:
            found[Call("count", (reference,))] = numbers.grouped(count_of(reference, bench))
    return found


def number_text(figure: Figure) -> str:
    return numbers.value_text(simple(value_of(figure))).removeprefix("≈ ")


def written(query: Query, values: dict[Query, str], around: int = 0) -> str:
    """A query written out, with the given values in place of references."""
    if query in values:
        return values[query]
    match query:
        case Number(value=value):
            return decimal(Fraction(value))
        case Reference():
            return query.text
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(written(each, values) for each in arguments)})"
        case Operation(sign=sign, left=left, right=right):
            strength = STRONG[sign]
            if sign == "-" and left == Number(Fraction(0)):
                return f"−{written(right, values, 3)}"
            own = f"{written(left, values, strength)} {SIGNS.get(sign, sign)} {written(right, values, strength + 1)}"
            return f"({own})" if strength < around else own
    raise AssertionError(query)
