"""Words of sentences about networks, in English, Korean and Chinese: quantities, layers, what makes a figure doubtful.

Each pattern is tried where a word begins; Korean particles stand behind as words of their own.
"""

from __future__ import annotations

import re

from cnnstat.documents.reading import german, japanese, romance, russian, spelled
from cnnstat.printed.words import NUMERAL

FLAGS = spelled.FLAGS
"""With ASCII a Korean particle ends a word: ``MACs는``."""
BEGIN = r"(?=[#A-Za-z\x80-\U0010ffff])"
"""What a word begins with: ahead of a pattern, at most places of a text it tells at once that none begins."""


def either(text: str) -> str:
    """A pattern of several; each line of a text holds some, set apart by strokes."""
    return re.sub(r"\s*\n\s*", "|", text.strip())


QUANTITIES = {
    # Sizes of layers whose words hold other quantities' words come first.
    "kernel": r"""(?:convolution(?:al)? )?(?:kernel|filter|window|mask|patch)[- _]?(?:size|shape|width)s?
        pool(?:ing)?[- _]?sizes?|(?:커널|필터|윈도우|창|풀링?) ?(?:의 ?)?(?:크기|사이즈)|(?-i:[Ff])(?=\s*=)
        sampling area|(?:卷积|池化)?(?:核|窗口)的?(?:大小|尺寸)|(?:滤波器|过滤器)的?(?:大小|尺寸)
        (?:[采下]样|池化|滤波)?区域(?:大小)?(?=\s?[:：为是]?\s?[0-9])""",
    "matrix": r"(?:weight )?matri(?:x|ces)\b|행렬|矩阵",
    "output": r"""(?:spatial )?heights? and widths?|volume
        (?:output|activation|feature[- ]map|spatial)s? ?(?:volumes?|maps?|tensors?|sizes?|shapes?|dimensions?)
        (?:output|spatial) resolutions?
        출력 ?(?:의 ?)?크기|특[징성] ?맵 ?크기|(?:输出|特征图)的?(?:大小|尺寸|形状|维度)""",
    # Figures of networks and layers.
    "params": r"""(?:\#|(?-i:[kmMG])(?=[Pp]aram)|num(?:ber)?\.? ?(?:of )?)?(?:PARAM)s?\b(?:[ -]?(?:counts?|numbers?))?
        파라[미메]터(?: ?[수개]수?)?|매개 ?변수(?: ?[수개]수?)?|모수|参数(?:总?数?量|个数|总?数)?""".replace(
        "PARAM",
        "(?:trainable |learnable |free |total |model )*(?:param(?:e?ter)?|par(?:emt?e|mete|amate|eme?te)r|pe?rameter)",
    ),
    "macs": r"""(?:[KMGT]-?)?MACC?s?\b(?! ?address)|[KMGT]?macs?\b(?=[\s,.;:(/)|]|$)
        mult(?:iply)?[- ]?(?:and[- ])?(?:adds?|accumulat\w+|accs?)\b(?: operations)?|M-?Adds?\b
        multiplication-?additions?|곱셈-?누산|곱셈-?덧셈(?: ?연산)?|乘加(?:运算|操作)?(?:次数|量)?""",
    "flops": r"""(?-i:[KMGBT]?(?:FLOP[sS]?|[Ff]lops)\b)
        floating[- ]point(?: operations?)?|(?:arithmetic )?operations?\b|ops\b
        computational (?:cost|complexity)|부동 ?소수점(?: ?연산)?(?: ?량| ?수)?|연산량|연산 ?횟수|계산량
        (?:계산|연산)[을를]? ?(?=덜|적게|더)
        浮点(?:运算|计算)(?:次数|量)?|[计运]算量""",
    "rf": r"(?:theoretical |effective )?receptive[- ]fields?(?: sizes?)?|수용 ?영역|수용 ?장|수용 ?필드|RF\b|感受野",
    "jump": r"(?:effective|output|total|overall) strides?\b|jump\b",
    "stride": r"strides?\b|(?-i:[Ss])(?=\s*=)|스트라이드|보폭|步[长幅距]",
    "padding": r"(?:zero[- ])?pad(?:ding|ded)?s?\b|(?-i:[Pp])(?=\s*=)|패딩|[零边]?填充|补[零边]",
    "filters": r"""out(?:put)?[ _-]?ch(?:an|s)?\b|(?:convolution )?kernel types?\b|sampling types?\b
        (?:convolution(?:al)? |output |different )?(?:filters?|kernels?|channels?|feature[- ]maps?|maps)\b
        (?-i:K)(?=\s*=)|필터|커널|(?:출력 ?)?채널(?: ?수)?|특[징성] ?맵
        (?:卷积核|滤波器|过滤器|特征图|(?:输出)?通道)的?(?:种类|个数|总?数[量目]?)?""",
    "neurons": r"neurons?\b|뉴런|神经元的?(?:个数|总?数[量目]?)?",
    "units": r"""(?:hidden )?(?:units?|nodes?|outputs?|features?)\b|유닛|노드|차원|[Ii]n_features
        (?:节点|单元)的?(?:个数|数[量目]?)?""",
    "input": r"""(?:RGB |colou?r |input )?(?:input|image|crop)s?(?: ?(?:SIZES))?\b|resolutions?
        입력(?: ?(?:크기|이미지|영상))?|인풋(?: ?사이즈)?|이미지|해상도
        输入(?:图[像片])?(?:的?(?:大小|尺寸))?|图[像片]|分辨率""".replace(
        "SIZES", "images?|sizes?|shapes?|volumes?|resolutions?|dimensions?|tensors?"
    ),
    "bytes": r"""(?:OF)?(?<!of )(?<!of the )(?:size|memory|mem\.?(?![a-z])|footprint|storage)s?(?: on disk)?\b
        메모리|용량|사이즈|모델 ?크기|模型大小""".replace(
        "OF", r"(?:model|file|disk|weights?|param(?:eter)?s?|feat(?:ure)?s?\.?|memory|checkpoint)[ _-]?"
    ),
    "connections": r"connections?\b|연결(?: ?수)?(?!되|하|된|한|층| ?계층| ?레이어)",
    "flat": r"flatten(?:ed|ing)?\b|플래튼|평탄화|펼[친치]|展[平开]",
    "classes": r"(?:object )?(?:class(?:es)?(?: labels?)?\b|categor(?:y|ies)|way\b)|클래스|범주|카테고리|类别?|分类",
    "depth": r"""(?:weight(?:ed)? |learnable |parametri[sz]ed |hidden )?layers?(?: deep)?\b
        (?<!bit[ -])(?<!colo[ur][ -])(?<!lour[ -])(?<!pixel[ -])(?<!tree[ -])depth\b(?! of field| map)
        깊이(?!별)|(?:가중치 ?)?층(?![A-Za-z가])|레이어(?: ?수)?|계층(?:적)?|(?:网络)?深度
        (?:隐藏?|权重|加权)?层(?!次)""",
    "weights": r"""(?:synaptic )?weights?\b(?! ?(?:layers?|decay|file|init|matri|bytes|shar|size|vector))
        가중치(?: ?[수개]수?)?|权[重值]""",
    "dense": r"(?:fully?[- ]?conn\w{2,8}ed|FC|dense)\b(?!-?\d)|완전 ?연결|전 ?결합|全连接",
    "windows": r"""convolution(?:s|al)?|conv\b\.?|pool(?:ing|s)?|max[- ]?pool(?:ing)?
        합성곱|컨[볼벌]루션|(?:맥스 ?)?풀링|卷积|池化|汇聚|sub-?sampling|서브 ?샘플링|[下子]采样""",
}  # fmt: skip
"""What a figure may count, by the key under which it is looked up, in the order in which words are tried."""

