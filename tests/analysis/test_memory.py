"""The memory model, on nets small enough to follow by hand. Elements for one image; float32 has four bytes.

That PyTorch holds what the model says is tested in ``tests/pytorch/test_memory_tracked.py``.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

import cnnstat
from cnnstat.analysis.eager import Widths
from cnnstat.analysis.lifetimes import Moment
from cnnstat.analysis.memory import inference, step

Lines = Callable[..., cnnstat.Analysis]


def shapes(analysis: cnnstat.Analysis) -> list[cnnstat.Shape]:
    return [layer.output for layer in analysis.every]


def idle(analysis: cnnstat.Analysis) -> list[tuple[str, int]]:
    """After each operation at inference, the layer and the bytes held; of numbers that take one byte each."""
    return [(each.name, each.each) for each in inference(analysis.network, shapes(analysis), 1).moments]


def trained(analysis: cnnstat.Analysis, each: int = 4) -> list[Moment]:
    return step(analysis.network, shapes(analysis), Widths(each, each), heads=False).moments


def test_a_chain_holds_the_images_and_two_outputs(lines: Lines) -> None:
    analysis = lines("""
        - {name: a, type: conv, filters: 4, kernel: 1, activation: relu}
        - {name: b, type: conv, filters: 2, kernel: 1}
        - {name: c, type: flatten}
        - {name: d, type: linear, features: 10}
    """, size=4)  # fmt: skip
    # The images, 48, are held all the time; a has 64 and its relu overwrites them; b 32, behind which a is free; the
    # flatten is a view; d has 10.
    assert idle(analysis) == [
        ("input", 48), ("a", 48 + 64), ("a", 48 + 64), ("b", 48 + 64 + 32), ("c", 48 + 32), ("d", 48 + 32 + 10),
    ]  # fmt: skip
    assert (analysis.memory.peak, analysis.memory.peak_layer) == (4 * 144, "b")
    params = (12 + 4) + (8 + 2) + (320 + 10)
    assert analysis.memory.weights == 4 * params
    # Kept: the images (for a), a's relu (for itself and b), b's output (for d), and the logarithms of the loss.
    assert analysis.memory.saved == 4 * (48 + 64 + 32 + 10)


def test_a_step_goes_forward_and_back(lines: Lines) -> None:
    analysis = lines("""
        - {name: a, type: conv, filters: 4, kernel: 1, activation: relu}
        - {name: b, type: conv, filters: 2, kernel: 1}
        - {name: c, type: flatten}
        - {name: d, type: linear, features: 10}
    """, size=4)  # fmt: skip
    always = 48 + 2  # the images, and the label of each, an int64 of eight bytes
    kept = 64 + 32 + 10 + 10  # a, b, the output, and the loss's logarithms
    expected = [
        ("forward pass", "input", always, 0),
        ("forward pass", "a", always + 64, 0),
        ("forward pass", "a", always + 64, 0),
        ("forward pass", "b", always + 64 + 32, 0),
        ("forward pass", "c", always + 64 + 32, 0),
        ("forward pass", "d", always + 64 + 32 + 10, 0),
        ("forward pass", "loss", always + kept, 0),
        # gradients of the logarithms, and of the scores
        ("backward pass", "loss", always + kept + 10 + 10, 0),
        # the logarithms are free; gradients of the scores, of what d read, and of d's 330 parameters
        ("backward pass", "d", always + 64 + 32 + 10 + 10 + 32, 330),
        ("backward pass", "c", always + 64 + 10 + 32, 330),
        ("backward pass", "b", always + 64 + 10 + 32 + 64, 340),
        ("backward pass", "a", always + 64 + 10 + 64 + 64, 340),
        # the relu's output is free, and there is no gradient of the images
        ("backward pass", "a", always + 10 + 64, 356),
        ("update", "", always + 10, 356),
    ]
    found = [(each.phase, each.name, each.each // 4, each.gradients) for each in trained(analysis)]
    assert found == expected
    # With momentum, weights and states are 2 × 356 numbers. At the relu of a there are 252 and 340 more.
    memory = analysis.memory
    assert memory.training == 4 * (712 + 252 + 340)
    assert (memory.training_phase, memory.training_layer) == ("backward pass", "a")
    assert cnnstat.analyze(analysis.network, batch=100).memory.training == 4 * (712 + 100 * 252 + 340)


def test_the_update_of_many_weights(lines: Lines) -> None:
    text = """
        - {name: a, type: conv, filters: 1, kernel: 1, bias: false}
        - {name: b, type: flatten}
        - {name: c, type: linear, features: 1000, bias: false}
    """
    analysis = lines(text, size=2, channels=1)  # 4,001 parameters
    # In the update the images, 4, their labels, 2, and the scores, 1,000, are there; before, at c, also the loss's
    # logarithms are gone, but gradients of scores and of c's input are there: 1,000 + 4.
    alive = 4 + 2 + 1000
    for optimizer, states, scratch in (("sgd", 0, 0), ("momentum", 1, 0), ("adam", 2, 1)):
        memory = cnnstat.analyze(analysis.network, optimizer=optimizer).memory
        update = 4 * (4001 * (2 + states + scratch) + alive)
        at_c = 4 * (4001 * (1 + states) + 4000 + alive + 4 + 1000 + 4)
        assert memory.training == max(update, at_c)
        assert memory.training_phase == ("update" if scratch else "backward pass")


def test_weight_decay_takes_gradients_of_its_own() -> None:
    """AlexNet's recipe has one: a step with a single image holds most when it makes them."""
    found = cnnstat.analyze("alexnet")
    memory = found.memory
    assert found.network.recipe.weight_decay > 0
    alive = 4 * (3 * 227 * 227 + 1000) + 8
    assert (memory.training, memory.training_phase) == (4 * 4 * found.params + alive, "update")


