"""Words of sentences about networks, in English and Korean: quantities, layers, what makes a figure doubtful.

Each pattern is tried where a word begins; Korean particles stand behind as words of their own.
"""

from __future__ import annotations

import re

QUANTITIES = {
    # Figures of networks and layers.
    "params": r"(?:\#|(?-i:[kmMG])(?=[Pp]aram)|num(?:ber)?\.? ?(?:of )?)?(?:trainable |learnable |free |total "
        r"|model )*param(?:eter)?s?\b(?:[ -]?(?:counts?|numbers?))?"
    r"|파라[미메]터(?: ?[수개]수?)?|매개 ?변수(?: ?[수개]수?)?|모수",
    "weights": r"(?:synaptic )?weights?\b(?! ?(?:layers?|decay|file|init|matri|bytes|shar|size|vector))"
        r"|가중치(?: ?[수개]수?)?",
    "macs": r"(?:[KMGT]-?)?MACC?s?\b(?! ?address)|[KMGT]?macs?\b(?=[\s,.;:(/)|]|$)"
        r"|mult(?:iply)?[- ]?(?:and[- ])?(?:adds?|accumulat\w+|accs?)\b(?: operations)?"
    r"|M-?Adds?\b|multiplication-?additions?|곱셈-?누산|곱셈-?덧셈(?: ?연산)?",
    "flops": r"(?-i:[KMGT]?FLOP[sS]?\b)|floating[- ]point(?: operations?)?|(?:arithmetic )?operations?\b|ops\b"
        r"|computational (?:cost|complexity)"
    r"|부동 ?소수점(?: ?연산)?(?: ?량| ?수)?|연산량|연산 ?횟수|계산량",
    "depth": r"(?:weight(?:ed)? |learnable |parametri[sz]ed |hidden )?layers?(?: deep)?\b|깊이|depth\b"
        r"|(?:가중치 ?)?층(?![A-Za-z가])|레이어(?: ?수)?|계층(?:적)?",
    "connections": r"connections?\b|연결(?: ?수)?(?!되|하|된|한|층| ?계층| ?레이어)",
    "rf": r"(?:theoretical |effective )?receptive[- ]fields?(?: sizes?)?|수용 ?영역|수용 ?장|수용 ?필드|RF\b",
    "bytes": r"(?:model |file |disk |weights? |param(?:eter)?s? |feat(?:ure)?s?\.? |memory "
        r"|checkpoint )?(?<!of )(?<!of the )(?:size|memory|mem\.?(?![a-z])|footprint"
        r"|storage)s?(?: on disk)?\b|메모리|용량|사이즈|모델 ?크기",
    # Sizes of layers.
    "kernel": r"(?:convolution(?:al)? )?(?:kernel|filter|window|mask|patch)[- ]?(?:size|shape|width)s?"
        r"|커널 ?(?:의 ?)?크기|필터 ?(?:의 ?)?크기|(?-i:F)(?=\s*=)",
    "jump": r"(?:effective|output|total|overall) strides?\b|jump\b",
    "stride": r"strides?\b|(?-i:S)(?=\s*=)|스트라이드|보폭",
    "padding": r"(?:zero[- ])?pad(?:ding|ded)?s?\b|(?-i:P)(?=\s*=)|패딩",
    "filters": r"(?:convolution(?:al)? |output |different )?(?:filters?|kernels?|channels?|feature[- ]maps?|maps)\b"
        r"|(?-i:K)(?=\s*=)|필터|커널|(?:출력 ?)?채널(?: ?수)?|특[징성] ?맵",
    "matrix": r"(?:weight )?matri(?:x|ces)\b|행렬",
    "dense": r"(?:fully[- ]?connected|FC|dense)\b(?!-?\d)|완전 ?연결|전 ?결합",
    "output": r"(?:spatial )?heights? and widths?|(?:output|activation|feature[- ]map|spatial)s? ?(?:volumes?|maps?"
        r"|tensors?|sizes?|shapes?|dimensions?|resolutions?)|출력 ?(?:의 ?)?크기|특[징성] ?맵 ?크기|volume",
    "input": r"(?:RGB |color |colour )?(?:input|image|crop)s?(?: ?(?:images?|sizes?|shapes?|volumes?|resolutions?"
        r"|dimensions?|tensors?))?\b|resolutions?|입력(?: ?(?:크기|이미지|영상))?|인풋(?: ?사이즈)?|이미지|해상도",
    "neurons": r"neurons?\b|뉴런",
    "units": r"(?:hidden )?(?:units?|nodes?|outputs?|features?)\b|유닛|노드|차원|[Ii]n_features",
    "classes": r"(?:object )?(?:classes|categories|way\b)|클래스|범주",
    "windows": r"(?:convolution(?:s|al)?|conv\b\.?|pool(?:ing|s)?|max[- ]?pool(?:ing)?|합성곱|컨볼루션|컨벌루션"
        r"|풀링|맥스 ?풀링)",
}  # fmt: skip
"""What a figure may count, by the key under which it is looked up."""