VAGUE = re.compile(
    r"(?:arithmetic )?operations?|opera(?:ções|ciones|zioni)|opérations|ops|연산량|연산 ?횟수|계산량|[计运]算量"
)
"""Words for operations, which may be those of anything that a text speaks of."""
TYPES = {
    "conv": rf"convolution(?:al)?s?|conv\.?|합성곱|컨[볼벌]루션|卷积|{japanese.TYPES['conv']}|{german.TYPES['conv']}"
    rf"|{russian.TYPES['conv']}",
    "linear": r"fully?[- ]?conn\w{2,8}ed|FC|dense|linear|완전 ?연결|전 ?결합|밀집|전연결|全连接"
    rf"|{japanese.TYPES['linear']}|{german.TYPES['linear']}|{russian.TYPES['linear']}",
    "pool": r"(?:max[- ]?|average[- ]?|avg[- ]?|sub)?pool(?:ing)?|sub-?sampling|(?:맥스 ?)?풀링|(?:最大|平均)?池化"
    rf"|(?:最大|平均)?汇聚|{japanese.TYPES['pool']}|{german.TYPES['pool']}|{russian.TYPES['pool']}",
}
"""Kinds of layers."""
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1, "final": -1, "첫": 1, "두": 2, "세": 3,
    "네": 4, "다섯": 5, "마지막": -1, "최종": -1, "第一": 1, "第二": 2, "第三": 3, "第四": 4, "第五": 5, "最后": -1,
    "最终": -1, **japanese.ORDINALS, **german.ORDINALS,
}  # fmt: skip
"""Which layers words mean, by how they begin."""
ORDINAL = either(rf"""
    \b(?:first|second|third|fourth|fifth|(?:1[0-9]|[1-9])(?:st|nd|rd|th)|last|final)\b
    첫(?: ?번째)?|(?:두|세|네|다섯) ?번째|(?<![0-9])(?:1[0-9]|[1-9]) ?번째|마지막|최종
    第(?:[一二三四五]|(?:1[0-9]|[1-9])(?![0-9]))个?|最[后終终](?:一个)?|{japanese.ORDINAL}|{german.ORDINAL}
""")
"""Which of several layers; :func:`cnnstat.documents.reading.tokens.nth` reads it."""
LAYER = (
    rf"(?:hidden |output |weight(?:ed)? )?(?:layers?\b|층|레이어|계층|层|層|レイヤー?|{german.LAYER}|{russian.LAYER})"
)
ONE_LAYER = rf"(?:layer|층|레이어|계층|层|層|レイヤー?|(?:schicht|ebene|lage){german.END})"
"""A single layer, behind which its number may stand."""
ANY_TYPE = "|".join(f"(?P<t_{name}>{said})" for name, said in TYPES.items())

