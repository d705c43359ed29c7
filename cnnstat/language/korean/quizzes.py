"""Messages of ``cnnstat/quizzes`` in Korean."""

from __future__ import annotations

LAYERS = {
    "a convolution": "합성곱층",
    "a depthwise convolution": "깊이별(depthwise) 합성곱층",
    "a fully connected layer": "완전연결층",
    "a max pool": "최대 풀링층",
    "an average pool": "평균 풀링층",
    "a subsampling layer": "서브샘플링층",
    "{layer} of {network} is {what}: {words}.": "{network}의 {what} {layer}: {words}.",
    "input {shape}": "입력 {shape}",
    "{count} inputs": "입력 {count}개",
    "{count} outputs": "출력 {count}개",
    "{count} filters of {kernel}": "{kernel} 필터 {count}개",
    "{count} filters of {kernel} for every map": "채널마다 {kernel} 필터 {count}개",
    "a filter of {kernel} for every map": "채널마다 {kernel} 필터 하나",
    "{count} groups": "그룹 {count}개",
    "a table that connects {pairs} pairs of maps": "연결표에 따라 입출력 특징맵 {pairs}쌍만 연결",
    "window {kernel}": "창 {kernel}",
    "stride {step}": "보폭 {step}",
    "padding {cells}": "패딩 {cells}",
    "padding top {top}, bottom {bottom}, left {left}, right {right}": (
        "패딩 위 {top}, 아래 {bottom}, 왼쪽 {left}, 오른쪽 {right}"
    ),
    "dilation {cells}": "팽창률 {cells}",
    "padding {down}×{across}": "패딩 세로 {down}·가로 {across}",
    "sizes rounded up": "크기는 올림",
    "sizes rounded down": "크기는 내림",
    "with bias": "편향 있음",
    "without bias": "편향 없음",
    "then {norm}": "뒤에 {norm}",
    "batchnorm": "배치 정규화",
    "layernorm": "계층 정규화",
    "groupnorm": "그룹 정규화",
    "grn": "전역 응답 정규화",
    "scale": "채널별 배율(scale)",
    "prelu": "PReLU",
    "Its output is {shape}.": "출력은 {shape}이다.",
}
"""How a layer is given."""