TYPES = {
    "conv": r"convolution(?:al)?s?|conv\.?|합성곱|컨볼루션|컨벌루션",
    "linear": r"fully[- ]?connected|FC|dense|linear|완전 ?연결|전 ?결합|밀집|전연결",
    "pool": r"(?:max[- ]?|average[- ]?|avg[- ]?|sub)?pool(?:ing)?|sub-?sampling|풀링|맥스 ?풀링",
}
"""Kinds of layers."""
ORDINALS = {
    "first": 1, "1st": 1, "첫": 1, "second": 2, "2nd": 2, "두": 2, "third": 3, "3rd": 3, "세": 3, "fourth": 4, "4th": 4,
    "네": 4, "fifth": 5, "5th": 5, "다섯": 5, "last": -1, "final": -1, "마지막": -1,
}  # fmt: skip
ORDINAL = (
    r"(?P<ordinal>\b(?:first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|last|final)\b|첫(?: ?번째)?|두 ?번째"
    r"|세 ?번째|네 ?번째"
    r"|다섯 ?번째|마지막)"
)
COUNT = r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|sixteen|nineteen|twenty)\b"
LAYER_WORD = r"(?:hidden |output |weight(?:ed)? )?(?:layers?\b|층|레이어|계층)"
ANY_TYPE = "|".join(f"(?P<t_{name}>{said})" for name, said in TYPES.items())
OTHER_PARTS = (
    r"\b(?:modules?|blocks?|stages?|branch(?:es)?|heads?|classifiers?|backbones?|encoders?|decoders?|stems?"
    r"|bottlenecks?|units? of|"
    r"each layer|per layer|every layer|this layer|these layers|those layers|that layer|shortcuts?|projections?"
    r"|embeddings?|cells?|"
    r"each kernel|per kernel|each filter|each neuron|each|per)\b|모듈|블록|블럭|스테이지|분류기|백본|각(?= )"
    r"|층당|채널당|필터당"
)
"""Parts of networks of which it is not certain which layers they are."""
COMPARISONS = r"\b(?:than|versus|vs\b\.?|compared (?:to|with)|unlike|instead of|rather than)|에 ?비해|보다|대비|달리"
_LINKS = """
    of is are was were be has have had having with in for the a an its their it to at equals equal about
    approximately roughly around nearly almost only just total totals totaling totalling count counts
    number numbers size sizes reaches reach reached amounts amount over s on by from as uses use used
    using contains contain containing consists comprises needs need requires require requiring that
    which model models network networks architecture comes come get gets gives out = : ( ) [ ] ' ’ " “ ”
    ~ ≈ · - – — * ` → whole entire full original standard version all and & up adds add set fixed 은 는
    이 가 을 를 의 에 에서 로 으로 와 과 도 만 개 수 는데 약 총 전체 이다 이며 이고 모두 인 당 크기
    크기는 정도 대략 각각 값 값은 개수 수는 수가 개의 개로 모델 모델의 네트워크 네트워크의
"""
LINKS = frozenset(_LINKS.split())
"""Words that may stand between a quantity and its figure."""
_ADJECTIVES = """
    trainable learnable free total model network of different unique independent distinct learned
    adjustable real-valued - 개 개의 의 여 여개 여개의 만개 만개의 weight weighted separate 학습 output input the its
    convolutional spatial single successive consecutive stacked parallel such these non-overlapping
    overlapping 개로 짜리
"""
ADJECTIVES = frozenset(_ADJECTIVES.split())
"""Words that may stand between a figure and its quantity."""
COMPARED = re.compile(
    r"(?:times|fold|배)?\s?(?:fewer|less|more|smaller|larger|bigger|greater|higher|lower|적|많|작"
    r"|크)",
    re.IGNORECASE | re.ASCII,
)
DOUBT = re.compile(
    r"\b(?:we|our|ours|my|this work|propos\w+|pruned?|pruning|compress\w*|quanti[sz]\w+|distill\w*|binari[sz]\w*"
    r"|sparsi\w+|"
    r"modif\w+|custom\w*|simplif\w+|streamlined|reduced[- ](?:version|model|size|width)|remov\w+|without|w/o"
    r"|replac\w+|drop(?:ping|ped)|adding|added|"
    r"if|would|could|instead|e\.g\.,? a|adapted|trimm\w+|shrink\w*|shrunk|halv\w+|doubl\w+|tripl\w+|dilat\w+|"
    r"freez\w+|frozen|fine-?tun\w+|transfer learning|exclud\w+|ignor\w+|LoRA|adapter)\b|우리|제안|경량화"
    r"|가지치기|양자화|수정한|변형"
    r"|제거|제외|줄인|줄여|만약"
    , re.IGNORECASE | re.ASCII)  # fmt: skip
