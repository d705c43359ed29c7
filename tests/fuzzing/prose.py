"""Documents about networks as people might write them, put together by chance from words, names and figures.

Unlike a changed text, nearly every line of such a document is read as one about a network, with a figure in a place
where it makes sense or where it makes none: a size in memory below "layers", a factor without its other side, a table
with a network in its heading that the catalog does not have.
"""

from __future__ import annotations

import random

NAMES = """
    AlexNet|VGG-16|VGG|ResNet|ResNet-50|ResNet-1202|ResNet-50/101/152|GoogLeNet|Inception|Inception v3|LeNet-5
    LeNet|MobileNet|MobileNetV2 (1.4)|0.5× MobileNetV2|MobileNetV3|SqueezeNet|EfficientNet-B0|DenseNet-201
    resnet18+tricks|vgg16_bn|AlexNet_Weights.DEFAULT|알렉스넷|VGG1억|Krizhevsky et al.|plain-34|the network|NIN|ZFNet
    CaffeNet
""".replace("\n", "|")
QUANTITIES = """
    parameters|params|Parameter|FLOPs|MACs|GFLOPs (G)
    layers|depth|weights|filters|kernel size|stride|padding
    output|input size|size (MB)|memory|receptive field|neurons|classes|conv layers|FC layers
    파라미터 수|층|연산량|필터|参数量
    层|卷积核|パラメータ|層
    paramètres|couches|capas|parámetros|camadas|Schichten|Millionen Parameter|Total|accuracy|year
    blocks
""".replace("\n", "|")
FIGURES = """
    61M|60 million|138,357,544|25.6M|1억 3,800만|6000万|1.38 亿|25,6 Mio.|3.8 × 10^9|3.8e9|4.1 GFLOPs|0.319
    724M MACs|8|16|16-19|11, 13, 16 and 19|50/101/152+|22층|152개|244 MB|98 MiB|0.5%|61 %|12x|1/12|×6|3×3|11×11×3
    55×55×96|7×7/2|(3, 224, 224)|[64, 128, 256]|64 → 128 → 256|1+1+2=4|11 × 11 × 3 × 96 + 96 = 34,944
    (227 - 11) / 4 + 1 = 55|224|1000|~|?|-|>60M|5개|up to 152|more than 60 million|약 61M|~138M (528 MB)
    61,706 (~62K)|[3×3, 64; 3×3, 64] × 3|2:3|10^9|1e400|9999999999999999999
""".replace("\n", "|")
FORMS = """
    {n} has {f} {q}.|{n}: {f} {q}|{q}: {f}|{n} {q} {f}|{n}의 {q}는 {f}이다.|{n} ({f} {q}) and {m} ({f} {q})
    {f} {q} of {n}|It needs {f} {q}, {f} {q} less than {m}.|{n}比{m}少{f}{q}。|{n}は{f}の{q}を持つ。|{n} tiene {f} {q}.
    {n} hat {f} {q}.|The first conv layer of {n} has {f} {q}, stride {f}.|{f} vs {f} {q}
    After {m}, {n} came with {f} {q}! {f} {q}.|{n} → {f}|{f} of the {q} of {n} are in the FC layers ({f}).|{q}
    {n}|{f}|{n} and {m} have {f} and {f} {q}, respectively.
""".replace("\n", "|")


def prose(random_: random.Random) -> str:
    """A document of some blocks: most of the time goes into the networks that it names."""
    blocks = (heading, sentence, sentence, items, table, table, formula, page)
    return "\n\n".join(random_.choice(blocks)(random_) for _ in range(random_.randint(1, 40)))


def word(random_: random.Random, words: str) -> str:
    """One of some words that strokes set apart."""
    return random_.choice([each.strip() for each in words.split("|") if each.strip()])


def sentence(random_: random.Random) -> str:
    text = word(random_, FORMS)
    for mark, words in (("{n}", NAMES), ("{m}", NAMES), ("{f}", FIGURES), ("{q}", QUANTITIES)):
        while mark in text:
            text = text.replace(mark, word(random_, words), 1)
    return text


def heading(random_: random.Random) -> str:
    return f"{'#' * random_.randint(1, 4)} {random_.choice((word(random_, NAMES), sentence(random_)))}"


def items(random_: random.Random) -> str:
    lines = (f"{'  ' * random_.randint(0, 2)}- {sentence(random_)}" for _ in range(random_.randint(1, 5)))
    return "\n".join(lines)


def formula(random_: random.Random) -> str:
    terms = " × ".join(str(random_.choice((1, 3, 5, 11, 64, 96, 256, 4096))) for _ in range(random_.randint(1, 5)))
    return f"{word(random_, NAMES)}: {terms} + {random_.choice((0, 96, 4096))} = {word(random_, FIGURES)}"


def table(random_: random.Random) -> str:
    width = random_.randint(1, 5)
    kinds = (NAMES, QUANTITIES, FIGURES, "conv1|Conv|FC6|Max pool|BN1d FC1|Total|总计|Input| ")

    def row(*likely: str) -> str:
        cells = [word(random_, random_.choice(likely)) if random_.random() < 0.95 else "" for _ in range(width)]
        return f"| {' | '.join(cells)} |"

    rows = [row(NAMES, QUANTITIES, QUANTITIES), f"|{'---|' * width}"]
    return "\n".join([*rows, *(row(*kinds, FIGURES, FIGURES) for _ in range(random_.randint(0, 5)))])


def page(random_: random.Random) -> str:
    """The same in HTML."""
    cells = "".join(f"<td>{word(random_, FIGURES)}</td>" for _ in range(2))
    head = f"<tr><th></th><th>{word(random_, NAMES)}</th><th>{word(random_, QUANTITIES)}</th></tr>"
    return f"<table>{head}<tr><td>{word(random_, QUANTITIES)}</td>{cells}</tr></table>"