_LINKS = """
    of is are was were be has have had having with in for the a an its their it to at equals equal about
    approximately roughly around nearly almost only just total totals totaling totalling count counts
    number numbers size sizes reaches reach reached amounts amount over s on by from as uses use used
    using contains contain containing consists comprises needs need requires require requiring that
    which model models network networks architecture comes come get gets gives out = : ( ) [ ] ' ’ " “ ”
    ~ ≈ · - – — * ` → whole entire full original standard version all and & up adds add set fixed 은 는
    이 가 을 를 의 에 에서 로 으로 와 과 도 만 개 수 는데 약 총 전체 이다 이며 이고 모두 인 당 크기
    크기는 정도 대략 각각 값 값은 개수 수는 수가 개의 개로 개수는 개수가 갯수는 갯수가
    모델 모델의 네트워크 네트워크의
    的 有 为 是 共 约 总 个 达 到 在 其 仅 只 了 含 包 由 用 使 采 数 量 目 ： ， 大 小
"""
LINKS = frozenset(_LINKS.split()) | romance.LINKS | japanese.LINKS | german.LINKS | russian.LINKS
"""Words that may stand between a quantity and its figure."""
_ADJECTIVES = """
    trainable learnable free total model network of different unique independent distinct learned adjustable
    real-valued same small tiny - weight weighted separate average max global output input the its convolutional spatial
    single successive consecutive stacked parallel such these non-overlapping overlapping 개 개의 개로 의 여 여개 여개의
    次 de di
    가능한 크기의 라는 이라는 작은 큰 번 번의 만개 만개의 평균 최대 맥스 전역 학습 짜리 个 的 可 训 练 张
    이상의 이하의 이내의 미만의 초과의 넘는 가 이 개가 개를 以 上 下
    非 常 小 大 相 同 不 各 种 等 不同的 various different varying sized rgb colour 컬러 등 등의 다양한 여러 여러가지
"""
ADJECTIVES = spelled.MULTIPLIERS | frozenset(_ADJECTIVES.split()) | japanese.ADJECTIVES | german.ADJECTIVES
"""Words that may stand between a figure and its quantity."""

