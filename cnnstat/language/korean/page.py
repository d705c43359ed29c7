"""Messages of ``cnnstat/interactive`` in Korean."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    # the whole
    "{title} at other inputs": "{title}: 입력 크기를 바꾸면",
    "The controls of this page need JavaScript and a browser of 2023 or later.": (
        "입력을 바꾸려면 JavaScript와 2023년 이후의 브라우저가 필요하다."
    ),
    "Every figure was computed by cnnstat {version}; the script of this page only looks them up.": (
        "모든 값은 cnnstat {version}이 미리 계산했고, 이 페이지는 찾아서 보여 줄 뿐이다."
    ),
    "RF is the side of the receptive field in pixels; rows and columns count from 0, below 0 is padding.": (
        "수용 영역은 한 변의 픽셀 수. 행과 열은 0부터 세고, 0보다 작으면 패딩이다."
    ),
    # controls
    "Input and what follows from it": "입력과 그 결과",
    "Input, side": "입력 한 변",
    "Input, height": "입력 높이",
    "Move the input": "입력 크기 바꾸기",
    "Inputs worth a look": "눈여겨볼 입력",
    "of the spec": "기본 입력",
    "as printed": "논문의 값",
    "one more": "1 크게",
    "nothing is lost": "버려지는 칸 없음",
    "cells are lost": "버려지는 칸 있음",
    "This page has inputs from {first} to {last}.": "이 페이지의 입력은 {first}에서 {last}까지다.",
    "Not every size is among them.": "그 사이의 모든 크기가 있는 것은 아니다.",
    # how it fits
    "fits": "딱 맞음",
    "loose": "나머지 있음",
    "breaks here": "여기서 막힘",
    "{count} layers lose cells": "{count}개 층에서 버려짐",
    "{rows} and {columns}": "{rows:과} {columns}",
    "The last window ends where the map ends.": "마지막 창이 특징맵의 끝에서 끝난다.",
    "{cells} of its input never read": "입력의 {cells:이} 한 번도 읽히지 않음",
    "{cells} of padding never read, but nothing of the map": "패딩의 {cells}만 읽히지 않고, 특징맵은 모두 읽힘",
    "rounded up: the last window reaches {cells} beyond the map": "올림: 마지막 창이 특징맵 밖으로 {cells}만큼 나감",
    "what is left over is a gap as between all windows": "남는 칸은 창 사이의 간격과 같음",
    "{formula} = {exact}, so {size}": "{formula} = {exact} → {size}",
    "its window of {window} is larger than its input of {room}": "창 {window:이} 입력 {room}보다 크다",
    "Every window ends where its map ends.": "모든 창이 특징맵에 딱 맞는다.",
    "Divisions leave a remainder, but no cell is lost.": "나머지는 있지만 버려지는 칸은 없다.",
    "Cells are lost: {layers}.": "버려지는 칸: {layers}.",
    "{count} layers lose cells, {first} first.": "{first}부터 {count}개 층에서 칸이 버려진다.",
    "Does not run: {layer}: {problem}.": "{layer}에서 막힌다: {problem}.",
    "Input {size}: {verdict}": "입력 {size}: {verdict}",
    "Input {size}: {verdict} {params} parameters, {macs} MACs, output {output}.": (
        "입력 {size}: {verdict} 매개변수 {params}개, MAC {macs}번, 출력 {output}."
    ),
    "What is lost": "무엇이 버려지는가",
    "The last {cells} of the image cannot change the output.": "이미지의 마지막 {cells:은} 출력에 아무 영향이 없다.",
    # drawing and table
    "Its layers from the input to the output; the table has their figures.": (
        "입력에서 출력까지의 층. 값은 표에 있다."
    ),
    "Blocks are as large as at the network's own input; the sizes written on them follow the input. A red edge is a "
    "layer that loses cells.": (
        "블록의 크기는 원래 입력일 때 그대로이고, 적힌 크기만 입력을 따라 바뀐다. 빨간 테두리는 칸이 버려지는 층."
    ),
    "Point at a figure or move to it to see how it comes about; arrow keys move between figures, Escape closes.": (
        "값에 마우스를 올리거나 키보드로 옮겨 가면 계산 과정이 보인다. 방향키로 값 사이를 옮겨 다니고, Esc로 닫는다."
    ),
    # what a unit sees
    "What a unit sees": "유닛 하나가 보는 영역",
    "Unit": "유닛",
    "first": "첫째",
    "middle": "가운데",
    "last": "마지막",
    "The unit in row {row} and column {column} of {layer}'s {map} map sees rows {top} to {bottom} and columns "
    "{left} to {right}.": (
        "{layer}의 {map} 특징맵에서 {row}행 {column}열의 유닛은 이미지의 {top}~{bottom}행, {left}~{right}열을 본다."
    ),
    "A unit of {layer} sees rows {top} to {bottom} and columns {left} to {right}.": (
        "{layer}의 유닛 하나는 이미지의 {top}~{bottom}행, {left}~{right}열을 본다."
    ),
    "At this input the network does not run that far.": "이 입력에서는 이 층까지 계산할 수 없다.",
}
