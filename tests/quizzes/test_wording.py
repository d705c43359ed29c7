"""How questions are worded: what they say only where it matters, and titles in their language."""

from __future__ import annotations

import pytest
from asking import asked, studied

from cnnstat.language import ENGLISH, Language
from cnnstat.language.korean import KOREAN
from cnnstat.layers import TYPES
from cnnstat.layers.base import Pointwise
from cnnstat.layers.shape import Shape
from cnnstat.publishing.content import Equations, Paragraph
from cnnstat.quizzes import Question, questions
from cnnstat.quizzes.wording import FOLLOWERS
from cnnstat.quizzes.xhtml import Xhtml, text_of


def prompt_of(question: Question, language: Language = ENGLISH) -> str:
    return text_of(Xhtml(language).blocks([each for each in question.prompt if isinstance(each, Paragraph)]))


def test_titles_are_in_the_language_and_their_identity_is_not() -> None:
    names = ("alexnet-cuda-convnet", "alexnet-224", "googlenet-torchvision")
    english, korean = (questions(studied(*names), 30, 1, language) for language in (ENGLISH, KOREAN))
    assert [each.facts for each in korean] == [each.facts for each in english]
    assert [each.networks for each in korean] == [each.networks for each in english]
    assert [each.layers for each in korean] == [each.layers for each in english]
    told = [each.title + prompt_of(each, KOREAN) for each in korean]
    assert any("AlexNet(올림)" in each for each in told)
    assert not any(title in each for each in told for title in ("rounded up", "AlexNet at 224", "as in torchvision"))


@pytest.mark.parametrize(
    ("kind", "network", "title", "says"),
    [
        ("output", "resnet50", "ResNet-50, conv1:", True),  # (224 + 2 × 3 − 7) / 2 leaves 1
        ("output", "alexnet", "AlexNet, conv1:", False),  # (227 − 11) / 4 leaves nothing
        ("output", "googlenet", "GoogLeNet, pool1:", False),  # rounds up, and says so
        ("padding", "resnet50", "ResNet-50, conv1:", True),
        ("params", "resnet50", "ResNet-50, conv1:", False),  # depends on no size
    ],
)
def test_rounding_down_is_said_where_something_is_cut_off(kind: str, network: str, title: str, says: bool) -> None:
    (question,) = asked(kind, network, title)
    assert ("sizes rounded down" in prompt_of(question)) == says


@pytest.mark.parametrize(
    ("network", "title", "signs"),
    [
        ("alexnet", "AlexNet, pool5:", "Windows: kernel/stride."),
        ("alexnet", "AlexNet, conv5:", "Windows: kernel/stride, p padding, g groups."),
        ("alexnet-cuda-convnet", "AlexNet, rounded up, conv5:", ", p padding, g groups, ceil rounded up."),
        ("vgg16", "VGG-16 (D), conv1_1:", "Windows: kernel/stride, p padding."),
    ],
)
def test_only_signs_of_the_table_are_explained(network: str, title: str, signs: str) -> None:
    (question,) = asked("blanks", network, title)
    text = prompt_of(question)
    assert signs in text
    assert "γ" not in text


def test_a_table_with_norms_says_what_parameters_include() -> None:
    (question,) = asked("blanks", "mobilenet_v1", "MobileNetV1, conv2.pointwise:", language=KOREAN)
    assert "매개변수에는 배치 정규화의 γ, β도 넣는다." in prompt_of(question, KOREAN)


def test_left_out_windows_are_mentioned() -> None:
    (out,) = asked("field", "mobilenet_v1", "MobileNetV1, conv3_1.depthwise:")
    (none,) = asked("field", "alexnet", "AlexNet, pool2:")
    assert "those of 1×1 left out:" in prompt_of(out)
    assert "These windows lie on the way:" in prompt_of(none)


def test_a_field_grows_layer_by_layer() -> None:
    (question,) = asked("field", "alexnet", "AlexNet, pool2:")
    (steps,) = question.steps
    assert isinstance(steps, Equations)
    assert [(each.label, int(each.value)) for each in steps.equations] == [
        ("rf of conv1", 11), ("jump of conv1", 4), ("rf of pool1", 19), ("jump of pool1", 8),
        ("rf of conv2", 51), ("jump of conv2", 8), ("rf of pool2", 67),
    ]  # fmt: skip


def test_an_output_is_given_once() -> None:
    (full,) = asked("macs", "alexnet", "AlexNet, fc7:")
    (maps,) = asked("macs", "alexnet", "AlexNet, conv1:")
    assert "4,096 outputs" in prompt_of(full)
    assert "Its output" not in prompt_of(full)
    assert "Its output is 96×55×55." in prompt_of(maps)


def test_paddings_that_differ_are_named() -> None:
    (english,) = asked("output", "inception_v3", "Inception-v3, 6b.1x7.conv:")
    assert "padding 0×3" in prompt_of(english)
    told = [prompt_of(each, KOREAN) for each in asked("output", "inception_v3", language=KOREAN)]
    assert any("패딩 세로 0·가로 3" in each for each in told)
    assert not any("패딩 0×3" in each for each in told)


def test_everything_that_follows_and_has_parameters_has_a_word() -> None:
    x = Shape(8, 4, 4)
    found = set()
    for name, kind in TYPES.items():
        if issubclass(kind, Pointwise):
            keys = {name: 2 for name, key in kind.keys.items() if key.required}
            found |= {name} if sum(kind(**keys).parameters(x)[:3]) else set()
    assert found == set(FOLLOWERS)