ASKED = {
    "Answer:": "답:",
    "Exercises: {networks}": "연습 문제: {networks}",
    "Key to the exercises: {networks}": "정답과 풀이: {networks}",
    "Right.": "맞음.",
    "seed {seed}": "시드 {seed}",
    "How many parameters does it have?": "매개변수는 몇 개인가?",
    "How many parameters does it have, with those of the norm?": "정규화층까지 포함하면 매개변수는 몇 개인가?",
    "How many multiply-accumulates (MACs) does it take for one image? Adding a bias is none.": (
        "이미지 한 장에 드는 곱셈-누산(MAC) 횟수를 구하라. 편향을 더하는 것은 세지 않는다."
    ),
    "How many connections does it have? Every use of a weight or a bias is one.": (
        "연결 수를 구하라. 가중치나 편향을 한 번 쓸 때마다 연결 하나로 센다."
    ),
    "Its output is {shape}. How many parameters would it have if it did not share its weights: if every position of "
    "its output had weights (and biases, if it has any) of its own?": (
        "출력은 {shape}이다. 가중치를 공유하지 않고 출력의 위치마다 가중치(편향이 있으면 편향도)를 따로 둔다면 "
        "매개변수는 모두 몇 개인가?"
    ),
    "What is the size of its output, as channels × height × width?": "출력 크기를 채널 × 높이 × 너비로 나타내라.",
    "{layer} of {network} has {words}. Which padding p on every side gives an output of {height}×{width}?": (
        "{network}의 {layer}: {words}. 출력이 {height}×{width:이} 되게 하는 상하좌우 패딩 p를 구하라."
    ),
    "Which of these inputs (height = width) fits {network} exactly: in every layer the last window ends where the "
    "padded map ends, and no row is left over?": (
        "다음 입력 크기(높이 = 너비) 가운데 {network}에 딱 맞는 것은? 모든 층에서 마지막 창이 패딩을 더한 특징맵의 "
        "끝에 닿아, 남는 행이나 열이 없어야 한다."
    ),
    "One value of the output of {layer} of {network}: how many pixels of the image does it see along each side?": (
        "{network}의 {layer} 출력값 하나의 수용 영역은 한 변이 몇 픽셀인가?"
    ),
    "These windows lie on the way:": "입력에서 이 층까지 거치는 창은 다음과 같다.",
    "These windows lie on the way, those of 1×1 left out:": ("입력에서 이 층까지 거치는 창은 다음과 같다(1×1은 생략)."),
    "The output of {layer} of {network} is {shape}. How many bytes does it take for one image, with {per} ({dtype})?": (
        "{network}의 {layer} 출력은 {shape}이다. {per}({dtype})로 저장하면 이미지 한 장의 출력은 몇 바이트인가?"
    ),
    "{network} holds {numbers}. How many bytes do they take, with {per} ({dtype})?": (
        "{network}의 {numbers:을} {per}({dtype})로 저장하면 모두 몇 바이트인가?"
    ),
    "{count} bytes": "{count}바이트",
    "{count} bytes per number": "수 하나당 {count}바이트",
    "{count} parameters": "매개변수 {count}개",
    "{others} and {last}": "{others:과} {last}",
    "{count} fixed weights": "고정 가중치 {count}개",
    "{count} buffers of norms": "정규화층 버퍼 {count}개",
    "{layer} of {network} has a kernel of {side}×{side}.": "{network}의 {layer:은} {side}×{side} 커널을 쓴다.",
    "{network} has {count} convolutions of 3×3 in a row, the last of them {layer}.": (
        "{network}에서는 3×3 합성곱 {count}개가 이어진다(마지막은 {layer})."
    ),
    "{count} convolutions of 3×3 with stride 1, one behind the other, see as many pixels as one of {side}×{side}. How "
    "many weights have the {count} together, if every map has C channels and there are no biases?": (
        "보폭 1인 3×3 합성곱 {count}개를 쌓으면 {side}×{side} 합성곱 하나와 수용 영역이 같다. 입출력이 모두 C채널이고 "
        "편향이 없을 때, 3×3 합성곱 {count}개의 가중치는 모두 몇 개인가?"
    ),
    "{right} against {one}: {share} times as many weights.": (
        "가중치 수는 {right}이며, {one}와 비교하면 {share}배이다."
    ),
    "{layer} of {network} is a depthwise convolution of {side}×{side} on {inputs} maps; a convolution of 1×1 with "
    "{outputs} filters follows; the output is {height}×{width}. How many times as many MACs would one standard "
    "convolution of {side}×{side} take in place of both? Give three digits.": (
        "{network}의 {layer:은} 입력 {inputs}채널에 대한 {side}×{side} 깊이별 합성곱이고, 필터 {outputs}개의 1×1 "
        "합성곱이 뒤따른다. 출력은 {height}×{width}이다. 둘을 {side}×{side} 일반 합성곱 하나로 바꾸면 MAC은 몇 배가 "
        "되는가? 유효숫자 세 자리로 답하라."
    ),
    "{layer} of {network} is a standard convolution of {side}×{side} from {inputs} to {outputs} maps; the output is "
    "{height}×{width}. How many times as many MACs does it take as a depthwise convolution of {side}×{side} followed "
    "by one of 1×1? Give three digits.": (
        "{network}의 {layer:은} 입력 {inputs}채널, 출력 {outputs}채널의 {side}×{side} 일반 합성곱이고 출력은 "
        "{height}×{width}이다. 이 층의 MAC은 {side}×{side} 깊이별 합성곱과 1×1 합성곱으로 바꾸었을 때의 몇 배인가? "
        "유효숫자 세 자리로 답하라."
    ),
    "Fill in the blanks {first} to {last}.": "빈칸 {first}~{last:을} 채워라.",
    "One figure of this table is wrong. In which row?": "값 하나가 틀렸다. 어느 행인가?",
    "{asked} The first of these layers of {network} reads {shape}, each other one the layer above it; {held}.": (
        "다음은 {network}에서 차례로 이어지는 층이다. {asked} 첫 층의 입력은 {shape}이고, 나머지 층은 바로 윗줄의 "
        "출력을 입력으로 받는다. {held}."
    ),
    "with biases": "합성곱층과 완전연결층에는 편향이 있다",
    "without biases": "합성곱층과 완전연결층에는 편향이 없다",
    "Parameters include γ and β of {norms}.": "매개변수에는 {norms}의 γ, β도 넣는다.",
    "Parameters include those of {others}.": "매개변수에는 {others}의 매개변수도 넣는다.",
    "Windows: kernel/stride.": "‘창’은 커널/보폭이다.",
    "Windows: kernel/stride, {signs}.": "‘창’은 커널/보폭이며 {signs}이다.",
    "p padding": "p는 패딩",
    "d dilation": "d는 팽창률",
    "g groups": "g는 그룹 수",
    "m maps per channel": "m은 채널 배수",
    "ceil rounded up": "ceil은 올림",
    "{second} has how many times as many {what} as {first}? Give three digits.": (
        "{second}의 {what:은} {first}의 몇 배인가? 유효숫자 세 자리로 답하라."
    ),
    "Which of these networks has the most {what}? Estimate first.": (
        "다음 가운데 {what:이} 가장 많은 신경망은? 먼저 어림해 보라."
    ),
    "The image of {network} becomes {side}×{side}, in place of {own}×{own}. Predict {what} of {layer}; then run "
    "{command}.": (
        "{network}의 입력을 {own}×{own}에서 {side}×{side:으로} 바꾼다. {layer}의 {what:을} 예측한 다음 {command:을} "
        "실행하여 확인하라."
    ),
    "At {own}×{own} it is {figure}.": "{own}×{own}일 때는 {figure}이다.",
    "the size of the output": "출력 크기",
    "the number of parameters": "매개변수 수",
    "the number of MACs": "MAC 수",
}
"""What is asked."""

