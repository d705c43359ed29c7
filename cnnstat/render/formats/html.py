"""Reports as HTML, a page or a part of one, that needs nothing else: no script, no font, no network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape as quoted
from typing import TYPE_CHECKING

from cnnstat.quantities.summary import Part, Summary
from cnnstat.quantities.table import Table

if TYPE_CHECKING:
    from cnnstat.comparing.held_report import Shown

ENDINGS = (".html", ".htm")

APART = "<!-- -->"
"""Stands between two braces, which programs that read the rendered page take for code: Vue, Angular."""
BRACES = re.compile(r"\{(?=\{)")

COLOURS = "--line: #8884; --soft: #777; --bar: #3a7bd5"
CONTENT = """
h1 { font-size: 1.4rem; margin-bottom: .2rem } h2 { font-size: 1.05rem; margin: 1.6rem 0 .3rem }
p { margin: .3rem 0; max-width: 70rem } .notes { color: var(--soft); font-size: .85rem; margin-top: 1rem }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .15rem .9rem .15rem 0; text-align: left; vertical-align: top; white-space: nowrap }
td.wide, td.told { white-space: normal; max-width: 45rem } td.wide { color: var(--soft) }
td.long { white-space: normal; max-width: 17rem; overflow-wrap: anywhere } .number { text-align: right }
thead th { border-bottom: 1.5px solid var(--line) } tfoot td { border-top: 1.5px solid var(--line); font-weight: 600 }
tbody tr:hover { background: #8882 } .bar { display: inline-block; height: .7em; background: var(--bar) }
""".strip()
STYLE = f"""
:root {{ color-scheme: light dark; {COLOURS} }}
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; width: fit-content; padding: 0 1rem }}
{CONTENT}
@page {{ size: landscape; margin: 1cm }} @media print {{ body {{ margin: 0; padding: 0; font-size: 10px }} }}
""".strip()


def escape(text: str) -> str:
    """Text that a page shows as it is, and nothing on it runs."""
    return BRACES.sub(f"{{{APART}", quoted(text))


def page(title: str, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{quoted(title)}</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


PART = "cnnstat"
"""The class of what is shown inside a page of others, whose styles ours must not touch."""
HEADING = re.compile(r"<(/?)(h[12])>")
RULE = re.compile(r"([^{}]+)\{([^}]*)\}")


def part_style() -> str:
    """The styles of the content, for :data:`PART` alone."""
    rules = [f".{PART} {{ {COLOURS} }}", f".{PART} p.h1, .{PART} p.h2 {{ font-weight: 600 }}"]
    for selectors, style in RULE.findall(CONTENT):
        own = (re.sub(r"^h", "p.h", selector.strip()) for selector in selectors.split(","))
        rules.append(f"{', '.join(f'.{PART} {selector}' for selector in own)} {{{style}}}")
    return "\n".join(rules)


def part_of_page(body: str) -> str:
    """A body to be shown inside a page of others, as a notebook; its headings are none of that page's contents."""
    body = HEADING.sub(lambda tag: "</p>" if tag[1] else f'<p class="{tag[2]}">', body)
    return f'<div class="{PART}">\n<style>\n{part_style()}\n</style>\n{body}</div>\n'


def folded(heading: str, body: str) -> str:
    """A body behind a click on its heading."""
    return f"<details>\n<summary>{escape(heading)}</summary>\n{body}</details>\n"


NUMBER, LONG = ' class="number"', ' class="long"'
LONGEST = 32
"""A longer text is set on several lines."""


def cells(texts: Sequence[str], numeric: Sequence[bool], tag: str = "td") -> str:
    made = (
        f"<{tag}{NUMBER if right else LONG if len(text) > LONGEST else ''}>{escape(text)}</{tag}>"
        for text, right in zip(texts, numeric, strict=True)
    )
    return f"<tr>{''.join(made)}</tr>"


def notes(texts: Sequence[str]) -> str:
    return f'<div class="notes">{"".join(f"<p>{escape(text)}</p>" for text in texts)}</div>'


def table(report: Table) -> str:
    return page(report.title, table_body(report))


def table_body(report: Table, heading: str = "h1") -> str:
    numeric = [column.numeric for column in report.columns]
    head = "".join(
        f'<th title="{quoted(column.meaning)}"{" class=number" if column.numeric else ""}>{escape(column.title)}</th>'
        for column in report.columns
    )
    rows = "\n".join(cells(row, numeric) for row in report.texts())
    told = "".join(f"<p>{escape(label)}: {escape(text)}</p>\n" for label, text in report.facts)
    foot = f"<tfoot>{cells(report.total_texts(), numeric)}</tfoot>\n" if report.totals else ""
    title = f"<{heading}>{escape(report.title)}</{heading}>\n" if report.title else ""
    return (
        f"{title}{told}<table>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n{foot}</table>\n{notes(report.all_notes)}"
    )


def held(report: Shown) -> str:
    return page(report.title, held_body(report))


def held_body(report: Shown) -> str:
    claims, differences = report.tables
    return f"{table_body(claims)}\n{table_body(differences, 'h2')}"


def summary(report: Summary) -> str:
    return page(report.title, summary_body(report))


def summary_body(report: Summary) -> str:
    facts = "\n".join(
        f'<tr><th scope="row">{escape(fact.label)}</th><td class="number">{escape(fact.figure)}</td>'
        f'<td class="wide">{escape(fact.remark)}</td></tr>'
        for fact in report.facts
    )
    intro = "".join(f"<p>{escape(text)}</p>\n" for text in (report.source, report.about) if text)
    body = f"<h1>{escape(report.title)}</h1>\n{intro}<table>\n<tbody>\n{facts}\n</tbody>\n</table>\n"
    for section in report.sections:
        told = "\n".join(
            f'<tr><th scope="row">{escape(label)}</th><td class="told">{escape(text)}</td></tr>'
            for label, text in section.lines
        )
        body += f"<h2>{escape(section.heading)}</h2>\n<table>\n<tbody>\n{told}\n</tbody>\n</table>\n"
    return body + part("parameters", report.parameters) + part("MACs", report.macs) + notes(report.notes)


def part(what: str, ranking: Sequence[Part]) -> str:
    if not ranking:
        return ""
    rows = "\n".join(
        f'<tr><td>{escape(each.name)}</td><td class="number">{escape(each.figure)}</td>'
        f'<td class="number">{escape(each.share)}</td>'
        f'<td><span class="bar" style="width:{each.fraction * 16:.2f}rem"></span></td></tr>'
        for each in ranking
    )
    return f"<h2>Where the {what} are</h2>\n<table>\n<tbody>\n{rows}\n</tbody>\n</table>\n"