PRIOR = re.compile(
    rf"{BEGIN}(?:\b(?:previous|prior|earlier|older|existing|conventional|traditional|shallow(?:er)?|other)"
    r"\s(?:[a-z-]{2,20}\s)?(?:(?:neural )?net(?:work)?s?|models?|architectures?|CNNs?|convnets?)"
    r"|(?:이전|기존|종래|다른|그 ?전)(?:까지)?(?:의|에)?\s?(?:[가-힣A-Z]{1,8}\s)?(?:모델|네트워크|신경망|구조)"
    r"|(?:以前|之前|以往|先前|其他|従来|これまで)[的の]?(?:[^\W\d_]{1,6}[的の])?(?:模型|网络|モデル|ネットワーク)"
    r"|\b(?:modelos?|redes?|réseaux|modèles|reti|modelli|netze|modelle|netzwerke)\s"
    r"(?:anterior(?:es)?|previ[ao]s?|précédents?|antérieurs?|precedenti)"
    r"|\b(?:vorherigen?|frühere[nr]?|bisherige[nr]?)\s(?:modelle?n?|netze?n?|netzwerken?))"
    r"(?:들)?(?:\W|(?:had|have|has|with|of|only|about|used?|은|는|이|가|의|에서|于|只有|は|が|の|有|tinham|con|com|avec|mit)(?!\w))*\Z",
    re.IGNORECASE,
)
"""Words right before a figure that is one of networks which came before the one that is spoken of."""
_DOUBT = either(r"""
    \b(?:we|our|ours|my|this work|propos\w+|pruned?|pruning|compress\w*|quanti[sz]\w+|distill\w*|binari[sz]\w*)\b
    \b(?:sparsi\w+|modif\w+|custom\w*|simplif\w+|streamlined|reduced[- ](?:version|model|size|width)|remov\w+)\b
    \b(?:without|w/o|replac\w+|drop(?:ping|ped)|adding|added|if|would|could|instead|e\.g\.,? a|adapted|trimm\w+)\b
    \b(?:shrink\w*|shrunk|halv\w+|doubl\w+|tripl\w+|dilat\w+|freez\w+|frozen|fine-?tun\w+|transfer learning)\b
    \b(?:exclud\w+|ignor\w+|LoRA|adapter)\b|\b(?:this|another|a different) version of\b
    \b(?:increas\w+|rais\w+|extend\w+|deepen\w*) (?:the |its )?(?:depth|number of layers)\b|늘[렸려린]|加深|增加到
    제안(?!(?:한|하는|된|되는) ?(?:모델|모형|네트워크|신경망|구조|아키텍처)인 )
    우리|경량화|가지치기|양자화|수정한|변형|제거|제외|줄인|줄여|만약|我们|本文|改进|剪枝|量化|蒸馏|如果
""")
DOUBT = re.compile(f"{BEGIN}(?:{_DOUBT}|{romance.DOUBT}|{japanese.DOUBT}|{german.DOUBT}|{russian.DOUBT})", FLAGS)
"""Words of a sentence about a changed network, of which nothing is said."""
_MILD = re.compile("we|ours?|my|this work|propos.+|if|would|could|instead|우리|제안|만약|我们|本文|如果", FLAGS)


def is_mild(doubt: str) -> bool:
    """Whether such a word stands as well in sentences about the network of a paper, with a figure that it prints."""
    return _MILD.fullmatch(doubt) is not None


