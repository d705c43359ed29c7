"""Words of formulas, and titles of figures, in Korean."""

from __future__ import annotations

FIGURES = {
    "Layer": "층", "Type": "종류", "Kernel": "커널", "Then": "다음", "Reads": "읽는 층", "Input": "입력",
    "Output": "출력", "Neurons": "뉴런", "Params": "매개변수", "Weights": "가중치", "Biases": "편향",
    "Scales": "정규화 매개변수", "Fixed": "고정값", "Buffers": "버퍼", "Connections": "연결 수", "MACs": "MAC",
    "FLOPs": "FLOP",
    "Add": "덧셈", "Multiply": "곱셈", "Divide": "나눗셈", "Compare": "비교", "Exponent": "지수", "RF": "수용 영역",
    "RF with gates": "게이트 포함 수용 영역", "Jump": "누적 보폭", "Start": "시작 위치", "Activations": "활성값",
    "Params %": "매개변수 %", "MACs %": "MAC %",
    "input": "입력", "output": "출력", "layers": "층 수", "depth": "깊이", "neurons": "뉴런", "parameters": "매개변수",
    "connections": "연결 수", "elementwise": "원소별 연산", "receptive field": "수용 영역",
    "weight memory": "가중치 메모리", "activation memory": "활성값 메모리", "training memory": "학습 메모리",
}  # fmt: skip
"""Titles of columns and of lines of the summary."""

UNITS = {
    "units": "개", "numbers": "개", "multiply-accumulates": "곱셈-누산", "operations": "번", "pixels": "픽셀", "%": "%",
}  # fmt: skip
"""Units of figures, but for those that are figures themselves."""

KEYS = {
    "kernel": "커널", "padding": "패딩", "stride": "보폭", "dilation": "팽창률", "filters": "필터", "groups": "그룹",
    "multiplier": "채널 배수", "features": "출력 수", "part": "조각 번호", "parts": "조각 수", "size": "크기",
    "scale": "확대 배율", "factor": "배율", "output_padding": "출력 패딩", "holds": "안의 매개변수",
}  # fmt: skip
"""Keys of layers whose values are whole numbers."""

WORDS = {
    "bits": "비트", "bits per byte": "바이트당 비트",
    **FIGURES,
    **UNITS,
    **KEYS,
    "additions": "덧셈", "multiplications": "곱셈", "divisions": "나눗셈", "comparisons": "비교", "exponents": "지수",
    "weights": "가중치", "biases": "편향", "scales": "정규화 매개변수", "fixed": "고정값", "buffers": "버퍼",
    "mod": "mod",
    "channels": "채널", "height": "높이", "width": "너비", "height = width": "높이 = 너비",
    "inputs": "입력", "outputs": "출력", "input channels": "입력 채널", "output channels": "출력 채널",
    "input height": "입력 높이", "input width": "입력 너비", "output height": "출력 높이", "output width": "출력 너비",
    "rf": "수용 영역", "jump": "누적 보폭", "start": "시작 위치", "first pixel of gates": "게이트의 첫 픽셀",
    "last pixel of gates": "게이트의 끝 픽셀", "maps of the table": "연결표의 특징맵",
    "pairs in the table": "연결표의 짝",
    "the network's parameters": "전체 매개변수", "the network's MACs": "전체 MAC", "the input": "입력",
    "bytes": "바이트", "bytes per number": "수당 바이트", "bytes of other types": "다른 자료형의 바이트",
    "bytes for all images": "모든 이미지에 한 번 드는 바이트",
    "batch": "배치", "numbers alive": "동시에 유지하는 값", "gradients": "기울기",
    "training": "학습",
}  # fmt: skip
"""Names in formulas; names with a side, or of a layer, are put together from their parts."""

BEFORE = {"vertical": "세로", "horizontal": "가로"}
BEHIND = {"height": "높이", "width": "너비", "top": "위", "bottom": "아래", "left": "왼쪽", "right": "오른쪽"}
"""Sides that stand before a word, and behind one: ``vertical padding``, ``kernel height``."""


def word(text: str) -> str:
    """A word in Korean; the name of a layer as it is."""
    if text in WORDS:
        return WORDS[text]
    what, of, name = text.rpartition(" of ")
    if of and not (name == "gates" and what.endswith(" pixel")):
        return f"{WORDS[name] if name == 'the input' else name}의 {word(what)}"
    first, _, rest = text.partition(" ")
    if rest and first in BEFORE:
        return f"{BEFORE[first]} {word(rest)}"
    rest, _, last = text.rpartition(" ")
    return f"{word(rest)} {BEHIND[last]}" if rest and last in BEHIND else text