TITLES = {
    "layer": "층",
    "type": "종류",
    "window": "창",
    "filters": "필터",
    "output": "출력",
    "network": "신경망",
    "kernel": "커널",
    "stride": "보폭",
    "dilation": "팽창률",
    "weights": "가중치",
    "parameters": "매개변수",
    "MACs": "MAC",
    "connections": "연결 수",
    "size of the output": "출력 크기",
    "the padding that fits": "알맞은 패딩",
    "the input that fits": "딱 맞는 입력",
    "receptive field": "수용 영역",
    "memory": "메모리",
    "memory of the parameters": "매개변수의 메모리",
    "a saving": "연산량 절감",
    "a table to fill in": "표 채우기",
    "the wrong row": "틀린 행",
    "predict, then run": "예측하고 실행하기",
    "most {what}": "{what:이} 가장 많은 신경망",
    "standard": "일반 합성곱",
    "depthwise": "깊이별 합성곱",
    "1×1": "1×1 합성곱",
    "{count} × ({side}×{side})": "{side}×{side} 합성곱 {count}개",
    "weights that are not shared": "가중치를 공유하지 않을 때",
    "together": "합계",
}
"""Titles of questions and of columns, labels of equations."""

MISTAKES = {
    "bias forgotten": "편향을 빠뜨림",
    "a bias counted that is not there": "없는 편향을 셈",
    "input channels forgotten": "입력 채널 수를 곱하지 않음",
    "groups forgotten": "그룹을 무시함",
    "every filter taken to read every map": "모든 필터가 모든 채널을 읽는다고 봄",
    "kernel not squared": "커널 크기를 제곱하지 않음",
    "parameters of the norm forgotten": "정규화층의 매개변수를 빠뜨림",
    "a separate weight for every position": "위치마다 가중치가 다르다고 봄",
    "shared weights counted once": "공유하는 가중치를 한 번만 셈",
    "FLOPs given for MACs: × 2": "MAC이 아니라 FLOP을 셈(× 2)",
    "weights counted once, not at every position": "가중치를 위치마다 세지 않고 한 번만 셈",
    "biases counted as MACs": "편향까지 MAC으로 셈",
    "positions of the input taken for those of the output": "출력이 아니라 입력의 위치 수를 곱함",
    "only one side of the map counted": "특징맵의 한 변만 곱함",
    "padding forgotten": "패딩을 빠뜨림",
    "padding on one side only": "패딩을 한쪽에만 더함",
    "stride taken for 1": "보폭을 1로 봄",
    "stride taken for 2": "보폭을 2로 봄",
    "stride taken for the kernel's size": "보폭을 커널 크기로 봄",
    "rounded up, not down": "내림이 아니라 올림함",
    "rounded down, not up": "올림이 아니라 내림함",
    "dilation forgotten": "팽창률을 빠뜨림",
    "only one map counted": "특징맵 한 장만 셈",
    "the + 1 forgotten": "‘+ 1’을 빠뜨림",
    "channels of the input taken for those of the output": "출력 채널이 아니라 입력 채널 수를 씀",
    "half the kernel, rounded up": "커널의 절반을 올림함",
    "the whole kernel taken": "커널 크기를 그대로 씀",
    "both sides together taken for each": "양쪽의 합을 한쪽 값으로 씀",
    "a multiple of the total stride taken": "전체 보폭의 배수를 고름",
    "only {layer} checked": "{layer}만 확인함",
    "one row more or less taken to make no difference": "한 행쯤은 상관없다고 봄",
    "all strides taken for 1": "보폭을 모두 1로 봄",
    "pools forgotten": "풀링층을 빠뜨림",
    "kernel in place of kernel − 1": "커널 − 1이 아니라 커널을 곱함",
    "the last layer forgotten": "마지막 층을 빠뜨림",
    "the layer's own stride counted with its kernel": "커널에 그 층 자신의 보폭까지 곱함",
    "only the last kernel looked at": "마지막 커널만 봄",
    "numbers given for bytes": "바이트가 아니라 수의 개수로 답함",
    "8 bytes taken for a number": "수 하나를 8바이트로 봄",
    "4 bytes taken for a number": "수 하나를 4바이트로 봄",
    "bits given for bytes": "바이트가 아니라 비트로 답함",
    "only the parameters counted": "매개변수만 셈",
    "only one of the layers counted": "층 하나만 셈",
    "weights of the large kernel": "큰 커널의 가중치를 셈",
    "kernels added before they are squared": "커널 크기를 더한 다음 제곱함",
    "1×1 convolution forgotten": "1×1 합성곱을 빠뜨림",
    "depthwise convolution forgotten": "깊이별 합성곱을 빠뜨림",
    "kernel² taken: the 1×1 convolution costs too": "1×1 합성곱의 계산량을 무시하고 커널 크기의 제곱만 씀",
    "divided the wrong way round": "나눗셈을 거꾸로 함",
    "the difference taken, not the multiple": "몇 배인지가 아니라 몇 배 더 많은지를 구함",
    "one too many: the sum taken": "두 값의 합을 나눔",
    "FLOPs of one held against MACs of the other: × 2": "한쪽은 FLOP, 다른 쪽은 MAC으로 비교함(× 2)",
    "{what} compared": "{what:을} 비교함",
    "has fewer": "더 적음",
    "has fewer: the one with most {what}": "{what:은} 가장 많지만 이것은 더 적음",
    "taken not to depend on the image": "입력 크기와 무관하다고 봄",
    "taken to grow with the side of the image": "입력의 변에 비례한다고 봄",
    "taken to grow with the area of the image": "입력의 넓이에 비례한다고 봄",
    "the figures of this row are right": "이 행의 값은 모두 맞음",
    "{layer}, {what}: {wrong} in place of {right}: {mistake}.": (
        "{layer}의 {what}: 표의 {wrong:이} 아니라 {right}이다({mistake})."
    ),
}
"""The names of mistakes, and why a choice is wrong."""

MESSAGES: dict[str, str] = LAYERS | ASKED | TITLES | MISTAKES
