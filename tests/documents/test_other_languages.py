"""``check --suggest`` on sentences in Spanish, Portuguese, French, Italian and Chinese."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SENTENCES = {
    "VGG-16 tiene 16 capas y unos 138 millones de parámetros.": [("16", "vgg16.depth"), ("138", "vgg16.params")],
    "A VGG-19 tem 16 camadas convolucionais e 3 camadas totalmente conectadas.": [
        ("16", "count(vgg19[conv])"), ("3", "count(vgg19[linear])"),
    ],
    "A primeira camada convolucional da AlexNet usa 96 filtros de 11×11.": [
        ("96", "alexnet.conv1.filters"), ("11×11", "alexnet.conv1.kernel"),
    ],
    "AlexNet: la deuxième couche de convolution a 256 filtres.": [("256", "alexnet.conv2.filters")],
    "Le ultime due strati di AlexNet: l'ultimo strato ha 1000 neuroni.": [("1000", "alexnet.fc8.neurons")],
    "ResNet-18 tiene 11.7M de parámetros, menos que VGG-16.": [("11.7M", "resnet18.params")],
    "VGG-16: 14.7M de parámetros en las capas convolucionales.": [("14.7M", "vgg16[conv].params")],
    "LeNet-5 usa cerca de 60 mil parâmetros.": [("60", "lenet5.params")],
    "Redes con más de 19 capas, como VGG-19, son profundas.": [],
    "Nuestra VGG-16 podada tiene 12 millones de parámetros.": [],
    "VGG16 的第一个卷积层有 64 个卷积核，步长为 1。": [("64", "vgg16.conv1_1.filters"), ("1", "vgg16.conv1_1.stride")],
    "AlexNet 的卷积层2:256个5x5的卷积核。": [("256", "alexnet.conv2.filters"), ("5x5", "alexnet.conv2.kernel")],
    "AlexNet 约 6100万参数,VGG16 为 1.38亿 个参数。": [("6100万", "alexnet.params"), ("1.38亿", "vgg16.params")],
    "AlexNet, layer 8: it is the last one.": [],
}  # fmt: skip


@pytest.mark.parametrize(("text", "figures"), SENTENCES.items(), ids=list(SENTENCES))
def test_sentences_in_other_languages(
    suggested: Callable[..., list[dict[str, Any]]], text: str, figures: list[tuple[str, str]]
) -> None:
    found = suggested(f"{text}\n", "a.md")
    assert [
        (each["printed"].removeprefix("unos ").removeprefix("cerca de "), each["query"]) for each in found
    ] == figures


FAMILY = """# VGG

| Modelo | Número de camadas | Número de camadas convolucionais | Total de parâmetros |
|---|---|---|---|
| VGG-11 | 11 | 8 | 133 milhões |
| VGG-16 | 16 | 13 | 138 milhões |
"""


def test_headings_and_units_of_tables(suggested: Callable[..., list[dict[str, Any]]]) -> None:
    assert [each["query"] for each in suggested(FAMILY, "a.md")] == [
        "vgg11.depth", "count(vgg11[conv])", "vgg11.params", "vgg16.depth", "count(vgg16[conv])", "vgg16.params",
    ]  # fmt: skip


def test_layers_by_their_number_among_those_of_their_kind(suggested: Callable[..., list[dict[str, Any]]]) -> None:
    text = "# AlexNet\n\n- Convolutional layer 4: 384 filters\n- Max pooling layer 3: 3×3\n- Conv layer 96 is none.\n"
    assert [each["query"] for each in suggested(text, "a.md")] == ["alexnet.conv4.filters", "alexnet.pool5.kernel"]
