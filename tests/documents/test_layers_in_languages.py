"""``check --suggest`` on lists below the name of a layer, in nine languages: every word for a size of a layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Suggested = Callable[..., list[dict[str, Any]]]

NAMES = """
    Layer 4 (Conv4):, Convolution 4 (Conv4), Conv layer #4, Fourth convolutional layer (Conv4):, 4th conv layer,
    The fourth convolutional layer, Conv. layer 4:, Convolutional Layer 4 + ReLU, CONV4 (convolution), Conv4层,
    第四个卷积层, 第4层卷积层, 네 번째 합성곱층 (Conv4), 4번째 합성곱 계층, 합성곱층 4, Conv4 계층, 4つ目の畳み込み層,
    第4畳み込み層,
    Vierte Faltungsschicht, Faltungsschicht 4 (Conv4), Cuarta capa convolucional, Capa convolucional 4,
    Quarta camada convolucional (Conv4), 4ª camada convolucional, Quatrième couche de convolution :,
    Couche de convolution 4, 4e couche de convolution
"""
POOLS = (
    "**2nd Max Pooling Layer**, Max-Pooling-2:, Second layer (Pool2): max pooling, "
    "Schicht 4 (Max. Pooling Schicht 2):, "
    "Camada de max pooling 2, 두 번째 풀링층, 第二个池化层, 2番目のプーリング層"
)
SIZES = {
    "de": """
        Anzahl der Filter: 96 = filters; Anzahl der Kanäle: 96 = filters; Merkmalskarten: 96 = filters
        Filtergröße: 11×11 = kernel; Kernelgrösse: 11×11 = kernel; Fenstergröße: 11×11 = kernel
        Schritte: 4 = stride; Schrittweite: 4 = stride; Schrittlänge: 4 = stride; Stride: 4 = stride
        Polsterung: 0 = padding; Padding: 0 = padding; Auffüllung: 0 = padding; Nullauffüllung: 0 = padding
        Ausgabegröße (Feature-Map-Größe): 55 x 55 x 96 = output_shape; Ausgabe: 55x55x96 = output_shape
    """,
    "en": """
        Number of filters: 96 = filters; 96 kernels = filters; Filter size: 11x11 = kernel; Kernel: 11x11 = kernel
        stride: 4 = stride; padding: 0 = padding; pad 0 = padding; output size: 55x55x96 = output_shape
    """,
    "es": """
        Número de filtros: 96 = filters; Mapas de características: 96 = filters; Canales de salida: 96 = filters
        Tamaño del filtro: 11×11 = kernel; Tamaño de la ventana: 11×11 = kernel
        Paso: 4 = stride; Zancada: 4 = stride; Desplazamiento: 4 = stride; Relleno: 0 = padding
        Salida: 55×55×96 = output_shape; Tamaño de salida: 55×55×96 = output_shape
    """,
    "fr": """
        Nombre de filtres : 96 = filters; Canaux de sortie : 96 = filters; Taille du noyau : 11×11 = kernel
        Pas : 4 = stride; Foulée : 4 = stride; Remplissage : 0 = padding; Marge : 0 = padding
        Sortie : 55×55×96 = output_shape; Taille de sortie : 55×55×96 = output_shape
    """,
    "it": """
        Numero di filtri: 96 = filters; Dimensione del filtro: 11×11 = kernel
        Passo: 4 = stride; Riempimento: 0 = padding
    """,
    "ja": """
        フィルタ数: 96 = filters; チャネル数: 96 = filters; カーネル数: 96 = filters; カーネル: 11×11 = kernel
        フィルタサイズ: 11×11 = kernel; ウィンドウサイズ: 11×11 = kernel; ストライド: 4 = stride; 歩幅: 4 = stride
        パディング: 0 = padding; ゼロ埋め: 0 = padding; 出力サイズ: 55×55×96 = output_shape
        出力: 55×55×96 = output_shape
    """,
    "ko": """
        필터 개수: 96 = filters; 특성맵: 96개 = filters; 출력 채널: 96 = filters; 커널: 11x11 = kernel
        윈도우 크기: 11x11 = kernel; 필터 사이즈: 11x11 = kernel; 스트라이드: 4 = stride; 보폭: 4 = stride
        패딩: 0 = padding; 출력 크기: 55x55x96 = output_shape; 출력: 55x55x96 = output_shape
    """,
    "pt": """
        Número de filtros: 96 = filters; Canais de saída: 96 = filters; Tamanho do kernel: 11×11 = kernel
        Passo: 4 = stride; Passada: 4 = stride; Salto: 4 = stride
        Preenchimento: 0 = padding; Acolchoamento: 0 = padding
        Saída: 55×55×96 = output_shape; Tamanho da saída: 55×55×96 = output_shape
    """,
    "zh": """
        卷积核种类：96 = filters; 卷积核个数：96 = filters; 滤波器数量：96 = filters; 输出通道数：96 = filters
        卷积核大小：11*11 = kernel; 核尺寸：11*11 = kernel; 区域：11*11 = kernel; 步长：4 = stride; 步幅：4 = stride
        步距：4 = stride; 填充：0 = padding; 零填充：0 = padding; 补零：0 = padding; 输出尺寸：55×55×96 = output_shape
    """,
}


def pairs(text: str) -> list[tuple[str, str]]:
    """The items of a list, each with its query's end."""
    items = [each.strip() for each in text.replace("\n", ";").split(";") if each.strip()]
    return [(item.rpartition(" = ")[0], item.rpartition(" = ")[2]) for item in items]


