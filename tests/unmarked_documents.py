"""Documents with figures of networks in running text, without a mark, and the truth about each figure.

Made by chance from ways in which people write, in English and Korean: sentences, lists below headings, tables with the
networks in rows or in columns, tables of layers. Between them stand figures that count something else.
"""

from __future__ import annotations

import random
import re
from typing import NamedTuple

from cnnstat.quantities.values import Exact
from cnnstat.query import Bench, evaluate, read_query

SPELLED = {
    "alexnet": ("AlexNet", "알렉스넷"), "vgg16": ("VGG-16", "VGG16", "VGG (16)"), "vgg19": ("VGG-19", "VGG19"),
    "googlenet": ("GoogLeNet", "Inception v1"), "resnet18": ("ResNet-18", "ResNet18"), "resnet34": ("ResNet-34",),
    "resnet50": ("ResNet-50", "ResNet50", "Res-50", "레즈넷50"), "resnet152": ("ResNet-152",),
    "lenet5": ("LeNet-5", "LeNet5"),
    "mobilenet_v1": ("MobileNetV1", "MobileNet v1"), "mobilenet_v2": ("MobileNetV2", "MobileNet-v2"),
}  # fmt: skip
LAYERS = {
    "alexnet": ("conv1", "conv2", "conv3", "fc6", "fc7", "fc8"), "vgg16": ("conv1_1", "conv3_2", "fc6", "fc8"),
    "lenet5": ("C1", "C5", "F6"),
}  # fmt: skip
ROWS = {
    "alexnet": ("conv1.filters conv2.filters conv3.filters", "fc6.neurons fc7.neurons fc8.neurons"),
    "vgg16": (
        "conv1_1.filters conv2_1.filters conv3_1.filters conv4_1.filters",
        "fc6.neurons fc7.neurons fc8.neurons",
        "input.height pool1.height pool2.height pool3.height pool4.height pool5.height",
    ),
    "vgg19": ("conv1_1.filters conv2_1.filters conv3_1.filters",),
    "resnet50": ("input.height conv1.height pool1.height",),
}  # fmt: skip
"""Sizes of layers in order."""
ORDERED = {
    "alexnet": "conv1 pool1 conv2 pool2 conv3 conv4 conv5 pool5",
    "vgg16": "conv1_1 conv1_2 pool1 conv2_1 conv2_2 pool2",
    "googlenet": "conv1 pool1 conv2 pool2 pool3",
}
"""Layers in the order of a table whose rows say only of which kind each is."""
LISTED = {"alexnet": "conv1 conv2 conv3 conv4 conv5", "lenet5": "C1 C3 C5"}
"""All convolutions of a network."""
COMMENTED = {
    "alexnet": ("AlexNet", "conv1 pool1 conv2 pool2 conv3 pool5"),
    "vgg16": ("VGG16", "conv1_1 pool1 conv2_1 pool2 conv3_1"),
    "resnet18": ("ResNet18", "conv1 pool1 conv3.1.conv1 conv4.1.conv1"),
}  # fmt: skip
"""Classes, and layers whose shapes comments give."""
KINDS = {"alexnet": ("conv", "linear"), "vgg16": ("conv", "linear"), "vgg19": ("conv", "linear")}
SIZES = {
    "alexnet": (
        "The first layer has {conv1.filters} filters of {conv1.kernel} with stride {conv1.stride}.",
        "FC1: {fc6.neurons}.", "The output is a {fc8.neurons}-way softmax.", "Flatten: {flatten.neurons}.",
        "모든 풀링은 {pool1.kernel}, stride {pool1.stride}이다.",
    ),
    "vgg16": (
        "Only ({conv1_1.kernel}) filters with stride {conv1_1.stride} and padding {conv1_1.padding} are used.",
        "Pooling is {pool1.kernel} with stride {pool1.stride}.",
        "모든 conv는 {conv1_1.kernel}, stride {conv1_1.stride}이다.",
        "FC1: {fc6.neurons}.", "출력: {fc8.neurons}-way softmax.",
    ),
}  # fmt: skip
"""Sentences with sizes of layers, in a section about their network."""
BLOCKS = {"resnet18": (2, 2, 2, 2), "resnet34": (3, 4, 6, 3), "resnet50": (3, 4, 6, 3), "resnet152": (3, 8, 36, 3)}
"""How many blocks each stage of a network has, as its paper prints them in brackets."""
LETTERED = {"A": "vgg11", "B": "vgg13", "C": "vgg16-c", "D": "vgg16", "E": "vgg19"}
CONVOLUTIONS = {
    "vgg11": (1, 1, 2, 2, 2), "vgg13": (2, 2, 2, 2, 2), "vgg16-c": (2, 2, 3, 3, 3), "vgg16": (2, 2, 3, 3, 3),
    "vgg19": (2, 2, 4, 4, 4),
}  # fmt: skip
"""How many convolutions each stage of a configuration has."""
ROMANCE = (
    ("{net} tiene {figure} capas. ", "depth"), ("{net}: la red tiene {figure} parámetros. ", "params"),
    ("A {net} tem {figure} camadas. ", "depth"), ("{net} possède {figure} paramètres. ", "params"),
    ("{net} ha {figure} parametri. ", "params"), ("{net} 有 {figure} 个参数。 ", "params"),
)  # fmt: skip
ENGLISH = {
    "params": (
        "{net} has {figure} parameters.",
        "The number of parameters of {net} is {figure}.",
        "{net} needs {figure} weights.",
        "With {figure} parameters, {net} is a typical network.",
        "There are {figure} trainable parameters in {net}.",
        "{net} ({figure} parameters) came first.",
        "Parameters of {net}: {figure}.",
        "The {figure} parameters of {net} fit.",
    ),
    "macs": (
        "{net} needs {figure} multiply-accumulates.",
        "One image costs {net} {figure} MACs.",
        "{net}: {figure} mult-adds.",
        "The MACs of {net} are {figure}.",
    ),
    "depth": (
        "{net} has {figure} layers.",
        "{net} is {figure} layers deep.",
        "The {figure}-layer {net} is well known.",
    ),
}
KOREAN = {
    "params": (
        "{net}의 파라미터는 {figure}개이다.",
        "{net}은 {figure}개의 파라미터를 가진다.",
        "{net}의 매개변수 수는 약 {figure}개이다.",
        "파라미터 수: {net} {figure}.",
        "{net}의 파라미터 수는 {figure}에 이른다.",
    ),
    "macs": (
        "{net}의 MACs는 {figure}이다.",
        "{net}은 {figure} MACs가 필요하다.",
    ),
    "depth": (
        "{net}은 {figure}층이다.",
        "{net}의 깊이는 {figure}층이다.",
        "{net}은 {figure}개의 층으로 이루어진다.",
    ),
}
DECOYS = (
    "It was trained for 90 epochs on 1.28 million images.",
    "A GTX 580 reaches 1.5 TFLOPs.",
    "Top-5 error is 7.3%.",
    "A pruned {net} has 6.7M parameters.",
    "EfficientNet-B0 has 5.3M parameters.",
    "SqueezeNet reaches the same with 1.25M parameters.",
    "{net} runs at 230 images per second.",
    "Our network has 2.2M parameters.",
    "DenseNet-121 is 121 layers deep.",
    "{net} with BN has 138.4M parameters.",
    "{net} won in 2014.",
    "배치 크기는 256이다.",
    "정확도는 71.3%이다.",
    "우리 모델은 파라미터가 120만 개이다.",
    "EfficientNet-B0의 파라미터는 530만 개이다.",
    "Inference takes 22 ms on a V100.",
    "SE-{net} has 28.1M parameters.",
    "Networks in general have up to 100 layers.",
    "{net} is used in Faster R-CNN at 5 fps.",
    "The rate falls 30 → 60 → 90.",
    "{net} was shown in 2015.",
    "Scores rise 64 → 128 → 250.",
    "ZFNet begins with 7x7 kernels at stride 2.",
)


