"""What the spec language can say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import cnnstat
from cnnstat.spec.write import write_spec as unrolled

Lines = Callable[..., cnnstat.Analysis]
Write = Callable[[str], Path]


def outputs(analysis: cnnstat.Analysis) -> dict[str, str]:
    return {layer.name: str(layer.output) for layer in analysis.layers}


def test_names_are_given_where_they_are_missing(lines: Lines) -> None:
    analysis = lines("""
        - {type: conv, filters: 4, kernel: 3}
        - {type: relu}
        - {name: conv2, type: conv, filters: 4, kernel: 3}
        - {type: conv, filters: 4, kernel: 3}
    """)
    assert list(outputs(analysis)) == ["conv1", "relu1", "conv2", "conv3"]


def test_per_axis_keys(lines: Lines) -> None:
    analysis = lines("""
        - {name: a, type: conv, filters: 4, kernel: [1, 7], padding: [0, 3]}
        - {name: b, type: conv, filters: 4, kernel: 3, stride: [1, 2], dilation: [2, 1]}
        - {name: c, type: maxpool, kernel: [2, 1]}
    """, size=(12, 9))  # fmt: skip
    assert outputs(analysis) == {"a": "4×12×9", "b": "4×8×4", "c": "4×4×4"}
    assert str(analysis["b"].field) == "5×9"


@pytest.mark.parametrize(
    ("padding", "output"),
    [("same", "1×4×4"), ("valid", "1×3×3"), ("1", "1×4×4"), ("[0, 1]", "1×3×4"), ("{bottom: 1}", "1×3×3"),
     ("{top: 1, bottom: 1, left: 2, right: 1}", "1×4×4")],
)  # fmt: skip
def test_padding(lines: Lines, padding: str, output: str) -> None:
    analysis = lines(f"- {{name: c, type: conv, filters: 1, kernel: 3, stride: 2, padding: {padding}}}", size=7)
    assert str(analysis.output) == output


def test_same_padding_is_asymmetric_where_it_must_be(lines: Lines) -> None:
    # 8, kernel 3, stride 2: 4 outputs need 9 cells, so one zero row, behind (TensorFlow).
    field = lines("- {type: conv, filters: 1, kernel: 3, stride: 2, padding: same}", size=8).layers[0].field
    assert field.vertical.start == 0
    field = lines("- {type: conv, filters: 1, kernel: 3, stride: 2, padding: same}", size=7).layers[0].field
    assert field.vertical.start == -1


def test_followers_in_their_order(lines: Lines) -> None:
    analysis = lines("""
        - {type: conv, filters: 4, kernel: 1, dropout: 0.3, lrn: {size: 5}, activation: {type: leaky_relu, slope: 0.2},
           norm: batchnorm}
        - {type: conv, filters: 6, kernel: 1, norm: {type: groupnorm, groups: 3}, activation: none, dropout: none}
    """)
    first, second = (layer.node.followers for layer in analysis.layers)
    assert [follower.type for follower in first] == ["batchnorm", "leaky_relu", "lrn", "dropout"]
    assert (first[1].slope, first[3].p) == (0.2, 0.3)  # type: ignore[attr-defined]
    assert [follower.type for follower in second] == ["groupnorm"]
    assert analysis.layers[0].params == 3 * 4 + 4 + 8


def test_figures_do_not_depend_on_whether_a_norm_has_a_line(lines: Lines) -> None:
    together = lines("- {type: conv, filters: 4, kernel: 3, norm: batchnorm, activation: relu}")
    apart = lines("""
        - {type: conv, filters: 4, kernel: 3}
        - {type: batchnorm}
        - {type: relu}
    """)
    assert together.counts == apart.counts
    assert together.depth == apart.depth == 1


def test_branches_and_from(lines: Lines) -> None:
    nested = lines("""
        - {name: stem, type: conv, filters: 4, kernel: 1}
        - name: merge
          type: concat
          branches:
            - []
            - - {name: a, type: conv, filters: 2, kernel: 3, padding: 1}
            - - {name: b, type: conv, filters: 3, kernel: 1}
              - name: inner
                type: add
                branches: [[], [{name: c, type: conv, filters: 3, kernel: 1}]]
    """)
    flat = lines("""
        - {name: stem, type: conv, filters: 4, kernel: 1}
        - {name: a, type: conv, filters: 2, kernel: 3, padding: 1}
        - {name: b, type: conv, from: stem, filters: 3, kernel: 1}
        - {name: c, type: conv, filters: 3, kernel: 1}
        - {name: inner, type: add, from: [b, c]}
        - {name: merge, type: concat, from: [stem, a, inner]}
    """)
    assert outputs(nested) == outputs(flat)
    assert nested.counts == flat.counts
    assert str(nested.output) == "9×8×8"
    assert [node.inputs for node in nested.network.nodes] == [(-1,), (0,), (0,), (2,), (2, 3), (0, 1, 4)]


def test_blocks_arguments_and_repeat(write_spec: Write) -> None:
    path = write_spec(
        """
        input: {channels: 3, size: 16}
        params: {width: 1.0, act: relu}
        blocks:
          pair:
            args: {filters, kernel: 3, middle: filters // 2, given: channels}
            layers:
              - {name: one, type: conv, filters: middle, kernel: kernel, padding: kernel // 2, activation: act}
              - {name: two, type: conv, filters: given + filters, kernel: 1}
        layers:
          - {name: a, block: pair, filters: 8 * width}
          - {name: b, block: pair, filters: 4, kernel: 5, repeat: 2}
          - {block: pair, repeat: 2, filters: index}
          - {name: c, type: conv, repeat: 3, filters: index, kernel: 1}
    """.replace("filters: index}", "filters: 2 * index}")
    )
    analysis = cnnstat.analyze(path)
    assert outputs(analysis) == {
        "a.one": "4×16×16", "a.two": "11×16×16",
        "b_1.one": "2×16×16", "b_1.two": "15×16×16", "b_2.one": "2×16×16", "b_2.two": "19×16×16",
        "1.one": "1×16×16", "1.two": "21×16×16", "2.one": "2×16×16", "2.two": "25×16×16",
        "c_1": "1×16×16", "c_2": "2×16×16", "c_3": "3×16×16",
    }  # fmt: skip
    assert str(cnnstat.analyze(path, width=2)["a.two"].output) == "19×16×16"
    assert cnnstat.analyze(path, act="none")["a.one"].node.followers == ()
    assert analysis.network.blocks == dict.fromkeys(("a", "b_1", "b_2", "1", "2"), "pair")


def test_from_inside_a_block(write_spec: Write) -> None:
    path = write_spec("""
        input: {channels: 2, size: 4}
        blocks:
          residual:
            layers:
              - {name: conv, type: conv, filters: channels, kernel: 3, padding: 1}
              - {name: add, type: add, from: [conv, input]}
        layers:
          - {name: a, block: residual}
          - {name: b, block: residual, from: a}
          - {name: sum, type: add, from: [a, b, input]}
    """)
    nodes = cnnstat.load(path).nodes
    assert [(node.name, node.inputs) for node in nodes] == [
        ("a.conv", (-1,)), ("a.add", (0, -1)), ("b.conv", (1,)), ("b.add", (2, 1)), ("sum", (1, 3, -1)),
    ]  # fmt: skip


def test_a_param_chooses_the_template(write_spec: Write) -> None:
    path = write_spec("""
        input: {channels: 2, size: 4}
        params: {unit: {default: small, choices: [small, large]}}
        blocks:
          small: {layers: [{name: conv, type: conv, filters: 1, kernel: 1}]}
          large: {layers: [{name: conv, type: conv, filters: 9, kernel: 1}]}
        layers: [{name: u, block: unit}]
    """)
    assert cnnstat.analyze(path).output.channels == 1
    assert cnnstat.analyze(path, unit="large").output.channels == 9


def test_variants(write_spec: Write) -> None:
    path = write_spec("""
        name: base
        title: Base
        input: {channels: 2, size: 4}
        params: {n: 1}
        layers: [{name: conv, type: conv, repeat: n, filters: 3, kernel: 1}]
        variants:
          deep: {title: Deep, params: {n: 3}}
          wide: {input: {channels: 2, height: 4, width: 8}}
          other: {layers: [{name: pool, type: maxpool, kernel: 2}]}
    """)
    assert cnnstat.load(path).title == "Base"
    assert len(cnnstat.load(f"{path}:deep")) == 3
    assert len(cnnstat.load(f"{path}:deep", n=2)) == 2
    assert str(cnnstat.analyze(f"{path}:wide").output) == "3×4×8"
    assert str(cnnstat.analyze(f"{path}:other").output) == "2×2×2"


def test_input_can_be_set(write_spec: Write) -> None:
    path = write_spec("""
        input: {channels: 1, size: 8}
        layers: [{type: conv, filters: 1, kernel: 3}]
    """)
    assert str(cnnstat.analyze(path, input=5).output) == "1×3×3"
    assert str(cnnstat.analyze(path, input=(5, 7)).output) == "1×3×5"


def test_input_as_a_param_of_the_spec(write_spec: Write) -> None:
    path = write_spec("""
        params: {input: 8}
        input: {channels: 1, size: input}
        layers: [{type: conv, filters: input, kernel: 3}]
    """)
    assert str(cnnstat.analyze(path).output) == "8×6×6"
    assert str(cnnstat.analyze(path, input=5).output) == "5×3×3"
    with pytest.raises(cnnstat.UsageError, match="declares its input as one number"):
        cnnstat.load(path, input=(5, 7))


def test_auxiliary_heads(lines: Lines) -> None:
    analysis = lines("""
        - {name: a, type: conv, filters: 2, kernel: 1}
        - {name: head, type: conv, filters: 9, kernel: 1, auxiliary: true}
        - {name: b, type: conv, filters: 4, kernel: 1}
    """)
    assert [node.inputs for node in analysis.network.nodes] == [(-1,), (0,), (0,)]
    assert [layer.name for layer in analysis.layers] == ["a", "b"]
    assert analysis.params == (3 * 2 + 2) + (2 * 4 + 4)
    assert cnnstat.analyze(analysis.network, training=True).params == analysis.params + 2 * 9 + 9


def test_when_and_repeat_zero_leave_lines_out(lines: Lines) -> None:
    analysis = lines("""
        - {name: a, type: conv, filters: 4, kernel: 1}
        - {name: b, type: conv, when: channels != 4, filters: 4, kernel: 1}
        - {name: c, type: conv, repeat: 0, filters: 4, kernel: 1}
        - {name: d, type: relu, when: channels == 4 and not false}
    """)
    assert list(outputs(analysis)) == ["a", "d"]


def test_texts_stay_what_they_are(write_spec: Write) -> None:
    path = write_spec("""
        title: off
        about: 1:30
        source: {paper: 010}
        input: {channels: 1, size: 8}
        layers: [{name: 1e3, type: relu}, {name: 010, type: relu}, {name: no, type: relu}]
    """)
    network = cnnstat.load(path)
    assert (network.title, network.about, network.source["paper"]) == ("off", "1:30", "010")
    assert [node.name for node in network.nodes] == ["1e3", "010", "no"]


def test_numbers_are_what_yaml_1_2_says(lines: Lines) -> None:
    analysis = lines("""
        - {type: conv, filters: 1e3, kernel: 1}
        - {type: conv, filters: 4.0, kernel: 3., norm: {type: batchnorm, eps: 1e-3}}
    """)
    assert [layer.output.channels for layer in analysis.layers] == [1000, 4]


def test_anchors_repeat_a_line(lines: Lines) -> None:
    analysis = lines("""
        - &line {type: conv, filters: 4, kernel: 1}
        - *line
        - {type: conv, filters: &n 5, kernel: 1, groups: 1}
        - {type: conv, filters: *n, kernel: 1}
    """)
    assert [layer.output.channels for layer in analysis.layers] == [4, 4, 5, 5]


def test_shuffle_split_gates_and_spatial_attention(lines: Lines) -> None:
    shuffle = lines("""
        - {name: stem, type: conv, filters: 8, kernel: 1}
        - name: concat
          type: concat
          branches:
            - [{name: left, type: channel_split, part: 1}]
            - - {name: right, type: channel_split, part: 2}
              - {name: dw, type: depthwise, kernel: 3, padding: 1}
        - {name: shuffle, type: channel_shuffle, groups: 2}
        - name: scale
          type: multiply
          branches:
            - []
            - - {name: squeeze, type: global_avgpool}
              - {name: flat, type: flatten}
              - {name: down, type: linear, features: channels // 4, activation: relu}
              - {name: up, type: linear, features: channels * 4, activation: sigmoid}
        - name: spatial
          type: multiply
          branches: [[], [{name: map, type: conv, filters: 1, kernel: 7, padding: 3, activation: sigmoid}]]
    """)
    assert outputs(shuffle)["right"] == "4×8×8"
    assert str(shuffle.output) == "8×8×8"
    assert shuffle.params == (24 + 8) + (36 + 4) + (16 + 2) + (16 + 8) + (8 * 49 + 1)
    assert shuffle["scale"].field.aligned


def test_two_choices_may_be_compared(write_spec: Write) -> None:
    path = write_spec("""
        params: {one: {default: A, choices: [A, B]}, two: {default: C, choices: [B, C]}}
        input: {channels: 1, size: 4}
        layers: [{type: relu}, {type: tanh, when: one == two}]
    """)
    assert len(cnnstat.load(path)) == 1
    assert len(cnnstat.load(path, one="B", two="B")) == 2


def test_a_setting_without_effect_is_refused(write_spec: Write) -> None:
    path = write_spec("""
        params: {side: 32, n: 1}
        input: {channels: 1, size: side}
        layers: [{type: conv, filters: n, kernel: 3}]
    """)
    assert cnnstat.load(path, side=20).input.height == 20
    assert cnnstat.load(path, input=20).settings == {"n": 1}
    with pytest.raises(cnnstat.UsageError, match="net does not use the param side"):
        cnnstat.load(path, input=20, side=30)


def test_notes_say_where_receptive_fields_are_no_exact_figures(lines: Lines) -> None:
    from cnnstat.quantities.table import INEXACT, notes

    uneven = lines("- {type: adaptive_avgpool, size: 3}", size=8)
    jumps = lines("""
        - name: m
          type: concat
          branches: [[{name: a, type: conv, filters: 1, kernel: 1, stride: 2}],
                     [{name: b, type: conv, filters: 1, kernel: 1, stride: 3, padding: {bottom: 2, right: 2}}]]
    """, size=4)  # fmt: skip
    even = lines("- {type: adaptive_avgpool, size: 4}", size=8)
    assert [INEXACT in notes(each) for each in (uneven, jumps, even)] == [True, True, False]


def test_neurons_of_a_net_without_weights(lines: Lines) -> None:
    from cnnstat.quantities.table import layer_table

    analysis = lines("- {type: relu}")
    table = layer_table(analysis, ("neurons",))
    assert analysis.neurons == 0
    assert (table.texts(), table.total_texts()) == ([["(192)"]], ["0"])


def test_a_factor_for_each_milestone(write_spec: Callable[[str], Path], refusal: Callable[[str], str]) -> None:
    spec = """
        params: {{half: 0.5}}
        input: {{channels: 1, size: 4}}
        recipe: {{schedule: {}, factor: {}}}
        layers:
          - {{name: flatten, type: flatten}}
    """
    recipe = cnnstat.load(write_spec(spec.format("milestones, milestones: [1, 3]", "[half, 1 / 4]"))).recipe
    assert recipe.factor == (0.5, 0.25)
    assert [recipe.left(falls) for falls in range(3)] == [1, 0.5, 0.125]
    assert refusal(spec.format("milestones, milestones: [1, 3]", "[half]")) == (
        "net.yaml:4:9: recipe: factor: expected one number, or 2, one for each milestone; got [0.5]"
    )
    assert refusal(spec.format("step", "[half]")) == (
        "net.yaml:4:9: recipe: factor: expected one number without milestones; got [0.5]"
    )
    assert refusal(spec.format("step", "[half, 2]")) == (
        "net.yaml:4:34: recipe: factor: expected a number from 0 to 1, got 2"
    )


def test_names_and_texts_are_taken_as_they_are_written(write_spec: Write) -> None:
    """Whatever YAML takes them for: a date, a number of another base, a truth value, a time."""
    path = write_spec(
        """\
        name: 2024-01-01
        title: 010
        input: {channels: 1, size: 8}
        variants:
          off: {title: 1:30}
          010: {title: ~}
        layers:
          - {name: 1e3, type: conv, filters: 2, kernel: 3}
          - {name: yes, type: relu, from: 1e3}
        """
    )
    network = cnnstat.load(path)
    assert (network.name, network.title, [node.name for node in network.nodes]) == ("2024-01-01", "010", ["1e3", "yes"])
    assert cnnstat.load(f"{path}:off").title == "1:30"
    assert cnnstat.load(f"{path}:010").title == "~"
    again = write_spec(unrolled(network))
    assert cnnstat.load(again).name == "2024-01-01"