@pytest.mark.parametrize("language", SIZES)
def test_each_size_below_a_layers_name_in_each_language(suggested: Suggested, language: str) -> None:
    wanted = pairs(SIZES[language])
    text = "# AlexNet\n\n## Conv1\n\n" + "".join(f"- {item}\n" for item, _ in wanted)
    found = {each["line"]: each["query"] for each in suggested(text)}
    assert found == {5 + at: f"alexnet.conv1.{asks}" for at, (_, asks) in enumerate(wanted)}


@pytest.mark.parametrize("name", [each.strip() for each in NAMES.replace("\n", " ").split(", ")])
def test_a_convolution_by_its_name_number_or_ordinal(suggested: Suggested, name: str) -> None:
    found = suggested(f"# AlexNet\n\n{name}\n- 384 filters, 3×3\n")
    assert [each["query"] for each in found] == ["alexnet.conv4.filters", "alexnet.conv4.kernel"]


@pytest.mark.parametrize("name", POOLS.split(", "))
def test_a_pooling_by_its_name_number_or_ordinal(suggested: Suggested, name: str) -> None:
    found = suggested(f"# AlexNet\n\n{name}\n- 3×3\n- stride: 2\n- 13x13x256\n")
    asked = [each["query"] for each in found]
    assert asked == ["alexnet.pool2.kernel", "alexnet.pool2.stride", "alexnet.pool2.output_shape"]


def test_a_window_below_the_name_of_a_pooling_is_the_poolings(suggested: Suggested) -> None:
    text = (
        "# AlexNet\n\n## Pool2\n\n- Ventana: 3×3\n- Janela: 3×3\n- Fenêtre : 3×3\n- Finestra: 3×3\n- Pool size: 3×3\n"
    )
    assert {each["query"] for each in suggested(text)} == {"alexnet.pool2.kernel"}


def test_a_layers_name_right_below_a_list_is_no_part_of_its_last_item(suggested: Suggested) -> None:
    text = (
        "# AlexNet\n\nLayer 3 (Conv2):\n- Output: 27x27x256\nLayer 4 (Pool2):\n- Pool size: 3x3\n- Output: 13x13x256\n"
    )
    found = {each["line"]: each["query"] for each in suggested(text)}
    assert found == {
        4: "alexnet.conv2.output_shape", 6: "alexnet.pool2.kernel", 7: "alexnet.pool2.output_shape",
    }  # fmt: skip


def test_items_below_one_that_begins_with_a_layers_name_speak_of_it(suggested: Suggested) -> None:
    text = (
        "# AlexNet\n\n- second layer (Pool2): max pooling\n  - 3x3\n  - 13x13x256\n- Conv4: convolution\n  - 384 maps\n"
    )
    found = {each["line"]: each["query"] for each in suggested(text + "- the next\n  - 384 maps\n")}
    assert found == {
        4: "alexnet.pool2.kernel", 5: "alexnet.pool2.output_shape", 7: "alexnet.conv4.filters",
        9: "alexnet.conv3.filters",
    }  # fmt: skip


def test_a_step_that_the_layer_above_has_not_is_no_other_layers(suggested: Suggested) -> None:
    assert suggested("# AlexNet\n\n## Conv2\n\n- padding: 1\n- stride: 4\n") == []


def test_words_for_steps_of_other_things_are_none_of_windows(suggested: Suggested) -> None:
    text = "# AlexNet\n\n- Schritt 1: Daten laden\n- Paso 1: cargar\n- Étape 2\n- Erste Schritte in 2 Wochen\n"
    assert suggested(text) == []


def test_the_neurons_of_a_fully_connected_layer_alone(suggested: Suggested) -> None:
    found = suggested("# AlexNet\n\nFully-connected layer (FC7)\n- 4096\n- 1234\n\nResults:\n- 4096\n")
    assert [(each["line"], each["query"]) for each in found] == [(4, "alexnet.fc7.neurons")]