def test_a_shortcut_keeps_its_tensor_alive(lines: Lines) -> None:
    analysis = lines("""
        - {name: stem, type: conv, filters: 4, kernel: 1}
        - name: add
          type: add
          branches: [[], [{name: a, type: conv, filters: 4, kernel: 1}, {name: b, type: conv, filters: 4, kernel: 1}]]
    """, size=4)  # fmt: skip
    # with the images, 48: while b runs stem, a and b; at the sum stem, b and the sum
    assert idle(analysis)[-2:] == [("b", 48 + 3 * 64), ("add", 48 + 3 * 64)]


def test_a_norm_makes_a_tensor_of_its_own(lines: Lines) -> None:
    analysis = lines("- {name: a, type: conv, filters: 4, kernel: 1, norm: batchnorm, activation: relu}", size=4)
    assert idle(analysis) == [("input", 48), ("a", 48 + 64), ("a", 48 + 128), ("a", 48 + 64)]


def test_norms_masks_and_indices(lines: Lines) -> None:
    analysis = lines("""
        - {name: a, type: conv, filters: 4, kernel: 1, norm: batchnorm, activation: relu, dropout: 0.5}
        - {name: p, type: maxpool, kernel: 2}
    """, size=4)  # fmt: skip
    # input 48; a's output 64 (norm reads it); norm and relu share 64; dropout's output 64 (the pool reads it);
    # a byte per masked element 64; eight per index of 16 outputs; the loss's logarithms 16
    assert analysis.memory.saved == 4 * (48 + 64 + 64 + 64 + 16) + 64 + 8 * 16
    # A pool finds its indices at inference too, and drops them.
    assert idle(analysis)[-1] == ("p", 48 + 64 + 16 + 8 * 16)


def test_an_overwritten_input_that_is_needed_is_copied(lines: Lines) -> None:
    """PyTorch keeps what ReLU6 has read: in training it copies that before it overwrites it."""
    kept = {}
    for name in ("relu", "relu6", "leaky_relu"):
        analysis = lines(f"""
            - {{name: a, type: conv, filters: 4, kernel: 1, activation: {name}}}
            - {{name: b, type: conv, filters: 4, kernel: 1}}
        """, size=4)  # fmt: skip
        kept[name] = analysis.memory.saved // 4 - 48 - 64  # without the images and the loss's logarithms
        assert idle(analysis)[2] == ("a", 48 + (128 if name == "leaky_relu" else 64)), name
    assert kept == {"relu": 64, "relu6": 128, "leaky_relu": 128}


def test_an_overwriting_follower_makes_a_view_a_tensor(lines: Lines) -> None:
    analysis = lines("""
        - {name: stem, type: conv, filters: 4, kernel: 1}
        - {name: a, type: flatten, activation: relu}
        - {name: b, type: flatten, from: stem}
        - {name: c, type: add, from: [a, b]}
    """, size=4)  # fmt: skip
    # at c: the images, stem (through b), a, c
    assert idle(analysis)[-1] == ("c", 48 + 192)


def test_dropout_does_nothing_at_inference(lines: Lines) -> None:
    analysis = lines("""
        - {name: a, type: conv, filters: 4, kernel: 1}
        - {name: drop, type: dropout}
        - {name: b, type: conv, filters: 1, kernel: 1}
    """, size=2, channels=1)  # fmt: skip
    # a reads 4 elements and gives 16; b reads these 16 through the dropout and gives 4.
    assert (analysis.memory.peak, analysis.memory.peak_layer) == (4 * (4 + 16 + 4), "b")
    double = cnnstat.analyze(analysis.network, dtype="float64")
    assert (double.memory.peak, double.memory.weights) == (192, 2 * analysis.memory.weights)
    assert analysis.memory.weights == 4 * ((4 + 4) + (4 + 1))


