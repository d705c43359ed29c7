"""How people spell the names of networks: patterns of families and their members, and of what changes a network."""

from __future__ import annotations

import re

from cnnstat.documents.reading import german, japanese, romance
from cnnstat.documents.reading.lexicon import FLAGS, either

SEP = r"[-_ \u2010\u2011]?"
WIDTH = rf"(?:(?P<wide>0\.[1-9][0-9]?|1\.[0-4][0-9]?){SEP})?"
DEPTHS = "1202|110|152|101|50|34|18|56|44|32|20"
_VGG = rf"(?:VGG(?:{SEP}Net)?|(?<![가-힣])브이지지(?:넷)?)"
_RESNET = rf"(?:Res(?:idual[ -]?)?{SEP}Net(?:work)?|(?<![가-힣])레[즈스]넷)"
_GOOGLENET = rf"(?:GoogLeNet|Google{SEP}(?:Le)?Net|GoogLe{SEP}Net|구글르?넷)"
_LENET = rf"(?:Le{SEP}Net|(?<![가-힣])[르레]넷)"
_MOBILE = rf"(?:Mobile{SEP}Net|모바일넷|モバイルネット)"
FAMILIES = (
    # Pattern, networks, whether it is exact.
    (rf"{_VGG}{SEP}16{SEP}\(?C\)?(?![A-Za-zÀ-ɏḀ-ỿ])", ("vgg16-c",), True),
    (rf"{_VGG}{SEP}(?:very{SEP}deep{SEP}|vd{SEP})?(?:16{SEP}\(?D\)?|{SEP}D)(?![A-Za-zÀ-ɏḀ-ỿ])", ("vgg16",), True),
    (rf"{_VGG}{SEP}(?:very{SEP}deep{SEP}|vd{SEP})?(?:(?P<vgg>11|13|16|19)(?:{SEP}Net(?![A-Za-z]))?|\((?P<deep>11|13|16|19)\))",
     (), True),
    (rf"{_VGG}(?:[-_]E| (?-i:E))(?![-_A-Za-z])", ("vgg19",), True),
    (rf"{_VGG}(?:[-_]A| (?-i:A))(?![-_A-Za-z])", ("vgg11",), True),
    (rf"{_VGG}[-_]B(?![-_A-Za-z])", ("vgg13",), True),
    (rf"{_VGG}(?:works?|s)?", ("vgg16", "vgg19", "vgg11", "vgg13"), False),
    (rf"Inception{SEP}(?:\({_GOOGLENET}\){SEP})?v?{SEP}3", ("inception_v3",), True),
    (rf"Inception{SEP}\({_GOOGLENET}\)(?:{SEP}v1)?|{_GOOGLENET}|(?:Inception|인셉션){SEP}v1", ("googlenet",), True),
    (rf"{_RESNET}{SEP}(?:v1{SEP})?(?P<old>50|101|152){SEP}\(?v1\.5\)?", (), True),
    (
        rf"(?:{_RESNET}{SEP}(?:v1{SEP})?|Res-?(?=\d))\(?(?P<resnet>{DEPTHS})(?!\d)(?:{SEP}layers?)?\)?"
        r"(?:v1(?![.\d]))?",
        (), True,
    ),
    (rf"{WIDTH}{_MOBILE}{SEP}(?:v{SEP}|version )?(?P<mobile>[12])(?!\d|\.\d)", (), True),
    (rf"{WIDTH}{_MOBILE}s?(?![-_ ]?v?[3-9])".replace("<wide>", "<wider>"), ("mobilenet_v1",), False),
    (rf"{_LENET}{SEP}(?P<lenet>[15])(?!\d|\.\d)", (), True),
    (_LENET, ("lenet5",), False),
    (rf"Alex{SEP}Net|알렉스 ?넷", ("alexnet",), True),
    (rf"Caffe{SEP}Net", ("caffenet",), True),
    (r"Krizhevsky et al\.", ("alexnet",), False),
    (r"(?:(?<=\A)|(?<=\A[ *])|(?<=\A[ *]{2})|(?<=\A[ *]{3}))Inception(?=\W*(?:20[0-9]{2})?\W*\Z)",
     ("googlenet", "inception_v3"), False),
    (r"Inception(?= (?:model|net(?:work)?|architecture)\b)", ("googlenet", "inception_v3"), False),
    (r"Network[- ]in[- ]Network", ("nin",), True),
    (r"(?-i:NIN)(?![A-Za-z0-9])", ("nin",), False),
    (r"plain[- ](?P<plain>18|34)", (), True),
    (r"plain[- ]?(?:convolutional )?(?:net(?:work)?s?|모델|네트워크|ネットワーク|网络)(?![A-Za-z])",
     ("plain34", "plain18"), False),
    (r"(?<![가-힣])레[즈스]넷|Residual Net(?:work)?s?|Residual-?netz(?:e|en|werke?n?)?|réseaux? résiduels?"
     r"|redes? residua(?:l|is|les)|(?<![가-힣])잔차 ?(?:신경망|네트워크|넷)|残差(?:神经)?网络|残差ネットワーク"
     r"|Res-?Net(?:[- ]?v1(?![.0-9])|s)?",
     ("resnet50", "resnet101", "resnet152", "resnet34", "resnet18"), False),
)  # fmt: skip
"""Names of families and their members, in the order in which they are tried."""
FEWEST = 2
"""Names of more networks than so many are those of families."""


