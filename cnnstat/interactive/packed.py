"""What a page holds: every text and number that can stand on it, at every input and every choice of params."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from cnnstat.effort import Tell, silent
from cnnstat.interactive.columns import Columns
from cnnstat.interactive.formulas import KEYS
from cnnstat.interactive.presets import text_of
from cnnstat.interactive.rows import NUMBERS, TEXTS, Row, Written, rows_at
from cnnstat.interactive.settings import Choice
from cnnstat.interactive.sketch import drawn
from cnnstat.interactive.states import Side, State, Variant, states_of
from cnnstat.interactive.summary import COUNTS, TOTALS, Summary
from cnnstat.language import Language

TITLES = {"output_shape": "Output", "params": "Params", "macs": "MACs", "rf": "RF"}


class Packed:
    """The data of a page.

    Attributes:
        columns: the texts and numbers.
        variants: what the page has of each choice of params, as the script reads it.
        first: the rows, their contents and the totals of the first choice.
    """

    def __init__(
        self, variants: Sequence[Variant], sides: Sequence[Side], language: Language, tell: Tell = silent
    ) -> None:  # fmt: skip
        self.columns = Columns()
        self.sides, self.own = sides, sides.index(variants[0].own)
        self._language = language
        self.variants: list[dict[str, Any]] = []
        self.first: tuple[Sequence[Row], Written, Summary] | None = None
        for number, variant in enumerate(variants):

            def told(done: int, total: int, name: str, before: int = number) -> None:
                tell(before * total + done, len(variants) * total, name)

            self._add(variant, states_of(variant, sides), f"d{number}-", told)

    def _add(self, variant: Variant, states: Sequence[State], prefix: str, tell: Tell) -> None:
        rows = rows_at(states, self.own)
        written = Written(rows, states, self._language, tell)
        summary = Summary(rows, written, states, self.own, self._language)
        drawing, boxes = drawn(states, self.own, self.columns, self._language, prefix)
        put = self.columns
        self.variants.append(
            {
                "values": variant.values,
                "rows": [self._row(each, written, at) for at, each in enumerate(rows)],
                "totals": {key: put.of_texts([each[key] for each in summary.texts]) for key in TOTALS},
                "counts": {key: put.of_numbers([each[key] for each in summary.numbers]) for key in COUNTS},
                "drawing": drawing,
                "boxes": boxes,
            }
        )
        self.first = self.first or (rows, written, summary)

    def _row(self, row: Row, written: Written, at: int) -> dict[str, Any]:
        put, contents = self.columns, written.contents[at]
        found: dict[str, Any] = {
            "name": row.name, "family": row.family, "at": put.of_numbers(written.places[at]),
            "texts": [put.of_texts([each.texts[key] for each in contents]) for key in range(len(TEXTS))],
            "numbers": [put.of_numbers([int(each.numbers[key]) for each in contents]) for key in range(len(NUMBERS))],
        }  # fmt: skip
        if row.block:
            found["block"] = row.block
        if row.members:
            found["members"] = len(row.members)
        return found

    def data(self, choices: Sequence[Choice]) -> dict[str, Any]:
        """Everything, as plain data."""
        say, columns = self._language.say, self.columns
        heights, widths = ([side[axis] for side in self.sides] for axis in (0, 1))
        first, last = text_of(self.sides[0]), text_of(self.sides[-1])
        titles = {key: self._language.word(TITLES[key]) for key in KEYS} | {"fit": say("Fit")}
        return {
            "words": {
                "breaks": say("breaks here"), "titles": titles,
                "unseen": say("At this input the network does not run that far."),
                "outside": say("This page has inputs from {first} to {last}.", first=first, last=last)
                + (" " + say("Not every size is among them.") if gaps(self.sides) else ""),
            },
            "keys": {"texts": TEXTS, "numbers": NUMBERS},
            "own": self.own, "row": self._telling(),
            "params": [{"name": each.name} for each in choices],
            "sides": [columns.of_numbers(heights), columns.of_numbers(widths)],
            "inputs": len(self.sides),
            "variants": self.variants,
            "forms": columns.forms.all, "numbers": columns.numbers.all, "texts": columns.texts.all,
        }  # fmt: skip

    def _telling(self) -> str:
        """The layer whose field is shown at first: the last map whose units see no more than the image."""
        assert self.first is not None
        analysis = self.first[2].own
        if analysis is None:
            return ""
        image = analysis.network.input
        inside = [
            each.name for each in analysis
            if each.output.positions > 1
            and each.field.vertical.size <= image.height
            and each.field.horizontal.size <= image.width
        ]  # fmt: skip
        return inside[-1] if inside else ""


def gaps(sides: Sequence[Side]) -> bool:
    """Whether a size between the first and the last is missing."""
    return len({each[0] for each in sides}) < sides[-1][0] - sides[0][0] + 1


def encoded(data: dict[str, Any]) -> str:
    """Data as a text of letters and digits: JSON, compressed."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return b64encode(zlib.compress(text.encode("utf-8"), 9)).decode("ascii")
