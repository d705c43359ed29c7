"""The page as one HTML file, which needs nothing else: markup, style, script and data.

Without the script it shows the network at its own input. What strangers wrote stands in it only as text, and in the
packed data, which has letters and digits alone; and a policy lets the browser run this script and no other.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from cnnstat import __version__
from cnnstat.drawing.palette import COLORS
from cnnstat.effort import Tell, silent
from cnnstat.errors import UsageError, shown
from cnnstat.files import write_file
from cnnstat.interactive.packed import TITLES, Packed, encoded
from cnnstat.interactive.presets import Preset, presets
from cnnstat.interactive.rows import TEXTS, UNITS
from cnnstat.interactive.settings import Choice, Source, variants_of
from cnnstat.interactive.states import Variant, chosen_inputs
from cnnstat.language import ENGLISH, Language, message
from cnnstat.network.graph import Network
from cnnstat.text.printable import printable
from cnnstat.typesetting.fonts import woff2

ENDINGS = (".html", ".htm")
FONTS = {
    "en": 'system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif',
    "ko": '"Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic", system-ui, sans-serif',
}
"""Families that systems have; a font with Hangul is larger than the page."""
FAMILIES = ("convolution", "linear", "pooling", "merge", "reshape", "normalization", "activation", "dropout", "block")
WHICH = {"first": message("first"), "middle": message("middle"), "last": message("last")}
MEANINGS = {
    1: message("fits exactly"), 2: message("nothing is lost"), 3: message("cells are lost"), 4: message("does not run"),
}  # fmt: skip
"""What the colours of the strip mean."""


def text(words: str) -> str:
    """Anybody's text, as it may stand between tags and in attributes."""
    return escape(printable(words))


