"""Bounds of what is read, each with a case on either side: of words between, of small figures, of rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstat.documents.patch import anchors
from cnnstat.documents.reading import about
from cnnstat.documents.reading.about import is_changed, is_title, related
from cnnstat.documents.reading.cells import Cell, labelled, notations, only
from cnnstat.documents.reading.claim import Claim
from cnnstat.documents.reading.given import width_of
from cnnstat.documents.reading.headings import Said, group_of, repeating, said_by, unit_of
from cnnstat.documents.reading.implied import named, unit_of_column
from cnnstat.documents.reading.inherited import firmness, inherits
from cnnstat.documents.reading.members import configured, members
from cnnstat.documents.reading.names import Mention, coordinated, mentions
from cnnstat.documents.reading.prose import Prose
from cnnstat.documents.reading.shown import shown
from cnnstat.documents.reading.stated import of_row
from cnnstat.documents.reading.tokens import LONGEST, Part, sentences
from cnnstat.documents.reading.topic import Context, Topic, is_name, topic_of
from cnnstat.printed import read_figure
from cnnstat.query import Bench

BENCH = Bench()


def claim(key: str, **more: object) -> Claim:
    return Claim(0, 2, None, key, None, **more)  # type: ignore[arg-type]


def inherited(own: Claim, printed: str, topic: Topic, text: str = "61 of them") -> bool:
    return inherits(own, topic, read_figure(printed), text, (0, len(text)))


NEAR, FARTHER = Topic(("alexnet",), exact=True), Topic(("alexnet",), exact=True, near=False)
FAR = Topic(("alexnet",), exact=True, far=True)


@pytest.mark.parametrize(
    ("key", "printed", "topic", "part", "expected"),
    [
        ("params", "1000", FARTHER, None, True),
        ("params", "999", FARTHER, None, False),
        ("kernel", "1000×1000", FARTHER, None, False),
        ("kernel", "11×11×11", FARTHER, None, True),
        ("kernel", "7×7", FAR, None, False),
        ("kernel", "5×10", FAR, None, True),
        ("kernel", "5×10", NEAR, None, True),
        ("kernel", "7×7", NEAR, None, True),
        ("kernel", "7×7", FAR, Part("pool"), True),
        ("kernel", "7×7", FAR, Part("conv", many=0), False),
        ("kernel", "7×7", FAR, Part("conv"), True),
        ("stride", "10", Topic(("alexnet",)), None, True),
        ("stride", "9", Topic(("alexnet",)), None, False),
        ("stride", "9", NEAR, None, True),
        ("stride", "9", Topic(("alexnet",)), Part("conv"), True),
        ("params", "9", Topic(("alexnet",)), None, True),
        ("count", "5", FAR, None, False),
        ("count", "5", NEAR, None, True),
        ("output", "6×6", Topic(("vgg16", "vgg19")), None, False),
        ("input", "6×6", Topic(("vgg16", "vgg19")), None, True),
        ("kernel", "9×9", Topic(("vgg16", "vgg19")), None, True),
        ("output", "6×6×3", Topic(("vgg16", "vgg19")), None, True),
    ],
)
def test_which_figures_may_be_of_the_network_spoken_of(
    key: str, printed: str, topic: Topic, part: Part | None, expected: bool
) -> None:
    assert inherited(claim(key, part=part), printed, topic) == expected


def test_words_of_the_sentence_that_say_whose_a_figure_is() -> None:
    assert not inherited(claim("classes"), "1000", NEAR)
    assert inherited(claim("classes"), "1000", NEAR._replace(spoken=True))
    for many, expected in ((38, True), (39, False)):  # the word ends forty characters behind the figure
        assert inherited(claim("classes"), "1000", NEAR, f"61{' ' * many}출력") == expected
    assert not inherited(claim("classes"), "1000", NEAR._replace(spoken=True), "61 of CIFAR-10")
    assert not inherited(claim("kernel"), "3×3", NEAR, "61 is typical")
    assert inherited(claim("params"), "3000", NEAR, "61 is typical")
    assert inherited(claim("params"), "3000", NEAR, "x")
    assert not inherits(claim("params")._replace(start=9, end=11), NEAR, read_figure("5000"), "suppose  61", (0, 11))
    assert inherited(claim("params"), "9", FARTHER, "Layers: 9")  # a record of one line
    assert inherited(claim("params"), "9", FARTHER, f"{'x' * 40}: 9")
    assert not inherited(claim("params"), "9", FARTHER, f"{'x' * 41}: 9")


def test_how_sure_it_is_what_a_figure_counts() -> None:
    own = Mention(0, 7, ("alexnet",))
    sure = Claim(0, 2, None, "params", own)  # type: ignore[arg-type]

    def firm(
        claim: Claim, topic: Topic = NEAR, text: str = "61 is it", start: int = 0, network: str = "alexnet"
    ) -> int:
        return firmness(claim, topic, text, start, network)

    assert firm(sure) == 2
    assert firm(sure._replace(firm=False)) == 1
    assert firm(sure._replace(changed="changed")) == 0
    assert firm(sure._replace(key="bytes")) == firm(sure._replace(key="activations")) == 1
    assert firm(sure._replace(key="bytes", changed="changed")) == 0
    assert firm(sure._replace(key="kernel")) == 0
    assert firm(sure._replace(network=own._replace(exact=False))) == 0
    assert firm(sure._replace(network=None)) == 2
    assert firm(sure._replace(network=None), NEAR._replace(exact=False)) == 0
    for topic in (NEAR._replace(spoken=True), NEAR._replace(loose=True)):
        assert firm(sure._replace(network=None), topic) == 1
        assert firm(sure._replace(network=None), topic, "its 61 are") == 2
        assert firm(sure, topic) == 2
    for many, expected in ((55, 0), (56, 2)):  # MNIST ends sixty characters behind the figure
        assert firm(sure, text=f"61{' ' * many}MNIST") == expected
    assert firm(sure, text="61 for MNIST", network="lenet5") == 2
    assert firm(sure, text="MNIST: 61", start=6) == 2
    assert firm(sure._replace(end=11), text="4096 × 9216") == 0
    assert firm(sure._replace(end=10), text="1.3 × 10^6") == 2
    assert firm(sure._replace(end=11, key="bytes"), text="4096 × 9216") == 1


def test_the_network_that_a_text_speaks_of() -> None:
    vgg, sixteen, alexnet = (Mention(0, 1, each) for each in (("vgg16", "vgg19"), ("vgg16",), ("alexnet",)))
    other = Mention(0, 1, ())
    assert topic_of([]) is None
    assert topic_of([alexnet]) == Topic(("alexnet",), True)
    assert topic_of([alexnet, alexnet._replace(exact=False)]) == Topic(("alexnet",), False)
    assert topic_of([alexnet, sixteen]) == Topic(("alexnet",), False, several=True)
    assert topic_of([vgg, sixteen]) == topic_of([sixteen, vgg]) == Topic(("vgg16",), True)
    assert topic_of([vgg, alexnet]) == Topic(("vgg16", "vgg19"), False, several=True)
    assert topic_of([sixteen, alexnet._replace(object=True)]) == Topic(("vgg16",), True)
    assert topic_of([alexnet._replace(object=True)]) == Topic(("alexnet",), True)
    assert topic_of([other]) == Topic((), True)
    assert topic_of([sixteen, vgg, Mention(0, 1, ("vgg11", "vgg13"))]) == Topic(("vgg16",), False, several=True)
    assert is_name("**AlexNet (2012)**", [Mention(2, 9, ("alexnet",))])
    assert not is_name("AlexNet is", [Mention(0, 7, ("alexnet",))])
    assert not is_name("AlexNet", [Mention(0, 7, ())])
    assert not is_name("AlexNet", [Mention(0, 7, ("alexnet",), object=True)])
    assert not is_name("AlexNet AlexNet", [Mention(0, 7, ("alexnet",))] * 2)


def test_what_was_spoken_of_in_headings_items_and_paragraphs() -> None:
    one, two, three = (Topic((name,), True) for name in ("alexnet", "vgg16", "nin"))
    own = Context()
    assert own.topic() == Topic()
    assert (own.quantity, own.other, own.data, own.label, own.numbered) == ("", False, False, "", False)
    own.heading(1, one, "params", "AlexNet for MNIST")
    assert (own.topic(), own.quantity, own.data) == (one, "params", True)
    own.heading(2, None, "", "Layers")
    assert (own.topic(), own.quantity, own.data) == (one, "params", True)
    own.heading(2, Topic(), "macs", "Another of ImageNet")
    assert (own.topic(), own.quantity, own.data, own.other) == (Topic(), "macs", False, True)
    own.heading(2, two, "", "VGG")
    assert (own.topic(), own.quantity, own.other, len(own.headings)) == (two, "params", False, 2)
    own.items = [(1, one), (2, three)]
    assert own.topic() == three
    own.enter(3)
    assert own.topic() == three
    own.enter(2)
    assert own.topic() == one
    own.enter(1)
    assert own.topic() == two
    own.paragraph = three
    assert own.topic() == three
    own.paragraph = three._replace(several=True)
    assert own.topic() == two
    own.lead(2, one)
    assert own.items == [(1.5, one)]
    own.lead(2, three)
    assert own.items == [(1.5, three)]
    own.lead(3, one)
    assert own.items == [(1.5, three), (2.5, one)]
    assert own.below(1, "Layer C1:")
    assert not own.below(1, "Words")
    assert own.label == "Layer C1:"
    own.enter(2)
    assert own.label == "Layer C1:"
    own.enter(1)
    assert own.label == ""


def test_numbered_lines_that_are_headings() -> None:
    one, two, three = (Topic((name,), True) for name in ("alexnet", "vgg16", "nin"))
    own = Context()
    own.heading(1, one, "", "AlexNet")
    own.heading(2, two, "", "VGG")
    own.number("1.", one, "", "1. AlexNet")
    own.number("a)", two, "", "a) VGG")
    assert [each.level for each in own.headings] == [1, 2, 7, 8]
    assert own.numbered
    own.turn("1.", three)
    assert own.topic() == two
    own.turn("a)", two)
    own.turn("a)", three._replace(several=True))
    assert own.topic() == two
    own.turn("a)", three)
    assert own.headings[-1].topic == Topic()
    own.about = three._replace(far=True)
    assert own.topic() == own.about
    own.about, own.before = Topic(), one
    assert own.topic() == one._replace(exact=False, near=False)
    own.number("1.", three, "", "1. NIN")
    assert [each.level for each in own.headings] == [1, 2, 7]
    assert own.around() == [three]


def test_what_a_document_is_about() -> None:
    alexnet, vgg, other = Mention(0, 7, ("alexnet",)), Mention(9, 12, ("vgg16",)), Mention(20, 22, ())

    def of(every: Sequence[Mention], text: str = "AlexNet, VGG") -> tuple[str, ...]:
        return about.about([text], [every]).networks

    assert of([]) == of([other]) == ()
    assert of([alexnet] * 3 + [vgg] * 2) == ("alexnet",)
    assert of([vgg, vgg, alexnet, alexnet, alexnet]) == ("alexnet",)
    assert of([vgg] * 3 + [alexnet] * 4) == ()  # less than three of five
    assert of([alexnet] * 4 + [vgg] * 3 + [Mention(0, 3, ("nin",))] * 2) == ("alexnet",)  # the first, and 4 of 9
    assert of([alexnet] * 4 + [vgg] * 3 + [Mention(0, 3, ("nin",))] * 3) == ("alexnet",)
    assert of([alexnet] * 4 + [vgg] * 3 + [Mention(0, 3, ("nin",))] * 3 + [other]) == ()
    assert of([alexnet] * 3 + [vgg] * 2 + [other] * 7, "# AlexNet, VGG") == ("alexnet",)
    assert of([alexnet] * 3 + [vgg] * 3 + [other] * 7, "# AlexNet, VGG") == ()
    assert related(("vgg16", "vgg19"), ("vgg16",))
    assert related(("vgg16",), ("vgg11", "vgg16"))
    assert related(("vgg16", "vgg19"), ("vgg19", "vgg11"))
    assert not related(("vgg16", "vgg19"), ("vgg13", "vgg11"))
    assert about.about(["a"], [[alexnet]]).far


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# AlexNet", True),
        ("#### AlexNet", False),
        ("title: AlexNet", True),
        ("AlexNet\n===\n", True),
        ("AlexNet\n==", False),
        ("x\n# AlexNet", True),
        ("# x\nAlexNet", False),
        ("\\section{AlexNet", True),
        ("<h1>AlexNet", True),
        ("---\nAlexNet\n---", False),
        ("<h3>AlexNet", False),
        ("**Paper**: AlexNet", True),
    ],
)
def test_titles(text: str, expected: bool) -> None:
    assert is_title(text, Mention(text.index("AlexNet"), len(text), ("alexnet",))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("num_classes=10", False),
        ("num_classes = 100, n_classes=1000, classes=1001", False),
        ("num_classes=11", True),
        ("num_classes=9", True),
        ("num_classes=99", True),
        ("classes=101", True),
        ("classes=999", True),
        ("classes=1002", True),
        ("Dense(5, activation='softmax')", True),
        ("Dense(10, activation='softmax')", False),
        ("Dense(5)", False),
        ("", False),
    ],
)
def test_other_numbers_of_classes(text: str, expected: bool) -> None:
    assert is_changed([text]) == is_changed(["x", text]) == expected


def test_widths_around_a_figure() -> None:
    for text, expected in (
        ("with α=0.5 it has @", "0.5"),
        ("α=0.5, α=0.75: @", "0.75"),
        ("@ with α=0.5", "0.5"),
        ("@; α=0.5", ""),
        ("@, 3M for α=0.5", ""),
        ("@", ""),
        ("α=0.5. @", ""),
        ("α=5 @", ""),
        ("a width multiplier of 1 @", "1"),
    ):
        at = text.index("@")
        begin = text.rfind(". ") + 2 if ". " in text else 0
        found = width_of(text, (begin, len(text)), at, at + 1)
        assert found == ({"width": expected} if expected else {}), text


def cells(*texts: str) -> list[Cell]:
    found = []
    for text in texts:
        own = shown(text, 0, len(text), "markdown")
        found.append(Cell(own, coordinated(mentions(own.text, BENCH, {}), own.text)))
    return found


def test_first_columns_that_only_number_the_rows() -> None:
    def of(*rows: str, head: int = 1) -> list[str]:
        found = labelled([cells(*each.split(" | ")) for each in rows], head)
        return [" | ".join(cell.text.text for cell in row) for row in found]

    assert of("# | Layer | Size", "1 | conv | 3", "2 | fc | 4") == ["Layer | Size", "conv | 3", "fc | 4"]
    assert of("# | Layer | Size", "1. | conv | 3", "2) | fc | 4")[0] == "Layer | Size"
    assert of("# | Layer | Size", "7 | conv | 3", "8 | fc | 4")[0] == "Layer | Size"
    assert of("# | Layer | Size", "✓ | conv | 3", "- | fc | 4")[0] == "Layer | Size"
    assert of("# | Layer | Size", "1 | conv | 3", "Total | fc | 4") == ["Layer | Size", "conv | 3", "Total | 4"]
    for same in (
        ("# | Layer | Size", "1 | conv | 3"),
        ("# | Layer", "1 | conv", "2 | fc"),
        ("# | Layer | Size", "1 | conv | 3", "3 | fc | 4"),
        ("# | Layer | Size", "1 | 5 | 3", "2 | fc | 4"),
        ("Depth | Layer | Size", "1 | conv | 3", "2 | fc | 4"),
        ("# | Layer | Size", "a | conv | 3", "b | fc | 4"),
    ):
        assert of(*same) == [*same]


def test_cells_that_are_nothing_but_a_network() -> None:
    for text, expected in (
        ("AlexNet", True),
        ("AlexNet (2012)", True),
        ("AlexNet [5]", True),
        ("our AlexNet", False),
        ("AlexNet small", False),
        ("the original AlexNet", True),
        ("AlexNet AlexNet", True),
        ("AlexNet VGG-16", False),
        ("VGG-16 (Very Deep Networks of VGG-16 and AlexNet)", True),
        ("VGG-16 (Very Deep Networks) small", False),
    ):
        assert only(cells(text)[0]) == expected, text


def test_short_notations_of_sizes() -> None:
    for text, expected in (
        ("96 @ 11×11", ["96 filters", "11×11 kernel"]),
        ("7×7/2", ["7×7 kernel", "2 stride"]),
        ("conv / s2", ["2 stride"]),
        ("K=96, F=11, S=4, P=0", ["96 filters", "11 kernel", "4 stride", "0 padding"]),
        ("conv3-64", ["3 kernel", "64 filters"]),
        ("FC-4096", ["4096 neurons"]),
        ("112²×32", ["112²×32 "]),
        ("conv (3×3)", ["3×3 kernel"]),
        ("3×3 max pool", ["3×3 kernel"]),
        ("K=9", []),
        ("conv3-6", []),
        ("FC-10", []),
        (f"{'x' * 115} S=45", ["45 stride"]),
        (f"{'x' * 117} S=4", []),
    ):
        assert [f"{text[first:last].strip()} {key}" for first, last, key in notations(text)] == expected, text


def test_units_that_a_column_leaves_out() -> None:
    names = ("AlexNet", "VGG-16", "GoogLeNet", "ResNet-50")
    right = {"params": (60.97, 138.4, 7.0, 25.6), "macs": (0.71, 15.5, 1.6, 4.1), "flops": (1.4, 30.9, 3.2, 8.2)}

    def unit(key: str, *numbers: object) -> str:
        rows = [cells(name, f"{number}") for name, number in zip(names, numbers, strict=False)]
        return unit_of_column(key, [*named(Prose(BENCH, {}), rows)], 1)

    for key, numbers in right.items():
        assert unit(key, *numbers) == ("M" if key == "params" else "G")
        assert unit(key, *(f"{1000 * each:g}" for each in numbers)) == ("" if key == "params" else "M")
        assert unit(key, *numbers[:2]) == unit(key, *(5 * each for each in numbers)) == ""
    thousands = [cells("GoogLeNet", "6998") for _ in range(3)]
    assert unit_of_column("params", [*named(Prose(BENCH, {}), thousands)], 1) == "K"
    assert unit_of_column("params", [*named(Prose(BENCH, {}), thousands[:1] * 3)], 1) == ""  # one that spans three rows
    assert unit("params", *right["params"][:3]) == "M"
    assert unit("params", *right["params"][:3], 5) == "M"  # three of four
    assert unit("params", *right["params"][:2], 1, 5) == ""
    exact = (60.965224, 138.357544, 6.9983)
    assert unit("params", *(f"{each * 1.29:.4f}" for each in exact)) == "M"
    assert unit("params", *(f"{each / 1.29:.4f}" for each in exact)) == "M"
    assert unit("params", *(f"{each * 1.31:.4f}" for each in exact)) == ""
    assert unit("params", *(f"{each / 1.31:.4f}" for each in exact)) == ""
    assert unit("flops", *right["macs"]) == unit("flops", *right["flops"]) == "G"
    assert unit("flops", *(each * 2.7 for each in right["macs"])) == ""
    assert unit("depth", 8, 16, 22, 50) == unit("params", "61M", "138M", "7M") == unit("params", 0, 0, 0) == ""
    assert unit_of_column("params", [*named(Prose(BENCH, {}), [cells("AlexNet")] * 4)], 1) == ""


def test_members_of_a_family_in_columns() -> None:
    reader = Prose(BENCH, {})
    resnet, vgg = Topic(("resnet50",), True), Topic(("vgg16",), True)

    def of(topic: Topic, titles: Sequence[str], *rows: Sequence[str]) -> tuple[list[str], bool]:
        found, lettered = members(reader, topic, titles, [cells(*titles), *(cells(*row) for row in rows)])
        return [each.networks[0] if each else "" for each in found], lettered

    assert of(resnet, ["layer", "18-layer", "34 layers", "51-layer"]) == (["", "resnet18", "resnet34", ""], False)
    assert of(resnet, ["layer", "18-layer", "x"]) == (["", "", ""], False)
    assert of(Topic(), ["layer", "18-layer", "34-layer"]) == (["", "", ""], False)
    letters = ["ConvNet", "A", "B", "C", "D", "E"]
    named = (["", "vgg11", "vgg13", "vgg16-c", "vgg16", "vgg19"], True)
    assert of(vgg, letters) == of(vgg, ["x"] * 6, letters) == of(vgg, ["x"] * 6, ["y"] * 6, letters) == named
    assert of(vgg, ["x"] * 6, ["y"] * 6, ["z"] * 6, letters) == ([""] * 6, False)
    assert of(vgg, ["x", "B", "C", "D"])[1] is False
    columns = [None, Mention(0, 0, ("vgg11",))]
    good = [cells("a", each) for each in ("conv3-64", "conv3-128", "conv3-256 conv3-256", "FC-4096", "FC-4096 FC-1000")]
    found = configured(reader, columns, good)
    assert [each.queries[0] for own in found.values() for each in own] == [
        f"vgg11.{each}"
        for each in (
            "conv1_1.kernel",
            "conv1_1.filters",
            "conv2_1.kernel",
            "conv2_1.filters",
            "conv3_1.kernel",
            "conv3_1.filters",
            "conv3_2.kernel",
            "conv3_2.filters",
            "fc6.neurons",
            "fc7.neurons",
            "fc8.neurons",
        )
    ]
    assert configured(reader, columns, [cells("a", "conv3-64"), cells("a", "conv3-64")]) == {}
    assert configured(reader, columns, [cells("a", "x")]) == {}
    assert configured(reader, [None, None], good) == {}


def test_what_headings_say() -> None:
    assert said_by("Params (M)") == Said("params", "M")
    assert said_by(f"Params{' ' * 114}") == Said("params")
    assert said_by(f"Params{' ' * 115}") == Said()
    assert said_by("MACs (GFLOPs)").key == "macs"
    assert said_by("Kernel size / stride").key == "kernel"
    assert said_by("Params and MACs") == said_by("") == Said()
    assert said_by("Outputs").key == "output"
    assert said_by("Conv params") == Said("params", "", Part("conv"))
    assert group_of("Conv total") == Part("conv")
    assert group_of(f"Conv total{' ' * 50}") == Part("conv")
    assert group_of(f"Conv total{' ' * 51}") is None
    for title, unit in (
        ("Params (M)", "M"),
        ("Params (millions)", " million"),
        ("Size (MB)", " MB"),
        ("Size (bytes)", " bytes"),
        ("Size (megabytes)", " MB"),
        ("Params", ""),
        ("Params (10^6)", " million"),
        ("MACs (×10⁹)", " billion"),
        ("파라미터 (만)", "만"),
    ):
        assert unit_of(title) == unit, title


def test_letters_that_stand_for_channels_and_strides_of_blocks() -> None:
    plain = [Said(), Said("params"), Said(), Said()]
    assert repeating(["c", "n", "s"], plain[:3]) == [Said("filters"), Said("repeats"), Said("stride")]
    assert repeating(["t", "c", "n", "s"], plain) == [
        Said("expansion"), Said("filters"), Said("repeats"), Said("stride"),
    ]  # fmt: skip
    assert repeating(["c", "Params", "n", "s"], plain)[1] == Said("params")
    assert repeating(["c", "n", "x"], plain[:3]) == plain[:3]


def test_sentences_end_where_they_end() -> None:
    assert list(sentences("a. ")) == [(0, 3)]
    assert list(sentences("a. b.")) == [(0, 3), (3, 5)]
    assert list(sentences("")) == []
    assert list(sentences("x" * LONGEST)) == [(0, LONGEST)]
    assert list(sentences("x" * (LONGEST + 1))) == [(0, LONGEST), (LONGEST, LONGEST + 1)]


@given(st.permutations(range(7)), st.sets(st.integers(0, 6)))
def test_lines_that_both_texts_have_once_are_joined_as_far_as_their_order_allows(
    order: list[int], twice: set[int]
) -> None:
    new = [*order, *sorted(twice)]
    single = [each for each in order if each not in twice]
    found = anchors([str(each) for each in range(7)], [str(each) for each in new])
    assert all(str(one) == str(new[other]) for one, other in found)
    assert found == sorted(found)
    assert [other for _, other in found] == sorted(other for _, other in found)
    most = max(many for many in range(8) for some in combinations(single, many) if [*some] == sorted(some))
    assert len(found) == most


def test_sizes_that_cells_of_a_row_state() -> None:
    def of(titles: Sequence[Said], *texts: str) -> list[str]:
        return [f"{each.at} {each.key} {each.printed}" for each in of_row(cells(*texts), titles)]

    none = Said()
    assert of([none] * 3, "x", "macc", "86.7M") == ["2 macs 86.7M"]
    assert of([none] * 2, "macc", "86.7M") == ["1  86.7M"]
    assert of([none] * 3, "x", "word", "86.7M") == ["2  86.7M"]
    assert of([none, Said("params")], "x", "61M") == ["1 params 61M"]
    assert of([none, Said("params", "M")], "x", "61") == ["1 params 61M"]
    assert of([none, Said("params")], "x", "11 × 11 × 3 × 96 = 34,848") == ["1 params 34,848"]
    assert of([none, Said("params")], "x", "(5 + 6) × 7") == []
    assert of([none, Said("kernel")], "x", "(3, 5)") == ["1 kernel 3×5"]
    assert of([none, Said("filters")], "x", "[3, 3]") == ["1 kernel 3×3"]
    assert of([none, none], "x", "(None, 56, 56, 64)") == ["1 output 56×56×64"]
    assert of([none, Said("input")], "x", "(56, 56, 64)") == ["1 input 56×56×64"]
    assert of([none, none], "x", "(None, 1000)") == ["1 output 1000"]
    assert of([none, none], "x", "56×56×64") == ["1 output 56×56×64"]
    assert of([none, none], "x", "56×56") == ["1 shape 56×56"]
    assert of([none, none], "x", "activation: 3.21M, param: 1.79k") == ["1 all neurons 3.21M", "1 params 1.79k"]
    assert of([none, Said("bytes")], "x", "290,400") == ["1 all neurons 290,400"]
    assert of([none, Said("bytes", " MB")], "x", "290,400") == []
    assert of([none, Said("activations")], "x", "55 × 55 × 96 = 290,400") == ["1 all neurons 290,400"]
    assert of([none, Said("stride")], "x", "0") == []
    assert of([none, Said("padding")], "x", "0") == ["1 padding 0"]
    assert of([none, Said("kernel")], "x", "word 3×3") == []
    assert of([Said("output")], "6×6") == ["0 output 6×6"]
    assert of([none], "6×6") == []
