"""Side by side: two layers, two settings, and layers with letters for numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import cnnstat
from cnnstat.algebra.formula import Expression, Name, added, evaluate, names_in, replaced
from cnnstat.algebra.trace import expression_of
from cnnstat.analysis import analyze_network
from cnnstat.comparing import Subject, compare
from cnnstat.comparing.ratio import quotient
from cnnstat.errors import UsageError
from cnnstat.spec.typed import is_line, letters_network

Program = Callable[..., Any]
Accept = Callable[[str, str], str]


def letters(text: str) -> Subject:
    return Subject(text, analyze_network(letters_network(text)))


def cells(one: str, other: str) -> dict[str, list[str]]:
    """The rows of a comparison of two texts, by their first cell."""
    return {row[0]: row[1:] for row in compare(letters(one), letters(other)).texts()}


def test_seven_by_seven_against_three_of_three() -> None:
    rows = cells("conv kernel=7 filters=C bias=false", "3 conv kernel=3 filters=C bias=false")
    assert rows["Params"] == ["49 × C²", "27 × C²", "27 / 49 ≈ 0.5510"]
    assert rows["RF"] == ["7", "7", "same"]
    assert rows["Output"] == ["C×(H − 6)×(W − 6)", "C×(H − 6)×(W − 6)", "same"]


def test_five_by_five_against_two_of_three() -> None:
    rows = cells("conv kernel=5 filters=C bias=false padding=same", "2 conv kernel=3 filters=C bias=false padding=same")
    assert rows["Weights"] == ["25 × C²", "18 × C²", "18 / 25 = 0.72"]
    assert rows["MACs"] == ["25 × H × W × C²", "18 × H × W × C²", "18 / 25 = 0.72"]


def test_depthwise_separable() -> None:
    rows = cells(
        "conv kernel=K filters=N padding=same bias=false",
        "depthwise kernel=K padding=same bias=false; conv kernel=1 filters=N bias=false",
    )
    assert rows["MACs"] == ["H × W × K² × C × N", "H × W × K² × C + H × W × C × N", "1 / N + 1 / K²"]
    assert rows["Params"][-1] == rows["FLOPs"][-1] == "1 / N + 1 / K²"


def test_letters_are_one_on_both_sides() -> None:
    rows = cells("conv kernel=3 filters=N", "conv kernel=3 filters=N stride=M")
    assert rows["Weights"] == ["9 × C × N", "9 × C × N", "same"]
    assert rows["Jump"] == ["1", "M", ""]
    assert cells("conv kernel=K filters=C", "conv kernel=k filters=C")["Weights"][-1] == "k² / K²"


def test_ratios_keep_their_parentheses() -> None:
    rows = cells("conv kernel=3 filters=C bias=false", "conv kernel=3 filters=C bias=false stride=2")
    assert rows["MACs"][-1] == "(⌊(H − 3) / 2⌋ + 1) × (⌊(W − 3) / 2⌋ + 1) / ((H − 2) × (W − 2))"


def alone(line: str, *keys: str) -> list[str]:
    """The figures of a text."""
    return [row[1] for row in compare(letters(line), keys=keys).texts()]


def test_what_same_padding_comes_to() -> None:
    assert alone("conv kernel=K filters=C stride=S padding=same", "output_shape", "start") == [
        "C×⌈H / S⌉×⌈W / S⌉", "(−⌊max(K − (H − 1) mod S − 1, 0) / 2⌋)×(−⌊max(K − (W − 1) mod S − 1, 0) / 2⌋)",
    ]  # fmt: skip
    assert alone("conv kernel=K filters=C padding=same", "start") == ["−⌊(K − 1) / 2⌋"]
    assert alone("conv kernel=3 filters=C padding=same", "start") == ["−1"]


def test_same_padding_is_never_less_than_none() -> None:
    assert alone("conv kernel=1 stride=3 filters=4 padding=same", "start") == ["0"]
    assert alone("input size=H; conv kernel=2 stride=3 filters=4 padding=same", "start") == [
        "−⌊max(1 − (H − 1) mod 3, 0) / 2⌋"
    ]
    # Where the kernel is as long as the stride, there is nothing to choose.
    assert alone("input size=H; conv kernel=3 stride=3 filters=4 padding=same", "start") == [
        "−⌊(2 − (H − 1) mod 3) / 2⌋"
    ]


def test_a_figure_that_is_asked_for_is_shown_where_it_is_0() -> None:
    assert alone("conv kernel=3 filters=4", "start") == ["0"]
    assert alone("conv kernel=3 filters=4 bias=false", "biases", "weights", "ops_add") == ["0", "36 × C", "0"]
    titles = [row[0] for row in compare(letters("conv kernel=3 filters=4 bias=false")).texts()]
    assert "Biases" not in titles
    assert "RF with gates" not in titles


@pytest.mark.parametrize("size", range(1, 14))
@pytest.mark.parametrize(
    "line",
    [
        "conv kernel={K} stride={S} filters=2 padding=same",
        "avgpool kernel={K} stride={S} padding=same",
        "avgpool kernel={K} stride={S} ceil_mode=true",
        "maxpool kernel={K} stride={S} ceil_mode=true padding=1",
        "avgpool kernel={K} stride={S} padding=1 count_include_pad=false",
    ],
)
def test_formulas_in_letters_hold_at_every_size(line: str, size: int) -> None:
    """Whatever branch the letters' own values take, the formula is the figure of numbers (brute force over sizes)."""
    for kernel, stride in ((2, 1), (3, 1), (3, 2), (2, 3), (2, 2), (4, 3)):
        if kernel > size + ("padding=1" in line) * 2 and "same" not in line:
            continue
        text = line.format(K=kernel, S=stride)
        lettered = analyze_network(letters_network(f"input channels=2 size=H; {text}")).last
        plain = analyze_network(letters_network(f"input channels=2 size={size}; {text}")).last
        if at_size(lettered.output.height, size) != plain.output.height:
            # Torch drops a last window that would start behind the map, of which letters do not know.
            assert "ceil_mode" in line
            assert stride > kernel or "padding=1" in line
            continue
        for one, other in (
            *zip(lettered.counts.ops, plain.counts.ops, strict=True),
            (lettered.field.vertical.start, plain.field.vertical.start),
            (lettered.output.height, plain.output.height),
        ):
            assert at_size(one, size) == other, (text, size)