def own_file(name: str) -> str:
    """A file of this folder."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def hashed(content: str) -> str:
    """A content as a policy names it."""
    return f"'sha256-{b64encode(sha256(content.encode('utf-8')).digest()).decode('ascii')}'"


def check_ending(path: Path) -> None:
    """Refuse a file that is not named as a web page, by UsageError."""
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(f"page: expected a file ending in .html, got {shown(path.name)}")


class Wanted(NamedTuple):
    """What a page is about.

    Attributes:
        source: where the network comes from.
        choices: the params that its reader can change.
        inputs: sides of square inputs; those of a usual range if empty.
        language: of its words.
    """

    source: Source
    choices: Sequence[Choice] = ()
    inputs: Sequence[int] = ()
    language: Language = ENGLISH


class Page:
    """A page to play with.

    Attributes:
        network: the network at its own input.
        html: the whole file.
    """

    def __init__(self, wanted: Wanted, tell: Tell = silent) -> None:
        self.language, self._choices = wanted.language, wanted.choices
        variants = variants_of(wanted.source, wanted.choices)
        self.network: Network = variants[0].network
        sides = chosen_inputs(variants, wanted.inputs)
        self._packed = Packed(variants, sides, self.language, tell)
        self._presets, self._fitting = presets(variants[0], self._packed.sides, self.language)
        self.html = self._written(variants[0])

    def __repr__(self) -> str:
        return f"<Page {shown(self.network.title)}: {len(self._packed.sides):,} inputs>"

    def save(self, path: Path) -> Path:
        """Write it into a file, whole or not at all.

        Raises:
            UsageError: its name does not end in .html, or it cannot be written.
        """
        check_ending(path)
        write_file(path, self.html)
        return path

    def _written(self, variant: Variant) -> str:
        say = self.language.say
        style, script = style_in(self.language), own_file("page.js")
        policy = (
            f"default-src 'none'; script-src {hashed(script)}; style-src {hashed(style)}; font-src data:; "
            "base-uri 'none'; form-action 'none'"
        )
        title = self.language.of(self.network.title) or self.network.name
        return (
            f'<!doctype html>\n<html lang="{self.language.code}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            f"<title>{text(say('{title} at other inputs', title=title))}</title>\n<style>{style}</style>\n</head>\n<body>\n"
            f"<header>\n<h1>{text(title)}</h1>\n{''.join(self._head())}</header>\n<main>\n"
            f"{self._panel()}{self._lost()}{self._drawing()}"
            f'<div class="two">\n{self._table()}{self._field()}</div>\n</main>\n'
            f"<footer>{''.join(self._foot())}</footer>\n"
            '<div id="tip" role="tooltip" hidden><p id="tip-title"></p><div id="tip-body"></div></div>\n'
            '<p id="spoken" class="aloud" role="status" aria-live="polite"></p>\n'
            f'<template id="packed">{encoded(self._packed.data(self._choices))}</template>\n'
            f"<script>{script}</script>\n</body>\n</html>\n"
        )

    def _head(self) -> Iterator[str]:
        source = self.network.source
        told = "; ".join(filter(None, (source.get("paper", ""), source.get("section", ""))))
        if told:
            yield f'<p class="under">{text(told)}</p>\n'
        about = self.language.of(self.network.about)
        if about:
            yield f'<p class="about">{text(about)}</p>\n'
        needs = text(self.language.say("The controls of this page need JavaScript and a browser of 2023 or later."))
        yield f"<noscript><p>{needs}</p></noscript>\n"

    def _panel(self) -> str:
        """The controls and what they come to."""
        say, sides, own = self.language.say, self._packed.sides, self._packed.own
        heights = [side[0] for side in sides]
        square = all(height == width for height, width in sides)
        asked = (
            f'<div><label for="size">{text(say("Input, side") if square else say("Input, height"))}</label>'
            f'<span class="size"><input id="size" type="number" inputmode="numeric" min="{min(heights)}" '
            f'max="{max(heights)}" value="{sides[own][0]}"><span id="by">× {sides[own][1]}</span></span></div>'
        )
        key = "".join(
            f'<span><svg viewBox="0 0 8 8" aria-hidden="true"><rect width="8" height="8" class="kind-{kind}"/></svg>'
            f"{text(say(meant))}</span>"
            for kind, meant in MEANINGS.items()
        )
        ranged = (
            f'<div class="range"><label for="slider" class="label">{text(say("Move the input"))}</label>'
            f'<input id="slider" type="range" min="0" max="{len(sides) - 1}" value="{own}">'
            f'<svg viewBox="0 0 {len(sides)} 16" preserveAspectRatio="none" aria-hidden="true"><g id="bars"></g>'
            f'<rect id="needle" x="{own}" y="0" width="{max(1, len(sides) // 300)}" height="16"/></svg>'
            f'<div class="key">{key}</div></div>'
        )
        return (
            f'<section class="panel" aria-label="{text(say("Input and what follows from it"))}">\n'
            f'<div class="controls live"><div class="asked">{asked}{self._params()}</div>{ranged}'
            f'<div id="presets" role="group" aria-label="{text(say("Inputs worth a look"))}">'
            f"{''.join(map(button, self._presets))}</div></div>\n"
            f'<p id="outside" role="alert"></p>\n<div class="now">{self._verdict()}{self._totals()}</div>\n</section>\n'
        )

    def _params(self) -> str:
        """Choices of params, each with what it means."""
        found = []
        for each in self._choices:
            options = "".join(f"<option>{text(value)}</option>" for value in each.values)
            title = f' title="{text(each.about)}"' if each.about else ""
            found.append(
                f'<div><label for="param-{text(each.name)}">{text(each.name)}</label>'
                f'<select id="param-{text(each.name)}" data-param="{text(each.name)}"{title}>{options}</select></div>'
            )
        return f'<span id="choices" class="asked">{"".join(found)}</span>'

    def _verdict(self) -> str:
        totals, counts = self._own()
        return (
            f'<p id="verdict" class="verdict kind-{int(counts["kind"])}"><span id="verdict-sign" aria-hidden="true"></span> '
            f'<output id="verdict-text" for="size slider" aria-live="off">{text(totals["verdict"])}</output></p>'
        )

    def _totals(self) -> str:
        say, word = self.language.say, self.language.word
        totals, _ = self._own()
        titles = {"params": word("Params"), "macs": word("MACs"), "output": word("Output")}
        return '<dl class="totals">' + "".join(
            f'<div><dt>{text(title)}</dt><dd><output id="{key}" for="size slider" aria-live="off">{text(totals[key])}'
            f"</output>"
            + (f' <span class="change" id="{key}-change"></span>' if key != "output" else "")
            + "</dd></div>"
            for key, title in titles.items()
        ) + "</dl>"  # fmt: skip

    def _own(self) -> tuple[dict[str, str], dict[str, int]]:
        """The totals at the network's own input."""
        assert self._packed.first is not None
        summary, own = self._packed.first[2], self._packed.own
        return summary.texts[own], summary.numbers[own]

    def _lost(self) -> str:
        say = self.language.say
        return (
            f'<section id="lost" aria-labelledby="lost-title" hidden><h2 id="lost-title">{text(say("What is lost"))}</h2>'
            '<ul id="losses"></ul><p id="unseen"></p></section>\n'
        )

    def _drawing(self) -> str:
        drawing = self._packed.variants[0]["drawing"]
        if not drawing:
            return '<section id="drawing" hidden><div id="drawn"></div></section>\n'
        told = self.language.say(
            "Blocks are as large as at the network's own input; the sizes written on them follow the input. A red edge "
            "is a layer that loses cells."
        )
        name = text(self.language.say("The network"))
        return (
            f'<section id="drawing" class="live" aria-label="{name}"><figure><div id="drawn" tabindex="0" role="group" '
            f'aria-label="{name}"></div><figcaption class="small">{text(told)}</figcaption></figure></section>\n'
        )

    def _table(self) -> str:
        say, word = self.language.say, self.language.word
        names = {"does": say("Does"), "fit": say("Fit"), **{key: word(title) for key, title in TITLES.items()}}
        head = f'<th scope="col">{text(say("Layer"))}</th>' + "".join(
            f'<th scope="col" class="{cell_class(key)}">{text(names[key])}</th>' for key in COLUMNS
        )
        totals, _ = self._own()
        sums = "".join(f'<td class="number" id="sum-{key}">{text(totals[key])}</td>' for key in ("params", "macs"))
        foot = f'<th scope="row">{text(say("total"))}</th><td class="does"></td><td></td><td></td>{sums}<td></td>'
        keys = say(
            "Point at a figure or move to it to see how it comes about; arrow keys move between figures, Escape closes."
        )
        return (
            f'<section aria-labelledby="table-title"><h2 id="table-title">{text(say("Layer by layer"))}</h2>\n'
            f'<p class="small keys live">{text(keys)}</p>\n<div class="scroll"><table aria-labelledby="table-title">\n'
            f'<thead><tr>{head}</tr></thead>\n<tbody id="rows">\n{"".join(self._plain_rows())}</tbody>\n'
            f"<tfoot><tr>{foot}</tr></tfoot>\n</table></div></section>\n"
        )

    def _plain_rows(self) -> Iterator[str]:
        """The rows at the network's own input, for readers without the script; blocks are one row each."""
        assert self._packed.first is not None
        rows, written, _ = self._packed.first
        for at, row in enumerate(rows):
            place = written.places[at][self._packed.own]
            if row.block or place < 0:
                continue
            texts = written.contents[at][place].texts
            cells = "".join(
                f'<td class="plain {cell_class(key)}">{text(texts[TEXTS.index(key)])}</td>' for key in COLUMNS
            )
            yield f'<tr><th scope="row" class="plain">{text(row.name)}</th>{cells}</tr>\n'

    def _field(self) -> str:
        """The image with what a unit sees."""
        say = self.language.say
        units = "".join(
            f'<label><input type="radio" name="unit" value="{unit}">{text(say(WHICH[unit]))}</label>' for unit in UNITS
        )
        return (
            f'<section class="side live" aria-labelledby="field-title"><h2 id="field-title">'
            f"{text(say('What a unit sees'))}</h2>\n"
            f'<div class="pick"><div><label class="label" for="row">{text(say("Layer"))}</label>'
            f'<select id="row"></select></div><fieldset id="units"><legend>{text(say("Unit"))}</legend>{units}</fieldset>'
            f'</div>\n<div><svg class="eye" viewBox="0 0 300 300" role="img" aria-labelledby="sees">{EYE}</svg>\n'
            f'<p id="sees" class="small"></p></div></section>\n'
        )

    def _foot(self) -> Iterator[str]:
        say = self.language.say
        if self._fitting:
            yield f"<p>{text(self._fitting)}</p>"
        told = [
            say("Counts are for one image."),
            say("1 MAC = one multiply-accumulate of a convolution or linear layer, without bias."),
            say("RF is the side of the receptive field in pixels; rows and columns count from 0, below 0 is padding."),
        ]
        assert self._packed.first is not None
        if any(node.auxiliary for node in self.network.nodes):
            told.append(say("Auxiliary heads exist in training only and are not counted."))
        yield f"<p>{text(' '.join(told))}</p>"
        made = say(
            "Every figure was computed by cnnstat {version}; the script of this page only looks them up.",
            version=__version__,
        )
        yield f"<p>{text(made)}</p>"