_RATES = either(r"""
    per (?:second|s)\b|/\s?s(?:ec)?\b|fps\b|images?/|ms\b|sec(?:ond)?s?\b|minutes?|hours?|days?|epochs?|iterations?
    GPUs?\b|CPUs?\b|cores?\b|points?\b|MHz|GHz|watts?|W\b|mJ|J\b|fold\b
    초\b|시간|분\b|장의|세대|년|월|일\b|위\b|명|秒|小时|天|年|轮|张|幅
""")
RATES = re.compile(rf"\s?(?:{_RATES}|{japanese.RATES})", FLAGS)
"""Words behind a figure that is a rate, a time, a date."""
BEYOND = re.compile(r"\s?(?:층|개|layers?)?(?:을|를|이|가)?\s?(?:넘|초과|이상|미만|or more|and (?:up|more)|\+)")
"""Words behind a figure that only bound it."""
_HARDWARE = either(r"""
    \b(?:GPUs?|CPUs?|TPUs?|NPUs?|NVIDIA|GTX|RTX|Titan|Tesla|A100|V100|H100|chips?|peak|throughput|hardware)\b
    \b(?:RAM|VRAM|Graviton|processor)\b|그래픽|하드웨어
""")
HARDWARE = re.compile(_HARDWARE, FLAGS)
"""Words of a sentence about machines, whose operations and bytes are theirs."""
SCORES = re.compile(rf"\b(?:accurac\w+|errors?|top-?[15]|mAP|loss)\b|정확[도성]|오류|에러|오차|{japanese.OTHER}", FLAGS)
"""Words behind a percentage that is a score."""
_EXAMPLE = either(r"""
    \b(?:for example|for instance|e\.g\.|suppose|assume|imagine|consider|let us say|toy|examples? (?:with|of))\b
    \bif (?:we|you|one|i)\b|예를 들|예시|가정|만약|例如|比如|假[设如]
""")
EXAMPLE = re.compile(f"{_EXAMPLE}|{romance.EXAMPLE}|{japanese.EXAMPLE}|{german.EXAMPLE}", FLAGS)
"""Words of a sentence about no network at all."""
_GENERIC = either(r"""
    \b[A-Z]\s?(?:\^\{?2|²)|\b(?:factori[sz]\w+|equivalent|whether|stacking)\b|\b(?:same|effective) receptive field
    \bonly (?:if|when|where)\b|\bwhen(?:ever)? (?:the )?(?:strides?|kernels?|filters?|padding)\b|\b(?:any|every) CNN\b
    \b(?:typical(?:ly)?|in general|generally|commonly|usually|most (?:CNNs?|networks|often))\b
    사용 ?시(?![가-힣])|(?:을|를)? ?사용할 경우|의 경우|분해|여부|等[价效]|堆叠|只有当|仅当|一般|通常
    일반적|보통|흔히|주로
    (?:stride|padding|스트라이드|패딩|보폭)(?:가|이|은|는)?\s?=?\s?[0-9]{1,2}\s?(?:일|인|이면|이라면)(?:\s?(?:때|경우))?
""")
GENERIC = re.compile(f"{_GENERIC}|{romance.GENERIC}|{japanese.GENERIC}|{german.GENERIC}", FLAGS)
"""Words of a sentence about layers in general, as about small kernels instead of a large one."""
AUXILIARY = re.compile(r"\bauxiliary\b|보조 ?분류|辅助", FLAGS)
"""Words about the heads that a network has only while it is trained."""
DATASETS = re.compile(r"\b(?:CIFAR(?:-?10{1,2})?|MNIST|Fashion-MNIST|SVHN|Tiny ?ImageNet|grayscale|COCO|VOC)\b", FLAGS)
"""Images of other sizes and numbers of classes, for which the first and the last layer change."""
SMALL_IMAGES = re.compile(r"lenet|resnet(?:20|32|44|56|110|1202)\b")
"""Networks of the catalog that are made for such images."""
PLAIN = re.compile(r"resnet(?:20|32|44|56)\b")
"""Those of them whose layers are as many as those of plain networks with which they are compared."""
USUAL = re.compile(r"\bImage-?Net(?!\w)|\bILSVRC", FLAGS)
"""Images that the catalog's networks are made for."""
RESPECTIVELY = re.compile(r"\brespectively\b|(?P<before>각각|分[别別]|それぞれ)", FLAGS)
"""Words by which figures are those of networks in their order; some stand before the figures."""
_SHORT = (
    "et al", r"\bvs", "approx", "aprox", r"e\.g", r"i\.e", "Fig", "Eq", "cf", "Sec", "Mio", "Mrd", "Mill", "тыс",
)  # fmt: skip
ABBREVIATED = "".join(rf"(?<!{each})" for each in _SHORT)
SENTENCE = re.compile(
    rf"{ABBREVIATED}[.!?][\"'”)\]*]*\s+(?=[^\s(]|\([^0-9~≈약a])|[。]|\s\|\s|\s(?=[•▪‣◦■►]\s)"
    r"|(?<=[개층层層个])\s(?=[^\W\d_][^0-9:：.,!?]{0,40}[:：]\s?[0-9])"
    r"|[:：=]\s?[0-9](?:[0-9.,×xX* ]{0,14}[0-9])?\s(?=(?:Number of|Num|Total|Trainable|Kernel|Filter|Stride|Padding"
    r"|Channel|Convolution|Sampling|Output|Input|Size|Param|필터|커널|스트라이드|패딩|채널|출력|입력|파라미터|매개)[^0-9:：=.!?]{0,30}[:：=]\s?[0-9])"
)
"""The end of a sentence, or of a line that says what a number counts before another one that does."""