def family(network: str) -> tuple[str, ...]:
    """The networks that a family's name may mean, among which a network is; none for one without a family."""
    return next((names for _, names, _ in FAMILIES if len(names) > FEWEST and network in names), ())


PAPERS = (
    (r"Very Deep Convolutional Networks for Large|simonyan[-_.]?(?:20)?1[3-6]\w*|Simonyan (?:and|&) Zisserman",
     ("vgg16", "vgg19", "vgg11", "vgg13")),
    (r"Going Deeper with Convolutions|szegedy[-_.]?(?:20)?1[45]going\w*", ("googlenet",)),
    (r"Deep Residual Learning for Image|he[-_.]?(?:20)?1[56]deep\w*",
     ("resnet50", "resnet101", "resnet152", "resnet34", "resnet18")),
    (r"Image-?Net Classification with Deep Convolutional|krizhevsky[-_.]?(?:20)?1[2-7]\w*", ("alexnet",)),
    (r"Gradient[- ]based Learning Applied to Document|lecun[-_.]?(?:19)?98\w*", ("lenet5",)),
    (r"Inverted Residuals and Linear Bottlenecks|sandler[-_.]?(?:20)?18\w*", ("mobilenet_v2",)),
    (r"Rethinking the Inception Architecture", ("inception_v3",)),
)  # fmt: skip
"""Titles of papers, and the keys by which they are cited, with the networks that each may mean."""
MEMBERS = {
    "vgg": "vgg{}", "deep": "vgg{}", "old": "resnet{}-v1.5", "resnet": "resnet{}", "mobile": "mobilenet_v{}",
    "lenet": "lenet{}", "plain": "plain{}",
}  # fmt: skip
"""The member of a family that a number in its name means, by the group of its pattern."""
CONFIGURATIONS = {
    "vgg": {
        "A": "vgg11", "A-LRN": "vgg11-lrn", "A,A-LRN": "vgg11", "A, A-LRN": "vgg11", "B": "vgg13", "C": "vgg16-c",
        "D": "vgg16", "E": "vgg19",
    },
}  # fmt: skip
"""The members of a family by the letters under which its paper has them."""
_ENDS = r"s?(?:[-_ ]?[vV]?[0-9][-A-Za-z0-9_.×]*|[-_][A-Za-z0-9][-A-Za-z0-9_.]*)?"
OTHERS = either(rf"""
    (?:Inception|Xception|Swin|ViT|DeiT|BEiT|YOLO(?:v?\d+)?|SSD|BERT|GPT(?:-?\d)?|DeepLab|Transformer)[-A-Za-z0-9_.]*
    (?:(?:(?:Faster|Mask|Fast)[- ]?)?R-?CNN|MLP-?Mixer|WRN|Overfeat|NeoCognitron)[-A-Za-z0-9_.]*
    (?!(?i:imagenet))[A-Za-z][A-Za-z0-9]*[-_]?(?i:next|net){_ENDS}
    (?:덴스|이피션트|에피션트|셔플|스퀴즈|인셉션)넷|엑셉션|욜로
""")
"""Names of networks that are not in the catalog."""
_NO_NETWORK = either(r"""
    Inception|(?:STEMS)-?nets?(?:-?[12]1?k|-?2012|-?C|-?V2)?
""").replace(
    "STEMS",
    "Image|Tiny-?Image|Conv-?|Inter|Ether|Intra|Sub|neural-?|Word|Text|Street|the|Mx|Dot|ASP\\.|Fast|Kaggle|Part|Shape|"
    "Model|Cabinet|Planet|Magnet|net|conv-|deep|\\w*imagenet|mat-?conv",
)
NO_NETWORK = re.compile(_NO_NETWORK, FLAGS)
"""Words that end like a network's name and are none."""
_HEADS = "mcn tv imagenet keras caffe tf pytorch torchvision torch models model applications onnx the a an"
HEADS = frozenset(_HEADS.split())
"""What may stand glued before a name, as in ``mcn-mobilenet``."""
NEAR = 60
"""Characters before a name that may say something of it."""
GLUED = re.compile(r"[A-Za-z0-9][A-Za-z0-9]*[-_/.]\Z")
LONGEST_TAIL = 100
"""Characters of what goes on behind a name; the next name may begin in it, and so on."""
TAIL = re.compile(
    r"(?![0-9]{1,4}(?:[.,][0-9]+)?[万億亿千百만억천백])"  # VGG1億3千万
    r"(?:[-_+.]?[A-Za-z0-9]+(?:\.[0-9]+)?)+|\+\+?"
)
_CONFIGURED = either(r"""
    [0-9]+xb[0-9]+|rsb-a[123]|[0-9]{2,3}e|coslr|lbs|in1k|imagenet(?:1k)?|pretrained|fp(?:32|16)|pt|pth|caffe2?|keras|tf|onnx|pytorch|torchvision|v1(?![.0-9])
    [0-9]{1,2}(?=\.onnx)|[0-9a-f]{8}(?=\.pth?)|from[-_]scratch|scratch|implementation|architecture|paper|cnn|model|notes
    summary|review|weights|modells?|netz(?:werk)?(?:e?s)?|architektur
""")
_FILES = "py|ipynb|md|html|pth?|h5|onnx|prototxt|caffemodel|cfg|ya?ml|json|weights|pkl|png|jpe?g|svg|pdf"
CONFIGURED = re.compile(
    rf"(?:[-_](?:{_CONFIGURED}))*(?:\.(?:{_FILES}|imagenet1k_v[12]|default))?(?![-_.]?[A-Za-z0-9])", FLAGS
)
"""What configurations and files add to a name without changing the network."""
LAYERS = re.compile(rf"{SEP}layers?\b", FLAGS)
_WIDTHS = (
    r"(?:[-_ ]?(?P<width>0\.[1-9][0-9]?|[12]\.[0-9]{1,2})|[-_ ]?x(?P<times>[0-2][._][0-9]{1,2}))?"
    r"(?:(?:_|[- ](?=0|1[1-4]0(?! ?(?:epoch|layer|ima|step|iter|class|fps|ms|[KMGB%.,]))))"
    r"(?P<percent>0[0-9]{2}|1[0-4]0))?"
)
_SIDE = r"(?:[-_ ](?P<side>96|1[26][08]|192|224|227|256|299|384))?(?![-_.]?[A-Za-z0-9])"
SIDED, SIZED = re.compile(_SIDE), re.compile(f"{_WIDTHS}{_SIDE}")
"""A width and a side of the image behind a name: ``MobileNet_v1_0.75_192``, ``MobileNetV2_x1_5``."""
_SPACED = (
    r"(?:width(?: multiplier)?|α|alpha|x|×|\$?\\times\$?)\s*[=:]?\s*(?P<width>[01]\.[0-9]{1,2})"
    r"|(?P<times>[01]\.[0-9]{1,2})x"
)
_USUAL = r"0\.25|0\.35|0\.50?|0\.75|1\.0|1\.3|1\.4"
SPACED = re.compile(rf"[\s_-]*+(?:(?:[(\[]\s*)?(?:{_SPACED})|\((?P<bracketed>{_USUAL})\))", FLAGS)
"""A width in words or brackets behind a name: ``MobileNetV2 (1.4)``."""
WIDE = re.compile(r"(?<![0-9.])(?P<width>0\.[1-9][0-9]?|1\.[34])\s?[×xX]\s\Z")
"""A width before a name: ``0.5× MobileNetV2``."""
AT = re.compile(
    r"\s*(?:@|\bat\b)\s*(?P<side>[0-9]{2,3})(?:\s*[×x]\s*(?P=side))?(?![0-9]|\.[0-9]|\s?%)"
    r"|[-_ ](?P<square>96|1[26][08]|192|224|227|256|288|299|320|384|448|512)[×x](?P=square)(?:[×x]3)?(?!\s?[×x0-9])",
    FLAGS,
)
AT_BEFORE = re.compile(r"\b(?:at|for)\s+(?P<side>[0-9]{3})(?:\s*[×x]\s*(?P=side))?,?\s+\Z", FLAGS)
VERSION = re.compile(r"\s*\(?v1\.5\)?", FLAGS)
OLD = re.compile(r"\s*+(?:[(\[]\s*)?v(?:ersion )?\s*2\b", FLAGS)
_CHANGED_BEHIND = either(r"""
    \s*\(?(?:with|w/|\+)\s*(?:BN|batch[- ]?norm\w*|SE|CBAM|dropout)\b|\s*\(BN\)|\s*\+\s*[A-Z]
    \s*[- ](?:like|style|based(?!\son)|inspired|lite|tiny|mini|small|large|half|variants?)\b
    \s+features?(?: extractor)?\b(?!\s(?:an?|the|over|about|around|some|only|just|[0-9]))
    \s+(?:backbone|encoder|backend|SSD|FPN|백본)\b
""")
CHANGED_BEHIND = re.compile(_CHANGED_BEHIND, FLAGS)
_CHANGED_BEFORE = either(r"""
    \b(?:prun\w+|compressed|quanti[sz]ed|binari[sz]ed|distilled|sparse|modif\w+|custom\w*|simplified|small(?:er)?)
    \b(?:tiny|mini|wide|wider|slim\w*|thin|dilated|SE|BN|int8|our|fully convolutional|3D|1D|bayesian|half)
    경량화된|수정된|변형된
""")
CHANGED_BEFORE = re.compile(rf"(?:{_CHANGED_BEFORE})[-_ ]+(?:version of |variant of )?(?:the )?\Z", FLAGS)
MORE = re.compile(r"(?:\s?/\s?-?|,?\s(?:(?:and|or|및)\s)?-)(?P<depth>[1-9][0-9]{1,3})(?![0-9.]|\s?[KMGB%])")
"""What makes a list of a family's members of the first of them."""
_LAYERS = r"(?P<depth>[1-9][0-9]{1,3})(?:[- ](?:weight(?:ed)? )?layers?\b|개?의? ?층)"
DEEP = re.compile(rf"\s?(?:\(|,?\s?(?:with|having|of)\s)(?:a total of\s)?{_LAYERS}", FLAGS)
DEEP_BEFORE = re.compile(rf"{_LAYERS}[- ](?:deep )?(?:version of )?(?:the )?\Z", FLAGS)
"""The depth of a family's member."""
_OBJECT = either(rf"""
    than|versus|vs\.?|before|after|following|prior to|compared (?:to|with)|comparison (?:to|with)|unlike|like|from|over
    against|as|similar to|relative to|replac\w+|whereas|while|outperform\w*
    (?:based|built|builds?|builds? up|improv\w+|depends?) (?:up)?on
    (?:ideas?|concepts?|principles?|successors?|extensions?) (?:of|to|from)|inspired by|succeeds|extends|follow\w+ by
    {romance.OBJECT}|{german.OBJECT}
""")
OBJECT = re.compile(
    rf"\b(?:{_OBJECT})\s+(?:that of |those of |in |with |the |original |standard )*\Z"
    r"|(?:(?<!百分)(?<!相)(?<!性价)比起?|相比(?:于|之下)?|相较于?|不同于|少于|多于|低于|高于)\s?\Z",
    FLAGS,
)
"""Words before a network that something is compared with."""
TIMES = re.compile(
    r"[0-9]\s?(?:(?:[×xX]|times|배)\s|(?:%|percent|Prozent)\s(?:of|von|d[aeo]s?|del|della)\s)(?:the )?\Z"
)
"""A ratio before a network that something is compared with: ``2.3× AlexNet``, ``18% of VGG-19``."""
OBJECT_BEHIND = re.compile(
    r"(?:와|과|에)?\s?(?:비해|비교|대비|보다|달리|처럼|비슷|유사|같[이은])|\s?이(?:전|후|래)(?:의|에|까지|로)?\s|(?:出现)?之[前后後]|以[来後后]|\s?相[比较]|[와과]\s(?:[가-힣]{1,8}\s){1,2}(?:비슷|유사|같[이은])"
    r"|의\s(?:[^\s.,]{1,12}\s){0,2}[^\s.,]{1,8}[와과]\s?(?:동일|비슷|유사|같[이은])"
    rf"|{japanese.OBJECT_BEHIND}"
    r"|(?:의|の|\s?的)\s?(?:약|約|大?约)?\s?[0-9]{1,3}(?:\.[0-9])?\s?(?:/\s?[0-9]|배|倍|分)"
    r"|(?:'s)?\s(?:approach|idea|concept|technique|principle|philosophy|methodology)(?:e?s)?\b",
    FLAGS,
)
THEME = re.compile(r"[\])\"'”’*_`]*(?:[은는](?=\s)|は(?![\w]{0,2}(?:異な|違)))", FLAGS)
"""The particle by which Korean and Japanese say what a clause is about."""
JOINED = re.compile(r"\s*(?:[/,&]|and|or|와|과|및|이나|나)\s*")
"""What joins two names."""
INSIDE = re.compile(r"\s*\(\s*\Z")