COLUMNS = ("does", "output_shape", "fit", "params", "macs", "rf")
"""The columns behind the layers' names; a narrow window shows the first ones."""
EYE = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path class="hatch" d="M0 0V6" stroke-width="3"/></pattern></defs><rect id="image"/><rect id="unseen-rows"/>'
    '<rect id="unseen-columns"/><rect id="seen"/><text id="across" x="150" text-anchor="middle"></text>'
    '<text id="down" y="154" text-anchor="end"></text>'
)
"""The image, what is never seen of it, and what a unit sees."""


def cell_class(key: str) -> str:
    """How a column is set."""
    return key if key in ("does", "fit") else "number"


def button(preset: Preset) -> str:
    """A preset as a button."""
    return (
        f'<button type="button" data-input="{preset.input}" aria-pressed="false">{text(preset.text)}'
        f"<small>{text(preset.why)}</small></button>"
    )


def style_in(language: Language) -> str:
    """The style, with the colours of drawings and the font of formulas."""
    swatches = "\n".join(f".swatch.{each} {{ background: {COLORS[each]} }}" for each in FAMILIES)
    style = own_file("page.css").replace("FONTS", FONTS[language.code]).replace("SWATCHES", swatches)
    font = b64encode(woff2("NotoSansMath-Regular")).decode("ascii")
    face = f'@font-face {{ font-family: "Noto Sans Math"; src: url(data:font/woff2;base64,{font}) format("woff2") }}\n'
    return face + style


__all__ = ["Page", "Wanted", "check_ending"]