def test_the_statistics_of_a_norm_are_held(lines: Lines) -> None:
    analysis = lines("- {type: conv, filters: 1, kernel: 1, norm: batchnorm}", size=2, channels=1)
    assert analysis.memory.weights == 24  # weight and bias, γ and β, mean and variance


def test_auxiliary_heads_save_only_in_training() -> None:
    for name in ("googlenet", "inception_v3"):
        assert cnnstat.analyze(name).memory.saved < cnnstat.analyze(name, training=True).memory.saved


def test_batch_and_dtype() -> None:
    one = cnnstat.analyze("vgg11").memory
    many = cnnstat.analyze("vgg11", batch=32, dtype="float16").memory
    assert 2 * many.weights == one.weights
    # At conv1_1, before the pool: the image and the maps, whose relu overwrites them.
    assert (one.peak, one.peak_layer) == (
        4 * (3 * 224 * 224 + 64 * 224 * 224 + 64 * 112 * 112) + 8 * 64 * 112 * 112,
        "pool1",
    )
    assert many.peak == 32 * (2 * (3 * 224 * 224 + 64 * 224 * 224 + 64 * 112 * 112) + 8 * 64 * 112 * 112)


def test_response_norm_computes_in_single_precision(lines: Lines) -> None:
    """In half precision it takes copies, and gives one back: 2 × 64 bytes and 4 × 64 for each of the others."""
    text = """
        - {name: a, type: conv, filters: 4, kernel: 1}
        - {name: n, type: lrn, size: 3}
    """
    whole, half = (
        [each.each for each in inference(found.network, shapes(found), width).moments if each.name == "n"]
        for found in [lines(text, size=4)] for width in (4, 2)
    )  # fmt: skip
    padded = 6 * 16
    # with image and input: the square; its pad; the mean; that times α; plus k; to the power β; the quotient
    assert [each - 4 * (48 + 64) for each in whole] == [
        4 * each for each in (64, 64 + padded, padded + 64, 128, 192, 192, 192)
    ]  # fmt: skip
    assert [each - 2 * (48 + 64) for each in half[:2]] == [4 * 64, 4 * 128]
    assert len(half) == len(whole) + 2


def test_what_is_made_once_counts_once_at_the_peak(lines: Lines) -> None:
    """4 kernels of 27 numbers outweigh a pixel: 4 means and variances, what is without them, and that over a root."""
    text = "- {name: a, type: conv, filters: 4, kernel: 3, padding: 1, standardize: true}"
    network = lines(text, size=1).network
    for batch in (1, 10):
        memory = cnnstat.analyze(network, batch=batch).memory
        assert (memory.peak, memory.peak_layer) == (4 * (batch * 3 + 8 + 2 * 108), "a")


def test_auxiliary_heads_do_not_run_at_inference() -> None:
    googlenet = cnnstat.analyze("googlenet")
    assert googlenet.memory.peak == cnnstat.analyze("googlenet", training=True).memory.peak


@pytest.mark.parametrize(("pool", "kept"), [("global_maxpool", 4 * 64 + 8 * 4), ("global_avgpool", 0)])
def test_what_pools_keep_for_the_backward_pass(lines: Lines, pool: str, kept: int) -> None:
    """A maximum keeps its input and eight bytes per output for where it was; a mean over whole maps keeps nothing."""
    analysis = lines(f"""
        - {{name: a, type: conv, filters: 4, kernel: 1}}
        - {{name: p, type: {pool}}}
    """, size=4)  # fmt: skip
    assert analysis.memory.saved == 4 * (48 + 4) + kept  # besides, the images and the loss's logarithms


def test_standardized_kernels_are_made_once_for_all_images(lines: Lines) -> None:
    analysis = lines("""
        - {name: a, type: conv, filters: 4, kernel: 1, standardize: true, gain: true}
        - {name: b, type: relu}
    """, size=4)  # fmt: skip
    # The images, 48, are there; 12 weights lose their means, which with the variances are 8, are divided, and get
    # gains; each of these products is let go of by the next, and all of them when a's 64 are there.
    run = inference(analysis.network, shapes(analysis), 1)
    assert [(each.name, each.each, each.once) for each in run.moments] == [
        ("input", 48, 0), ("a", 48, 8), ("a", 48, 8 + 12), ("a", 48, 8 + 24), ("a", 48, 8 + 24), ("a", 48 + 64, 8 + 12),
        ("b", 48 + 64 + 64, 0),
    ]  # fmt: skip
    # Kept: the images and a's relu for each of them, with the loss's logarithms, and three times the weights for all.
    for batch in (1, 10):
        memory = cnnstat.analyze(analysis.network, batch=batch).memory
        assert memory.peak == batch * 4 * (48 + 64 + 64)
        assert memory.saved == 4 * (batch * (48 + 64 + 64) + 3 * 12)