"""Words of a sentence about a changed network, of which nothing is said."""
RATES = re.compile(
    r"^\s?(?:per (?:second|s)\b|/\s?s(?:ec)?\b|fps\b|images?/|ms\b|sec(?:ond)?s?\b|minutes?|hours?|days?|epochs?"
    r"|iterations?|"
    r"GPUs?\b|CPUs?\b|cores?\b|points?\b|MHz|GHz|watts?|W\b|mJ|J\b|fold\b|초\b|시간|분\b|장의|세대|년|월|일\b|위\b|명)",
    re.IGNORECASE | re.ASCII,
)
HARDWARE = re.compile(
    r"\b(?:GPUs?|CPUs?|TPUs?|NPUs?|NVIDIA|GTX|RTX|Titan|Tesla|A100|V100|H100|chips?|peak|throughput|hardware|RAM"
    r"|VRAM|Graviton|processor)\b"
    r"|그래픽|하드웨어", re.IGNORECASE | re.ASCII)  # fmt: skip
SCORES = re.compile(
    r"\b(?:accurac\w+|errors?|top-?[15]|mAP|AP|BLEU|F1|loss|perplexity|speed-?ups?|latency|runtime|batch(?: size)?"
    r"|learning rate|momentum|"
    r"dropout|probability|year|bits?|bit-width|GB of|dataset|samples|examples|training images|test images)\b"
    r"|정확[도성]|오류|에러|오차|배치|학습률|데이터", re.IGNORECASE | re.ASCII)  # fmt: skip
EXAMPLE = re.compile(
    r"\b(?:for example|for instance|e\.g\.|suppose|assume|imagine|consider|let us say|toy)\b|예를 들|예시|가정"
    r"|만약",
    re.IGNORECASE | re.ASCII,
)
"""Words of a sentence about no network at all."""
DATASETS = re.compile(
    r"\b(?:CIFAR|MNIST|Fashion-MNIST|SVHN|Tiny ?ImageNet|grayscale|COCO"
    r"|VOC)\b",
    re.IGNORECASE | re.ASCII,
)
"""Images of other sizes and numbers of classes, for which the first and the last layer change."""
SENTENCE = re.compile(
    r"(?<!et al)(?<!\bvs)(?<!approx)(?<!e\.g)(?<!i\.e)(?<!Fig)(?<!Eq)(?<!cf)(?<!Sec)[.!?][\"'”)\]*]*\s+(?=\S)|[。]"
    r"|\s\|\s"
)
RESPECTIVELY = re.compile(r"\brespectively\b|각각", re.IGNORECASE | re.ASCII)
QUANTITY = re.compile(
    "|".join(
        rf"(?P<{key}>(?<![A-Za-z])(?:{said}))"
        for key, said in ((key, QUANTITIES[key]) for key in (
            "kernel", "matrix", "output", "params", "macs", "flops", "rf", "jump", "stride", "padding", "filters",
            "neurons", "units", "input", "bytes", "connections", "classes", "depth", "weights", "dense", "windows"))
    ),
    re.IGNORECASE | re.ASCII,
)  # fmt: skip
PART = re.compile(
    rf"{ORDINAL}(?:\s|-)*(?:(?P<count>{COUNT}|[2-9]|\d\d?개의)\s)?(?:of (?:the |its ))?(?:(?:{ANY_TYPE})(?:\s"
    rf"|-)*)?{LAYER_WORD}",
    re.IGNORECASE | re.ASCII,
)
GROUP = re.compile(
    rf"(?<![A-Za-z])(?P<both>(?:{'|'.join(TYPES.values())})(?:\s?/\s?|\s?,\s?|\s(?:and|or|\+)\s|와 ?"
    rf"|과 ?))?(?:{ANY_TYPE})(?:\s|-)?{LAYER_WORD}",
    re.IGNORECASE | re.ASCII,
)
OTHER = re.compile(OTHER_PARTS, re.IGNORECASE | re.ASCII)
COMPARISON = re.compile(COMPARISONS, re.IGNORECASE | re.ASCII)
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[-.][A-Za-z0-9_]+)*|[가-힣]+|[0-9]+|\S")