@pytest.mark.parametrize(
    "text",
    [
        "upsample scale=2",
        "upsample scale=3; conv kernel=3 filters=N",
        "conv kernel=2 filters=N stride=2; upsample scale=3x2 mode=bilinear; conv kernel=4 filters=3 padding=same",
        "conv_transpose kernel=4 filters=N stride=2 padding=1; maxpool kernel=3 stride=2",
        "pixel_shuffle factor=2; conv kernel=3 filters=4",
    ],
)
def test_letters_behind_fractions_of_strides(text: str) -> None:
    """Where all windows are of numbers, the formulas are the figures of numbers, and fields are the same."""
    lettered = analyze_network(letters_network(f"input channels=8 height=H width=12; {text}")).last
    for size in range(3, 12):
        numbers = f"input channels=8 height={size} width=12; {text}".replace("=N", "=5")
        plain = analyze_network(letters_network(numbers)).last
        assert lettered.field == plain.field
        for one, other in (
            *zip(lettered.counts.ops, plain.counts.ops, strict=True),
            *zip(lettered.output[:3], plain.output[:3], strict=True),
            (lettered.macs, plain.macs),
            (lettered.params, plain.params),
        ):
            expression = expression_of(one)
            known: dict[Expression, Expression] = {
                name: Name(name.text, {"H": size, "N": 5}[name.text]) for name in names_in(expression)
            }
            assert evaluate(replaced(expression, known)) == other, (text, size)


@pytest.mark.parametrize(
    ("text", "growing", "letters"),
    [
        ("upsample scale=F", "upsample1", "upsample1"),
        ("conv kernel=K filters=2; upsample scale=2", "upsample2", "conv1"),
        ("conv_transpose kernel=3 filters=2 stride=2; global_avgpool", "conv_transpose1", "global_avgpool2"),
        ("upsample size=64x64", "upsample1", "upsample1"),
    ],
)
def test_letters_that_no_field_is_known_for(text: str, growing: str, letters: str) -> None:
    with pytest.raises(UsageError) as caught:
        letters_network(text)
    told = f"behind {growing}, fields are known of windows of numbers only, and that of {letters} has letters"
    assert str(caught.value) == f"{text!r}: {told}"


def at_size(value: int, size: int) -> int:
    """A formula in H for one size."""
    expression = expression_of(value)
    return evaluate(replaced(expression, {name: Name(name.text, size) for name in names_in(expression)}))


def test_several_side_by_side(program: Program, accept: Accept) -> None:
    out = program("explain", "alexnet", "params", "macs", "--compare", "vgg16", "--compare", "resnet50").out
    assert out.splitlines()[:6] == [
        "alexnet, vgg16 and resnet50",
        "",
        "Figure      alexnet           vgg16       resnet50  vgg16 / alexnet  resnet50 / alexnet",
        "───────────────────────────────────────────────────────────────────────────────────────",
        "Params   60,965,224     138,357,544     25,557,032          ≈ 2.269            ≈ 0.4192",
        "MACs    724,406,816  15,470,264,320  3,857,973,248          ≈ 21.36             ≈ 5.326",
    ]
    out = program(
        *("explain", "input channels=8 size=16; conv kernel=7 filters=8", "weights", "rf"),
        *("--compare", "3 conv kernel=3 filters=8", "--compare", "2 conv kernel=5 filters=8"),
    ).out
    assert out == accept("explain/compare-three.txt", out)
    refused = program("explain", "alexnet", "conv1", "--compare", "conv2", "--compare", "conv9")
    assert refused.code == 2
    assert refused.err.startswith("cnnstat: 'conv9': there is no network 'conv9'; ")


