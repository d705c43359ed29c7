"""Messages of charts in Korean, of those in the terminal and of pictures."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "Blocks are put together at {count} levels of names.": "블록은 이름의 {count}단계까지 묶었다.",
    "Shown are the {count} largest rows, and the others together.": (
        "가장 큰 {count}개를 보이고, 나머지는 하나로 합쳤다."
    ),
    "{network}: {figure} by layer ({unit}), {total} in all": "{network}: 층별 {figure}({unit}), 모두 {total}",
    "{network}: receptive field by layer (pixels); the input has {side}": (
        "{network}: 층별 수용 영역(픽셀), 입력의 한 변은 {side}"
    ),
    "{count} of {layers} layers see as far as the input reaches, or farther.": (
        "{layers}개 층 가운데 {count}개는 수용 영역이 입력 전체이거나 그보다 넓다."
    ),
    "Top-1 accuracy on {images} (%), as cited": "{images} Top-1 정확도(%), 인용한 값",
    "top-1 accuracy on {images} (%), as cited": "{images} Top-1 정확도(%), 인용한 값",
    "No top-1 accuracy is cited of {networks}.": "Top-1 정확도를 인용할 출처가 없는 신경망: {networks}.",
    "Accuracies are unknown: none is cited in specs/claims of these networks at these settings.": (
        "정확도를 알 수 없다. 이 설정의 이 신경망들에 대해 specs/claims에 인용된 값이 없다."
    ),
    "Accuracies compare only where images and tests are alike; where a source prints an error, 100 % minus it.": (
        "정확도는 데이터와 평가 방법이 같을 때만 비교할 수 있다. 출처에 오류율이 적혀 있으면 100 %에서 뺀 값이다."
    ),
    "Unknown: specs/claims cites none of just this network at these settings.": (
        "모름: 바로 이 설정의 이 신경망에 대해 specs/claims에 인용된 값이 없다."
    ),
    "Receptive field (pixels); dotted: step between neighbours": "수용 영역(픽셀), 점선은 이웃한 칸 사이의 거리",
    "layer, in the order of the spec": "층, 스펙에 적힌 순서",
    "MACs for one image": "이미지 한 장의 MAC",
    "Accuracy and cost; area = parameters": "정확도와 계산량, 원의 넓이는 매개변수 수",
}
