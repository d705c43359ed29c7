"""Messages of ``cnnstat/handouts`` and ``cnnstat/publishing`` in Korean."""

from __future__ import annotations

MESSAGES = {
    # the whole
    "Input {image}; counts are for one image.": "입력 {image}, 모든 수는 이미지 한 장 기준.",
    "Counts are for one image.": "모든 수는 이미지 한 장 기준.",
    "{first} to {last}: {count} networks": "{first}부터 {last}까지: 신경망 {count}개",
    "1 MAC = one multiply-accumulate of a convolution or linear layer, without bias.": (
        "1 MAC = 합성곱층이나 완전연결층의 곱셈-누산 한 번(편향 제외)."
    ),
    "FLOPs = 2 × MACs.": "FLOP = 2 × MAC.",
    "FLOPs = 2 × MACs and elementwise work.": "FLOP = 2 × MAC + 원소별 연산.",
    "blank": "빈칸",
    "logo": "로고",
    "Exercises": "연습 문제",
    "Key": "정답과 풀이",
    # the table
    "Layer by layer": "층별 계산표",
    "Layer": "층",
    "Does": "하는 일",
    "total": "합계",
    "… {count} more": "… 외 {count}개",
    "Blocks are one row each.": "블록 하나가 한 줄이다.",
    "Receptive fields leave gates out.": "수용 영역은 게이트를 빼고 구한 값이다.",
    "Behind paths or windows that are not alike, receptive fields are those of the first output.": (
        "경로나 창이 서로 다른 곳 뒤에서는 첫 번째 출력의 수용 영역이다."
    ),
    "Auxiliary heads exist in training only and are not counted.": "보조 분류기는 학습 때만 쓰므로 세지 않는다.",
    # charts
    "Where the work is": "매개변수와 계산량은 어디에 몰려 있는가",
    "Parameters by layer": "층별 매개변수",
    "MACs by layer": "층별 MAC",
    "{count} others": "그 외 {count}개",
    "Growth of the receptive field": "수용 영역의 증가",
    "input {side}": "입력 {side}",
    "The network": "전체",
    # the arithmetic
    "The arithmetic": "계산 과정",
    "first convolution": "첫 합성곱",
    "most parameters": "매개변수가 가장 많음",
    "most MACs": "MAC이 가장 많음",
    "depthwise": "깊이별 합성곱",
    "in groups": "그룹 합성곱",
    "first merge": "첫 합류",
    "classifier": "분류기",
    "first pool": "첫 풀링",
    # inputs
    "Which input: {one} or {other}?": "입력은 {one}인가, {other}인가?",
    "Which inputs fit": "어떤 입력이 맞는가",
    "Every size of the input gives another network, or its maps do not repeat a pattern.": (
        "입력 크기마다 다른 신경망이 되거나, 특징맵 크기에 되풀이되는 규칙이 없다."
    ),
    "No square input fits exactly.": "딱 맞는 정사각형 입력은 없다.",
    "Inputs that fit exactly: {sizes}.": "딱 맞는 입력: {sizes}.",
    "No input fits exactly; nothing is lost at {sizes}.": "딱 맞는 입력은 없고, {sizes}에서는 버려지는 칸이 없다.",
    "every size from {first}": "{first} 이상 모두",
    "{some}, … (every {step} from {first})": "{some}, … ({first}부터 {step}씩)",
    "{first} to {last}": "{first}~{last}",
    "Input": "입력",
    "Fit": "맞는가",
    "fits exactly": "딱 맞음",
    "fits, nothing is lost": "맞음, 버려지는 칸 없음",
    "loses cells": "버려지는 칸 있음",
    "does not run": "계산할 수 없음",
    "* cells of the layer's input are never read": "* 이 층의 입력 가운데 읽히지 않는 칸이 있음",
    "At {side}, {layer}: ": "입력이 {side}일 때 {layer}: ",
    "; {count} rows and columns of its input are never read.": (
        ". 입력의 행 {count}개와 열 {count}개는 한 번도 읽히지 않는다."
    ),
    "; {rows} rows and {columns} columns of its input are never read.": (
        ". 입력의 행 {rows}개와 열 {columns}개는 한 번도 읽히지 않는다."
    ),
    "Means": "뜻",
    "no input": "없음",
    "side of {layer}": "{layer}의 한 변",
    "input, {rounding}": "입력({rounding})",
    "rounded up": "올림",
    "rounded down": "내림",
    "as this network rounds": "이 신경망의 방식(올림/내림)",
    "input {inputs} gives all {count}, so none need be a misprint.": (
        "입력이 {inputs}이면 {count}개가 모두 맞으므로, 오타라고 볼 까닭이 없다."
    ),
    "input {inputs} gives all {count}.": "입력이 {inputs}이면 {count}개가 모두 맞는다.",
    "no input gives all {count}.": "{count}개가 모두 맞는 입력은 없다.",
    " Input {inputs} makes every map as large as {side} does, {rounding}.": (
        " 입력이 {inputs}이면 모든 특징맵이 {side}({rounding})일 때와 같은 크기가 된다."
    ),
    # printed figures
    "What the paper prints": "논문에 적힌 값과 맞는가",
    "Printed": "적힌 값",
    "Where": "위치",
    "The figure": "무엇의 값",
    "Architecture": "구조에서 나온 값",
    "Verdict": "판정",
    "exact": "일치",
    "rounds to it": "반올림하면 일치",
    "digits cut off": "아랫자리를 버린 값",
    "does not follow": "구조에서 나오지 않음",
    "{share} too high": "적힌 값이 {share} 큼",
    "{share} too low": "적힌 값이 {share} 작음",
    "weights only": "가중치만",
    "without γ and β of norms": "정규화의 γ, β 제외",
    "buffers counted": "버퍼 포함",
    "fixed weights counted": "고정된 가중치 포함",
    "K = 1,024": "K = 1,024",
    "without linear layers": "완전연결층 제외",
    "without the last layer": "마지막 층 제외",
    "2 FLOPs per MAC": "MAC당 2 FLOP",
    "MACs, not FLOPs": "FLOP이 아니라 MAC",
    "norms counted, 2 per output": "정규화 포함(출력당 2)",
    "bias additions counted": "편향 덧셈 포함",
    "biases not counted": "편향 제외",
    "input counted": "입력 포함",
    "a bias unit counted": "편향 유닛 포함",
    "pools counted": "풀링 포함",
    "of its block": "블록 전체",
    "of the whole network": "신경망 전체",
    "input channels not counted": "입력 채널을 세지 않음",
    "one GPU's half": "GPU 하나의 몫(절반)",
    "with the auxiliary heads": "보조 분류기 포함",
    "{count} printed figures: {verdicts}.": "적힌 값 {count}개: {verdicts}.",
    "{count} follow from the architecture": "구조에서 그대로 나옴 {count}개",
    "{count} when something else is counted": "세는 방법을 달리하면 나옴 {count}개",
    "{count} do not": "나오지 않음 {count}개",
    "{what} of {place}": "{place}의 {what}",
    "Shown are {count}, the most telling first.": "표에는 차이가 뚜렷한 {count}개를 실었다.",
    "receptive field, last map": "수용 영역(마지막 특징맵)",
    "All {count} printed figures follow from the architecture.": "적힌 값 {count}개가 모두 구조에서 그대로 나온다.",
    "Printed in {sources}.": "출처: {sources}.",
    # several networks
    "Side by side": "나란히 보기",
    "Figure": "항목",
    "Network": "신경망",
    "input": "입력",
    "{one} / {two}": "{one} / {two}",
    "Parameters": "매개변수",
    "Accuracy and cost": "정확도와 계산량",
    "Top-1 accuracy (%) against MACs": "Top-1 정확도(%)와 MAC",
    "Top-1 accuracy on {images}, cited; a circle's area is its network's parameters. A network that costs less and "
    "does better stands farther up and to the left.": (
        "{images}의 Top-1 정확도(인용). 원의 넓이는 매개변수 수에 비례한다. "
        "왼쪽 위에 있을수록 적은 계산으로 더 정확하다."
    ),
    "Without a cited accuracy on these images: {names}.": "인용할 정확도가 없는 신경망: {names}.",
    "Cited: {sources}.": "출처: {sources}.",
    "The networks": "신경망의 구조",
    "From one to the next": "무엇이 달라졌는가",
    "nothing differs.": "차이 없음.",
    "layers: {counts}": "층: {counts}",
    "changed": "바뀜",
    "renamed": "이름 바뀜",
    "added": "더해짐",
    "removed": "빠짐",
    "What": "변화",
    "Keys": "설정",
    "{count} more changes": "그 외 {count}건",
}