@pytest.mark.parametrize("value", [{"C": 5}, {"C": 64}])
def test_letters_are_what_the_analyzer_says_of_numbers(value: dict[str, int], tmp_path: Any) -> None:
    """The formulas, evaluated, against an analysis of the same layers with numbers in place of the letters."""
    text = "conv kernel=3 filters=N padding=1; relu; depthwise kernel=5; maxpool kernel=2; conv kernel=1 filters=C"
    analysis = analyze_network(letters_network(text))
    numbers = {"C": value["C"], "H": 40, "W": 24, "N": 7}
    lines = [each.replace("=", ": ").replace(" ", ", ", 1) for each in text.split("; ")]
    for name, number in numbers.items():
        lines = [each.replace(f": {name}", f": {number}") for each in lines]
    lines = [each.replace(" kernel", ", kernel") if ", kernel" not in each else each for each in lines]
    body = "".join(f"  - {{type: {spaced(each)}}}\n" for each in lines)
    path = tmp_path / "net.yaml"
    path.write_text(f"input: {{channels: {numbers['C']}, height: 40, width: 24}}\nlayers:\n{body}")
    plain = cnnstat.analyze(path)
    from cnnstat.algebra.formula import Name, evaluate, replaced
    from cnnstat.algebra.trace import expression_of

    def at(value: int) -> int:
        expression = expression_of(value)
        known: dict[Expression, Expression] = {
            name: Name(name.text, numbers[name.text]) for name in letters_in(expression)
        }
        return evaluate(replaced(expression, known))

    assert at(analysis.params) == plain.params
    assert at(analysis.macs) == plain.macs
    assert at(analysis.connections) == plain.connections
    assert [at(side) for side in analysis.output[:3]] == list(plain.output[:3])


def letters_in(expression: Any) -> Any:
    from cnnstat.algebra.formula import names_in

    return names_in(expression)


def spaced(line: str) -> str:
    """``conv, kernel: 3 filters: 7`` with commas between all keys."""
    words = line.replace(",", "").replace(": ", ":").split()
    return ", ".join([words[0], *(word.replace(":", ": ") for word in words[1:])])