class Truth(NamedTuple):
    """A figure of a document: where it begins, what it says, its query, and whether it is never doubted.

    Those of parts are not, nor those of listings in code, where programs count in ways of their own.
    """

    start: int
    says: str
    query: str
    quiet: bool = False


class Writer:
    """Writes one document by chance."""

    def __init__(self, chance: random.Random, bench: Bench) -> None:
        self.chance, self.bench = chance, bench
        self.text, self.truth = "", list[Truth]()

    def value(self, query: str) -> int:
        value = self.exact(query)
        assert isinstance(value, int)
        return value

    def exact(self, query: str) -> Exact:
        return evaluate(read_query(query), self.bench).value

    def printed(self, query: str, korean: bool) -> str:
        """The value of a query in one of the ways in which people print it."""
        value = self.value(query)
        forms = [f"{value:,}"]
        if value >= 10**9:
            forms += [f"{value / 1e9:.2f}G", f"{value / 1e9:.2f} billion", f"{value / 1e6:,.0f}M"]
        elif value >= 10**6:
            forms += [f"{value / 1e6:.1f}M", f"{value / 1e6:.2f}M", f"{value / 1e6:.1f} million"]
        elif value >= 10**5:
            forms += [f"{value / 1e3:.0f}K"]
        if korean and value >= 10**8:
            forms = (
                [f"{value // 10**8}억 {round(value % 10**8, -4) // 10**4:,}만"] if value % 10**8 < 99_995_000 else forms
            )
        elif korean and value >= 10**6:
            forms = [f"{value / 1e4:,.0f}만"]
        return str(value) if value < 1000 else self.chance.choice(forms)

    def put(self, form: str, net: str, query: str, korean: bool, quiet: bool = False) -> None:
        """Add a text with the figure of a query."""
        before, after = form.replace("{net}", net).split("{figure}")
        figure = self.printed(query, korean)
        self.text += before
        self.truth.append(Truth(len(self.text), figure, query, quiet))
        self.text += figure + after

    def network(self) -> tuple[str, str]:
        """A network and one of its spellings."""
        name = self.chance.choice([*SPELLED])
        return name, self.chance.choice(SPELLED[name])

    def sentence(self) -> None:
        name, net = self.network()
        korean = self.chance.random() < 0.4
        forms = KOREAN if korean else ENGLISH
        key = self.chance.choice([*forms])
        self.put(self.chance.choice(forms[key]), net, f"{name}.{key}", korean)
        self.text += " "

    def decoy(self) -> None:
        self.text += self.chance.choice(DECOYS).replace("{net}", self.network()[1]) + " "

    def paragraph(self) -> None:
        for _ in range(self.chance.randint(1, 4)):
            self.chance.choice((self.sentence, self.sentence, self.decoy))()
        self.text += "\n\n"

    def listed(self) -> None:
        """A section about one network, with a list of its figures."""
        name, net = self.network()
        self.text += f"## {net}\n\n"
        korean = self.chance.random() < 0.4
        english = (("params", "Parameters: {figure}"), ("macs", "MACs: {figure}"), ("depth", "{figure} layers"))
        own = (("params", "파라미터: {figure}"), ("macs", "MACs: {figure}"), ("depth", "깊이: {figure}층"))
        for key, form in own if korean else english:
            self.put(f"- {form}\n", net, f"{name}.{key}", korean)
        self.text += "- Top-1 accuracy: 71.8%\n\n"

    def table(self) -> None:
        """A table with networks in rows or in columns, and a column of something else."""
        names = self.chance.sample([*SPELLED], 3)
        nets = [self.chance.choice(SPELLED[each]) for each in names]
        korean = self.chance.random() < 0.4
        heads = ("파라미터 수", "MACs", "깊이") if korean else ("Parameters", "MACs", "Layers")
        rows = [*zip(heads, ("params", "macs", "depth"), strict=True)]
        if self.chance.random() < 0.5:
            self.text += f"| Model | {' | '.join(heads)} | Top-1 |\n|---|---|---|---|---|\n"
            for name, net in zip(names, nets, strict=True):
                self.text += f"| {net} |"
                for _, key in rows:
                    self.put(" {figure} |", net, f"{name}.{key}", korean)
                self.text += " 71.3 |\n"
        else:
            self.text += f"| | {' | '.join(nets)} |\n|---|---|---|---|\n"
            for head, key in rows:
                self.text += f"| {head} |"
                for name, net in zip(names, nets, strict=True):
                    self.put(" {figure} |", net, f"{name}.{key}", korean)
                self.text += "\n"
            self.text += "| Top-1 | 71.3 | 70.1 | 69.8 |\n"
        self.text += "\n"

    def tasks(self) -> None:
        """A table whose networks stand in its second column, in a unit that its figures leave out or not."""
        names = self.chance.sample([each for each in SPELLED if each != "lenet5"], 4)
        bare = self.chance.random() < 0.5
        self.text += "| Task | Network | Params | Top-1 |\n|---|---|---|---|\n"
        for name in names:
            self.text += f"| Sorting | {self.chance.choice(SPELLED[name])} | "
            query = f"{name}.params"
            says = f"{self.value(query) / 1e6:.1f}{'' if bare else 'M'}"
            self.truth.append(Truth(len(self.text), says, query))
            self.text += f"{says} | 71.3 |\n"
        self.text += "\n"

    def two(self) -> None:
        """A sentence on the layers of two networks, of the second of which it need not say what it counts."""
        (first, one), (second, other) = self.network(), self.network()
        self.put("{net} has {figure} layers, ", one, f"{first}.depth", korean=False)
        self.put("whereas {net} has only {figure}.\n\n", other, f"{second}.depth", korean=False)

    def sizes(self) -> None:
        """A section about one network with sizes of its layers, alone and in order, and a row that is no network's."""
        name = self.chance.choice([*SIZES])
        self.text += f"## {self.chance.choice(SPELLED[name])}\n\n"
        for form in self.chance.sample(SIZES[name], 3):
            self.text += "- "
            for at, piece in enumerate(re.split(r"[{}]", form)):
                if at % 2:
                    self.size(f"{name}.{piece}")
                else:
                    self.text += piece
            self.text += "\n"
        self.text += "- Batches of 32 → 64 → 100\n\n"

    def rows(self) -> None:
        """Sizes in the order of a network's layers, and how many layers of each kind it has."""
        name = self.chance.choice([*ROWS])
        arrow = self.chance.choice((" → ", " -> ", "→"))
        self.text += f"{self.chance.choice(SPELLED[name])}: "
        for at, each in enumerate(self.chance.choice(ROWS[name]).split()):
            self.text += arrow if at else ""
            self.size(f"{name}.{each}")
        self.text += ". "
        name = self.chance.choice([*LISTED])
        self.text += f"{self.chance.choice(SPELLED[name])}: kernels ["
        for at, layer in enumerate(LISTED[name].split()):
            self.text += ", " if at else ""
            value = self.value(f"{name}.{layer}.kernel")
            self.truth.append(Truth(len(self.text), str(value), f"{name}.{layer}.kernel"))
            self.text += str(value)
        self.text += "], epochs [30, 60, 90].\n\n"
        name = self.chance.choice([*KINDS])
        self.text += f"{self.chance.choice(SPELLED[name])} (conv "
        for kind, behind in zip(KINDS[name], (" + FC ", ").\n\n"), strict=True):
            self.size(f"count({name}[{kind}])")
            self.text += behind

    def blocks(self) -> None:
        """A table with the blocks of ResNets in brackets, and a row of blocks that none of them has."""
        names = self.chance.sample([*BLOCKS], 2)
        deep = self.chance.random() < 0.5
        heads = [f"{re.sub(r'[a-z]+', '', each)}-layer" if deep else SPELLED[each][0] for each in names]
        self.text += f"## ResNet\n\n| Stage | {heads[0]} | {heads[1]} |\n|---|---|---|\n"
        for stage in self.chance.sample(range(4), 2):
            self.text += f"| stage {'abcd'[stage]} |"
            for name in names:
                many = 3 if name in ("resnet50", "resnet152") else 2
                for at in range(1, many + 1):
                    self.text += "; " if at > 1 else " ["
                    self.size(f"{name}.conv{stage + 2}.1.conv{at}.kernel")
                    self.text += ", "
                    self.size(f"{name}.conv{stage + 2}.1.conv{at}.filters")
                self.text += f"] × {BLOCKS[name][stage]} |"
            self.text += "\n"
        self.text += "| other | [5x5, 48; 3x3, 48] × 2 | [3x3, 64; 3x3, 64] × 9 |\n\n"

    def configurations(self) -> None:
        """A table with VGG's configurations in columns, told by letters."""
        self.text += f"## VGG\n\n| {' | '.join(LETTERED)} |\n|{'---|' * len(LETTERED)}\n"
        for stage in range(self.chance.randint(1, 5)):
            self.text += "|"
            for name in LETTERED.values():
                for at in range(CONVOLUTIONS[name][stage]):
                    self.text += "<br>conv" if at else " conv"
                    side = "1" if name == "vgg16-c" and at == 2 else "3"
                    self.truth.append(Truth(len(self.text), side, f"{name}.conv{stage + 1}_{at + 1}.kernel"))
                    self.text += side
                    self.text += "-"
                    self.size(f"{name}.conv{stage + 1}_{at + 1}.filters")
                self.text += " |"
            self.text += f"\n|{' maxpool |' * len(LETTERED)}\n"
        self.text += "\n"

    def repeated(self) -> None:
        """The table of MobileNetV2, whose columns are letters."""
        self.text += "## MobileNetV2\n\n| Input | Operator | t | c | n | s |\n|---|---|---|---|---|---|\n"
        for stage, (many, stride) in enumerate(((2, 2), (3, 2), (4, 2), (3, 1), (3, 2), (1, 1)), 2):
            shape = self.exact(f"mobilenet_v2.stage{stage}.1.input_shape")
            assert isinstance(shape, tuple)
            says = f"{shape[1]}²×{shape[0]}"
            self.text += "| "
            self.truth.append(Truth(len(self.text), says, f"mobilenet_v2.stage{stage}.1.input_shape"))
            self.text += f"{says} | bottleneck | 6 | "
            self.size(f"mobilenet_v2.stage{stage}.1.project.filters")
            self.text += f" | {many} | "
            self.size(f"mobilenet_v2.stage{stage}.1.{'depthwise' if stride == 2 else 'expand'}.stride")
            self.text += " |\n"
        self.text += "\n"

    def romance(self) -> None:
        """Sentences in other languages."""
        for form, key in self.chance.sample(ROMANCE, 3):
            name, net = self.network()
            self.put(form, net, f"{name}.{key}", korean=False)
        self.text += "\n\n"

    def size(self, query: str) -> None:
        """Add a size of a layer, as a number or as 3×3."""
        value = self.exact(query)
        sides = (value, value) if query.endswith(".kernel") and not isinstance(value, tuple) else value
        says = "x".join(map(str, sides)) if isinstance(sides, tuple) else str(sides)
        self.truth.append(Truth(len(self.text), says, query))
        self.text += says

    def code(self) -> None:
        """Classes with the shapes of their layers in comments; those of a class that is no network's are no figures."""
        name = self.chance.choice([*COMMENTED])
        called, layers = COMMENTED[name]
        self.text += f"```python\nclass {called}(nn.Module):\n"
        for layer in layers.split():
            self.text += f"    self.{layer.replace('.', '_')} = make()  # "
            self.size(f"{name}.{layer}.output_shape")
            self.text += "\n"
        self.text += (
            "```\n\n```python\nclass Tiny(nn.Module):\n    a = make()  # 5x9x9\n    b = make()  # 7x3x3\n```\n\n"
        )

    def fenced(self) -> None:
        """A block of code with labels and values of one network, and another network beside one of them."""
        name = self.chance.choice([*KINDS])
        self.text += f"**{self.chance.choice(SPELLED[name])}:**\n\n```\nLayers: "
        for kind, behind in zip(KINDS[name], (" conv, ", " FC\n"), strict=True):
            self.size(f"count({name}[{kind}])")
            self.text += behind
        self.put("Parameters: {figure} (much)\n", "", f"{name}.params", korean=False, quiet=True)
        for kind, called in zip(KINDS[name], ("Conv", "FC"), strict=True):
            self.put(f"{called} layers: {{figure}}\n", "", f"sum({name}[{kind}].params)", korean=False, quiet=True)
        self.text += "Accuracy: 71%\nEpochs: 90\n```\n\n"

    def drawn(self) -> None:
        """A table that blanks draw in a block of code, with networks as headings."""
        names = self.chance.sample([*SPELLED], 3)
        nets = "".join(f"{self.chance.choice(SPELLED[each]):>16}" for each in names)
        self.text += f"```\n{'':16}{nets}\nAccuracy:       {'71%':>16}{'72%':>16}{'73%':>16}\n"
        for head, key in (("Parameters:", "params"), ("MACs:", "macs")):
            self.text += f"{head:16}"
            for name in names:
                self.put("    {figure}", "", f"{name}.{key}", korean=False)
            self.text += "\n"
        self.text += "```\n\n"

    def equation(self) -> None:
        """An equation over lines that reckons out the weights and parameters of a layer, and one of no layer."""
        name = self.chance.choice([*LAYERS])
        layer = f"{name}.{self.chance.choice(LAYERS[name])}"
        self.text += f"## {self.chance.choice(SPELLED[name])}\n\n```\nparameters = 7 × ("
        self.text += "9 × 5) + 3\n  = "
        if self.value(f"{layer}.weights") >= 10_000:
            self.truth.append(Truth(len(self.text), f"{self.value(f'{layer}.weights'):,}", f"{layer}.weights"))
        self.text += f"{self.value(f'{layer}.weights'):,} + 3\n"
        self.text += "  = "
        if self.value(f"{layer}.params") >= 1000:
            self.truth.append(Truth(len(self.text), f"{self.value(f'{layer}.params'):,}", f"{layer}.params"))
        self.text += f"{self.value(f'{layer}.params'):,}\n```\n\n```\nx = 7 × 9 × 11\n  = 6,930\n```\n\n"

    def layers(self) -> None:
        """A table of one network's layers."""
        name = self.chance.choice([*LAYERS])
        self.text += (
            f"## {self.chance.choice(SPELLED[name])}\n\n| Layer | Parameters | Learning rate |\n|---|---|---|\n"
        )
        for layer in LAYERS[name]:
            self.text += f"| {layer} |"
            self.put(" {figure} |", "", f"{name}.{layer}.params", korean=False)
            self.text += " 0.01 |\n"
        self.put("| Total | {figure} | |\n\n", "", f"{name}.params", korean=False)

    def ordered(self) -> None:
        """A table of layers of one network that names none of them."""
        name = self.chance.choice([*ORDERED])
        joined = self.chance.random() < 0.5
        head = "Kernel / stride" if joined else self.chance.choice(("Kernel size | Stride", "커널 크기 | 스트라이드"))
        self.text += f"## {self.chance.choice(SPELLED[name])}\n\n| Type | {head} | Output size | Rate |\n"
        self.text += f"|{'---|' * (4 if joined else 5)}\n"
        for layer in ORDERED[name].split():
            self.text += f"| {'conv' if layer.startswith('conv') else 'max pool'} | "
            self.size(f"{name}.{layer}.kernel")
            self.text += "/" if joined else " | "
            self.size(f"{name}.{layer}.stride")
            self.text += " | "
            self.size(f"{name}.{layer}.output_shape")
            self.text += " | 0.01 |\n"
        self.text += "\n"

    def write(self) -> None:
        """A whole document; paragraphs end its sections, so that they speak of what they name."""
        self.text += "# Networks\n\n"
        for _ in range(self.chance.randint(2, 5)):
            self.chance.choice(
                (
                    self.paragraph, self.paragraph, self.listed, self.table, self.layers, self.sizes, self.rows,
                    self.ordered, self.code, self.tasks, self.two, self.fenced, self.drawn, self.equation,
                    self.blocks, self.configurations, self.repeated, self.romance,
                )
            )()  # fmt: skip
            self.text += "# More\n\n"


def document(seed: int, bench: Bench) -> Writer:
    """The document of a seed."""
    writer = Writer(random.Random(seed), bench)
    writer.write()
    return writer