_QUANTITY = "|".join(
    rf"(?P<{key}>{either(said)}|{romance.quantity(key)}|{japanese.quantity(key)}|{german.quantity(key)}"
    rf"|{russian.quantity(key)})"
    for key, said in QUANTITIES.items()
)
QUANTITY = re.compile(rf"(?<![A-Za-z]){BEGIN}(?:{_QUANTITY})", FLAGS)
_MANY = rf"(?:(?P<count>{NUMERAL}|[2-9]|\d\d?개의|[두세네](?: ?개의)?)\s)?(?:of (?:the |its ))?"
PART = re.compile(rf"(?P<ordinal>{ORDINAL})(?:\s|-|の)*{_MANY}(?:(?:{ANY_TYPE})(?:\s|-)*)?{LAYER}", FLAGS)
"""Certain layers: the first one, the last two FC layers."""
NUMBERED = re.compile(
    rf"(?<![A-Za-z]){BEGIN}(?:{ANY_TYPE})(?:\s|-)?{ONE_LAYER}\s?#?(?P<number>1?[0-9])"
    r"(?![0-9A-Za-z.×*/%개]|,[0-9]|\s?[×xX*/]|\s[0-9]|\s(?:filters?|kernels?|neurons?|units?|channels?|layers?)\b)",
    FLAGS,
)
"""A layer by its number among those of its kind: ``convolutional layer 3``."""
_BOTH = rf"(?P<both>(?:{'|'.join(TYPES.values())})(?:\s?/\s?|\s?,\s?|\s(?:and|or|\+)\s|와 ?|과 ?))?"
GROUP = re.compile(rf"(?<![A-Za-z]){BEGIN}{_BOTH}(?:{ANY_TYPE})(?:\s|-)?{LAYER}", FLAGS)
"""All layers of a kind; CONV/FC layers are all that count for the depth."""
OWNS = re.compile(
    rf"(?<![A-Za-z]){BEGIN}(?:{ANY_TYPE})(?=\s(?:param(?:eter)?s?|weights|FLOPs|MACs)\b|\s?파라미터|的?参数)", FLAGS
)
"""The same of which a quantity is named: ``Conv parameters``."""
_OTHER = either(r"""
    \b(?:modules?|blocks?|stages?|branch(?:es)?|heads?|classifiers?|backbones?|encoders?|decoders?|stems?)\b
    \b(?:bottlenecks?|units? of|shortcuts?|projections?|embeddings?|cells?|each)\b
    \bper\b(?! (?:image|forward|pass|inference|sample|input|frame|crop))
    \b(?:(?:each|per|every|this|these|those|that) layers?|(?:each|per) (?:kernel|filter|neuron))\b
    모듈|블록|블럭|스테이지|분류기|백본|(?<!각)각(?= )|(?:층|채널|필터|커널|개)당|模块|每[个一层]
""")
OTHER = re.compile(f"{BEGIN}(?:{_OTHER})", FLAGS)
"""Parts of networks of which it is not certain which layers they are."""
_COMPARED = (
    r"\b(?:than|versus|vs\b\.?|compared (?:to|with)|unlike|instead of|rather than)|에 ?비해|보다|대비|달리|相?比|不同于"
)
COMPARISON = re.compile(_COMPARED, FLAGS)
WORD = re.compile(
    r"(?:[Mm]i[ol]|[Mm]rd|[Mm]ill)\.|[A-Za-zÀ-ÖØ-öø-ÿ][A-Za-z0-9_À-ÖØ-öø-ÿ]*(?:[-.][A-Za-z0-9_]+)*|[가-힣]+|[а-яёА-ЯЁ]+|[0-9]+|\S"
)