def test_settings_and_layers_side_by_side(program: Program, accept: Accept) -> None:
    for name, arguments in (
        ("alexnet-conv1-224", ["alexnet", "conv1", "--compare", "@input=224"]),
        ("alexnet-conv1-conv2", ["alexnet", "conv1", "--compare", "conv2"]),
        ("mobilenet-width", ["mobilenet_v1", "--compare", "@width=0.5"]),
        ("alexnet-vgg16", ["alexnet", "conv1", "rf", "params", "--compare", "vgg16.conv1_1"]),
        ("separable", [
            "conv kernel=K filters=N padding=same bias=false", "--compare",
            "depthwise kernel=K padding=same bias=false; conv kernel=1 filters=N bias=false",
        ]),
        ("alone", ["conv kernel=5 filters=C"]),
    ):  # fmt: skip
        result = program("explain", *arguments)
        assert (result.code, result.err) == (0, "")
        assert result.out == accept(f"explain/compare-{name}.txt", result.out)
    markdown = program("explain", "alexnet", "conv1", "--compare", "@input=224", "-f", "markdown")
    assert "| 96×55×55" in markdown.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["alexnet", "conv1", "--compare", "conv9"], "'conv9': there is no network 'conv9'; "),
        (["alexnet", "conv1", "--compare", "vgg16.conv9"], "vgg16 has no layer 'conv9'; did you mean 'conv5_3'?"),
        (["alexnet", "conv1", "--compare", "@input"], "query \"'alexnet'@input\", column 11: expected settings as @"),
        (["alexnet", "conv1", "--compare", "@groops=1"], "alexnet has no param 'groops'; did you mean 'groups'?"),
        (["alexnet", "--compare", "@input=10"], ""),
        (["conv kernel=3 filters=C", "--compare", "alexnet"], "--compare: layers compare with layers, as "),
        (["conv kernl=3"], "'conv kernl=3': unknown key 'kernl'; did you mean 'kernel'?"),
        (["3 conv kernel"], "'3 conv kernel': expected layers as in "),
        (["0 conv kernel=3"], "expected layers as in "),
        (["relu; lnear features=3"], "'lnear features=3': there is no layer type 'lnear'; did you mean 'linear'?"),
        (["conv kernel=3 filters=C; input size=3"], "'input size=3': the input stands first, and once"),
        (["input sise=3; conv kernel=3 filters=C"], "'input sise=3': unknown key 'sise'; did you mean 'size'?"),
        (["conv kernel={3} filters=C"], "'conv kernel={3} filters=C': expected layers as in "),
        (["input size=9; conv kernel=10 filters=C"], "'input size=9; conv kernel=10 filters=C': conv1 (conv): "),
        (["alexnet", "conv1", "depth", "--compare", "@input=224"], "depth cannot be compared; what can be are "),
        (["alexnet", "conv1", "memory", "--compare", "conv2"], "weight_bytes cannot be compared; what can be are "),
        (["alexnet", "name", "--compare", "vgg16"], "name cannot be compared; what can be are input_shape, "),
        (["conv kernel=3 filters=C", "name"], "name cannot be compared; what can be are "),
        (["alexnet", "--compare", "conv1 + conv2"], "--compare: expected one layer or network, got 'conv1 + conv2'"),
        (["alexnet", "--compare", ""], "--compare: expected a layer, @input=224, vgg16.conv1_1 or layers, got nothing"),
        (["alexnet", "--compare", "@input=9,input=8"], "query \"'alexnet'@input=9,input=8\", column 26: input is "),
        (["conv kernel=3 filters=C", "--input", "3"], "--input and --set concern networks; layers may begin with "),
        (["conv kernel=3 filters=C-0.5"], "'conv kernel=3 filters=C-0.5': 'filters=C-0.5': letters take part in "),
        (["conv kernel=3 kernel=5 filters=C"], "'conv kernel=3 kernel=5 filters=C': kernel is given twice"),
        (["conv type=maxpool kernel=3"], "'conv type=maxpool kernel=3': unknown key 'type'"),
        (["adaptive_avgpool size=7"], "'adaptive_avgpool size=7': the windows of adaptive_avgpool follow no formula "),
        (["² conv kernel=3 filters=C"], "there is no network '² conv kernel=3 filters=C'"),
    ],
)  # fmt: skip
def test_refusals(arguments: list[str], message: str, program: Program) -> None:
    result = program("explain", *arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"cnnstat: {message}"), result.err
    assert result.err.count("\n") == 1


def test_what_is_a_line_and_what_a_name() -> None:
    assert is_line("conv kernel=3")
    assert is_line("3 conv kernel=3")
    assert is_line("relu; conv kernel=3 filters=2")
    assert not is_line("alexnet")
    assert not is_line("conv")
    assert not is_line("conv.yaml")
    with pytest.raises(UsageError):
        letters_network("input size=3")


def test_so_many_layers_may_be_typed() -> None:
    assert len(letters_network("999 conv kernel=1 filters=C; conv kernel=1 filters=C")) == 1000
    with pytest.raises(UsageError, match=r"': more than 1,000 layers; a spec in a file may have more$"):
        letters_network("1000 conv kernel=1 filters=C; conv kernel=1 filters=C")


def test_so_many_letters_may_be_typed() -> None:
    """Sides are sums of all letters before them, and each layer has its own."""
    layers = [f"conv kernel=3 padding={chr(ord('a') + at)} filters=4" for at in range(24)]
    assert len(letters_network("; ".join(layers[:23]))) == 23  # and C, H, W
    with pytest.raises(UsageError, match=r"': more than 26 letters; formulas hold sums and products of them all$"):
        letters_network("; ".join(layers))


def test_a_ratio_of_many_terms_is_left_out() -> None:
    """Up to 40 signs a sum of fractions is shown; a longer one says less than its two sides."""
    for length, shown in ((40, True), (41, False)):
        names = ("a" * 20, "b" * (length - 20 - len(" + ")))
        first, second = (Name(name, 3, letter=True) for name in names)
        top = added(first, second)
        assert quotient(top, 1) == (" + ".join(names) if shown else "")


@pytest.mark.parametrize("words", [("a", "b"), ("b", "a"), ("a", "@input=9")])
def test_a_layer_of_training_only_is_refused_in_words(
    words: tuple[str, str], program: Program, write_spec: Callable[[str], Any]
) -> None:
    path = write_spec(
        "input: {channels: 1, size: 8}\n"
        "layers:\n  - {name: a, type: relu, auxiliary: true}\n  - {name: b, type: relu}\n"
    )
    result = program("explain", str(path), words[0], "--compare", words[1])
    assert (result.code, result.err) == (2, "cnnstat: a exists in training only; --mode train shows it\n")
    assert program("explain", str(path), words[0], "--compare", words[1], "--mode", "train").code == 0
