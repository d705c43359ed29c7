"""``check --suggest`` on sentences in Romance languages, German, Chinese and Japanese, also with numbers in words."""

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
    "AlexNet имеет 60 965 224 параметра.": [("60 965 224", "alexnet.params")],
    "AlexNet имеет 60\u00a0965\u00a0224 обучаемых параметра.": [("60\u00a0965\u00a0224", "alexnet.params")],
    "AlexNet a 60 965 224 paramètres.": [("60 965 224", "alexnet.params")],
    "AlexNet has 60 965 224 trainable parameters.": [("60 965 224", "alexnet.params")],
    "Число параметров AlexNet: 60 965 224.": [],
    "VGG16のパラメータ数は約1億3800万です。": [("1億3800万", "vgg16.params")],
    "VGG16は16層からなるネットワークです。": [("16", "vgg16.depth")],
    "AlexNetは5つの畳み込み層と3つの全結合層を持つ。": [
        ("5", "count(alexnet[conv])"), ("3", "count(alexnet[linear])"),
    ],
    "AlexNetの最初の畳み込み層は、カーネルサイズが11×11、ストライドが4です。": [
        ("11×11", "alexnet.conv1.kernel"), ("4", "alexnet.conv1.stride"),
    ],
    "枝刈りしたVGG16のパラメータ数は1200万です。": [],
    "VGG16に似たパラメータ数1200万のモデル。": [],
    "AlexNetに対して、VGG16は16層である。": [("16", "vgg16.depth")],
    "VGG19: 16層の畳み込み層を持つ。": [("16", "count(vgg19[conv])")],
    "AlexNet besteht aus acht Schichten: fünf Faltungsschichten und drei vollständig verbundenen Schichten.": [
        ("acht", "alexnet.depth"), ("fünf", "count(alexnet[conv])"), ("drei", "count(alexnet[linear])"),
    ],
    "VGG-16 hat 138 Millionen Parameter, mehr als AlexNet mit 61 Millionen Parametern.": [
        ("138", "vgg16.params"), ("61", "alexnet.params"),
    ],
    "Die erste Faltungsschicht von AlexNet verwendet 96 Filter der Größe 11×11 mit Schrittweite 4.": [
        ("96", "alexnet.conv1.filters"), ("11×11", "alexnet.conv1.kernel"), ("4", "alexnet.conv1.stride"),
    ],
    "AlexNet hat 650.000 Neuronen.": [("650.000", "alexnet.neurons")],
    "Unser beschnittenes VGG-16 hat 12 Millionen Parameter.": [],
    "AlexNet은 여덟 개의 층, 즉 다섯 개의 합성곱 층과 세 개의 완전 연결 층으로 구성된다.": [
        ("여덟", "alexnet.depth"), ("다섯", "count(alexnet[conv])"), ("세", "count(alexnet[linear])"),
    ],
    "AlexNet 包含八层：五个卷积层和三个全连接层。": [
        ("八", "alexnet.depth"), ("五", "count(alexnet[conv])"), ("三", "count(alexnet[linear])"),
    ],
    "VGG-16 的第五层。ResNet-152 有一百五十二层。VGG-19 有十九层。": [("十九", "vgg19.depth")],
    "AlexNetは八層からなり、五つの畳み込み層を持つ。": [("八", "alexnet.depth"), ("五", "count(alexnet[conv])")],
    "A AlexNet tem oito camadas e três camadas totalmente conectadas.": [
        ("oito", "alexnet.depth"), ("três", "count(alexnet[linear])"),
    ],
    "AlexNet a huit couches, dont cinq couches de convolution.": [
        ("huit", "alexnet.depth"), ("cinq", "count(alexnet[conv])"),
    ],
    "LeNet-5는 일곱 개 층이다.": [("일곱", "lenet5.depth")],
    "AlexNet은 아홉 개의 층으로 구성된다.": [("아홉", "alexnet.depth")],
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


JAPANESE = """# VGG

- 畳み込み層: 13層
- 全結合層（`fully-connected layers`）: 3層

| バージョン | 層数 | パラメータ数 | 正解率 |
|---|---|---|---|
| VGG-16 | 16層 | 約1億3800万 | 71.5 |
| VGG-19 | 19層 | 約1億4400万 | 71.1 |

# AlexNet

| 層 | フィルタ数 | カーネルサイズ | ストライド |
|---|---|---|---|
| Conv1 | 96 | 11×11 | 4 |
| Conv2 | 256 | 5×5 | 1 |
| Conv3 | 384 | 3×3 | 1 |
"""


def test_lists_and_tables_in_japanese(suggested: Callable[..., list[dict[str, Any]]]) -> None:
    found = suggested(JAPANESE, "a.md")
    assert [each["query"] for each in found] == [
        "count(vgg16[conv])", "count(vgg16[linear])", "vgg16.depth", "vgg16.params", "vgg19.depth", "vgg19.params",
        *(f"alexnet.conv{at}.{key}" for at in (1, 2, 3) for key in ("filters", "kernel", "stride")),
    ]  # fmt: skip


def test_layers_by_their_number_among_those_of_their_kind(suggested: Callable[..., list[dict[str, Any]]]) -> None:
    text = "# AlexNet\n\n- Convolutional layer 4: 384 filters\n- Max pooling layer 3: 3×3\n- Conv layer 96 is none.\n"
    assert [each["query"] for each in suggested(text, "a.md")] == ["alexnet.conv4.filters", "alexnet.pool5.kernel"]
