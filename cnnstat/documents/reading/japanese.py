"""Words of sentences about networks in Japanese, which sets no blanks between them."""

from __future__ import annotations

LAYER = "(?:層|レイヤー?)"
_OF = "の?"
TYPES = {
    "conv": "(?:畳み?込み?|コンボリューション)",
    "linear": "(?:全結合|全連結|密結合)",
    "pool": "(?:(?:最大値?|平均値?|マックス|アベレージ)?プーリング)",
}
"""Kinds of layers."""
ORDINALS = {"最初": 1, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "最後": -1, "最終": -1}
ORDINAL = "最初|(?:(?<![0-9])(?:1[0-9]|[1-9])|[一二三四五])(?:つ|番)目|最後|最終"
_SIZE = f"{_OF}(?:サイズ|大きさ|寸法)"
QUANTITIES = {
    "kernel": f"(?:カーネル|フィルター?|窓|ウィ?ンドウ|プール|プーリング){_SIZE}",
    "output": f"(?:出力|特徴マップ)(?:{_SIZE}|{_OF}形状)",
    "params": f"(?:(?:学習可能な?|総|全|モデル){_OF})?パラメータ(?!表)ー?{_OF}(?:総?数|量)?",
    "flops": "(?:演算|計算)(?:回数|量)|浮動小数点(?:演算)?(?:数)?",
    "macs": "積和(?:演算)?(?:回数|数)?",
    "rf": "受容野",
    "stride": "ストライド(?:幅|数)?|歩幅|移動幅",
    "padding": "(?:ゼロ)?パディング(?:幅|数|サイズ)?|ゼロ埋め",
    "filters": f"フィルター?{_OF}数?|カーネル{_OF}数?|(?:出力)?チャン?ネル{_OF}数?|特徴マップ{_OF}数?",
    "neurons": "(?:ニューロン|神経細胞)数?",
    "units": "(?:ユニット|ノード|次元)数?",
    "input": f"入力(?:画像)?(?:{_SIZE})?|画像(?:{_SIZE})?|解像度",
    "bytes": f"(?:モデル|ファイル){_SIZE}|メモリ(?:使用量)?|容量",
    "classes": "(?:クラス|カテゴリー?)数?",
    "depth": f"(?:{LAYER}{_OF}数|深さ|{LAYER})",
    "weights": f"重み{_OF}数?",
    "dense": TYPES["linear"],
    "windows": f"{TYPES['conv']}|{TYPES['pool']}",
}
"""What a figure may count, by the keys of the lexicon."""
HEADINGS = f"(?:総?{LAYER}{_OF}数|深さ)"
"""The heading of a column of depths."""


def quantity(key: str) -> str:
    """The words for what a figure may count; a pattern that finds nothing if there are none."""
    return f"(?:{QUANTITIES[key]})" if key in QUANTITIES else "(?!)"


LINKS = frozenset("のはがをにでともつ個約、（）「」わずか合計総全")
"""Signs that may stand between a quantity and its figure."""
ADJECTIVES = frozenset("つの個枚本")
"""Signs that may stand between a figure and its quantity."""
DOUBT = "提案|我々|私たち|軽量化|枝刈り|剪定|量子化|蒸留|改良|変更し|置き換え|取り除|除い[たて]|もし|独自|自作"
"""Words about a changed network."""
EXAMPLE = "例えば|たとえば|仮に|とすると|仮定"
GENERIC = "同等|等価|と同じ(?:受容野|領域|入力領域)|の場合"
RATES = "秒|時間|日間|枚|年|位|人|世代|回"
OBJECT_BEHIND = (
    "(?:と|に)(?:比べ|比較)|と(?:異な|違)|とは(?:異な|違)|より(?:も)?|(?:と同(?:じ|様))|のように|に(?:似|対し)"
    "|以降|以来|の後"
)
"""Words behind a network that something is compared with."""
OTHER = "精度|正解率|正答率|エラー|誤差|速度|時間|発表年|評価"
"""Headings of figures that are not the architecture's."""
