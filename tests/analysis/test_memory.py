"""The memory model, on nets small enough to follow by hand. Elements; float32 has four bytes."""

from __future__ import annotations

from collections.abc import Callable

import cnnstat
from cnnstat.analysis.memory import inference_peak, saved_for_backward

Lines = Callable[..., cnnstat.Analysis]


def shapes(analysis: cnnstat.Analysis) -> list[cnnstat.Shape]:
    return [layer.output for layer in analysis.every]


def test_a_chain_holds_input_and_output_of_one_layer(lines: Lines) -> None:
    analysis = lines("""
        - {name: a, type: conv, filters: 4, kernel: 1, activation: relu}
        - {name: b, type: conv, filters: 2, kernel: 1}
        - {name: c, type: flatten}
        - {name: d, type: linear, features: 10}
    """, size=4)  # fmt: skip
    # input 48, a 64, b 32, d 10: most at a (48 + 64); at b 64 + 32; the flatten is a view
    assert inference_peak(analysis.network, shapes(analysis)) == (112, "a")
    assert analysis.memory.peak == 4 * 112
    # kept: the input (conv a), a's relu output in place of its output (conv b reads it too), b's output (linear d)
    assert saved_for_backward(analysis.network, shapes(analysis)) == (48 + 64 + 32, 0)
    params = (12 + 4) + (8 + 2) + (320 + 10)
    assert analysis.memory.weights == 4 * params
    assert analysis.memory.training == 4 * (params + 2 * params + 144)


def test_a_shortcut_keeps_its_tensor_alive(lines: Lines) -> None:
    analysis = lines("""
        - {name: stem, type: conv, filters: 4, kernel: 1}
        - name: add
          type: add
          branches: [[], [{name: a, type: conv, filters: 4, kernel: 1}, {name: b, type: conv, filters: 4, kernel: 1}]]
    """, size=4)  # fmt: skip
    # while b runs: stem 64, a 64, b 64; at add: stem, b, add
    assert inference_peak(analysis.network, shapes(analysis))[0] == 192


def test_norms_masks_and_indices(lines: Lines) -> None:
    analysis = lines("""
        - {name: a, type: conv, filters: 4, kernel: 1, norm: batchnorm, activation: relu, dropout: 0.5}
        - {name: p, type: maxpool, kernel: 2}
    """, size=4)  # fmt: skip
    # input 48; a's output 64 (norm reads it); norm and relu share 64; dropout's output 64 (the pool reads it);
    # a byte per masked element 64; eight per index of 16 outputs
    assert saved_for_backward(analysis.network, shapes(analysis)) == (48 + 64 + 64 + 64, 64 + 8 * 16)


def test_an_overwriting_follower_makes_a_view_a_tensor(lines: Lines) -> None:
    analysis = lines("""
        - {name: stem, type: conv, filters: 4, kernel: 1}
        - {name: a, type: flatten, activation: relu}
        - {name: b, type: flatten, from: stem}
        - {name: c, type: add, from: [a, b]}
    """, size=4)  # fmt: skip
    # at c: stem (through b), a, c
    assert inference_peak(analysis.network, shapes(analysis)) == (192, "c")


def test_dropout_on_a_line_of_its_own_is_a_view(lines: Lines) -> None:
    analysis = lines("""
        - {name: a, type: conv, filters: 4, kernel: 1}
        - {name: drop, type: dropout}
        - {name: b, type: conv, filters: 1, kernel: 1}
    """, size=2, channels=1)  # fmt: skip
    # a reads 4 elements and gives 16; b reads these 16 through the dropout and gives 4.
    assert analysis.memory.peak == 80
    assert analysis.memory.peak_layer == "a"
    double = cnnstat.analyze(analysis.network, dtype="float64")
    assert (double.memory.peak, double.memory.weights) == (160, 2 * analysis.memory.weights)
    assert analysis.memory.weights == 4 * ((4 + 4) + (4 + 1))


def test_the_statistics_of_a_norm_are_held(lines: Lines) -> None:
    analysis = lines("- {type: conv, filters: 1, kernel: 1, norm: batchnorm}", size=2, channels=1)
    assert analysis.memory.weights == 24  # weight and bias, γ and β, mean and variance


def test_auxiliary_heads_save_only_in_training() -> None:
    for name in ("googlenet", "inception_v3"):
        assert cnnstat.analyze(name).memory.saved < cnnstat.analyze(name, training=True).memory.saved


def test_batch_dtype_and_optimizer() -> None:
    one = cnnstat.analyze("alexnet").memory
    many = cnnstat.analyze("alexnet", batch=32, dtype="float16", optimizer="adam").memory
    assert many.peak == 16 * one.peak
    assert 2 * many.weights == one.weights
    params = cnnstat.analyze("alexnet").params
    assert many.training - many.saved == 2 * params * 4


def test_auxiliary_heads_do_not_run_at_inference() -> None:
    googlenet = cnnstat.analyze("googlenet")
    assert googlenet.memory.peak == cnnstat.analyze("googlenet", training=True).memory.peak


def test_what_pools_keep_for_the_backward_pass(lines: Lines) -> None:
    """A maximum keeps its input and eight bytes per output for where it was; a mean over whole maps keeps nothing."""
    layers = """
        - {{name: a, type: conv, filters: 4, kernel: 1}}
        - {{name: p, type: {}}}
    """
    for name, kept in (("global_maxpool", (48 + 64, 8 * 4)), ("global_avgpool", (48, 0))):
        analysis = lines(layers.format(name), size=4)
        assert saved_for_backward(analysis.network, shapes(analysis)) == kept
