"""Totals of tables and equations made by chance: right ones are let alone, and of wrong ones the right one is told."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from conftest import no_command

from cnnstat.documents.checker import Checker
from cnnstat.documents.config import Config
from cnnstat.documents.judging.verify import Verifier
from cnnstat.findings.finding import Finding
from cnnstat.project import Project
from cnnstat.query import Bench, evaluate, read_query

BENCH = Bench()
NETWORKS = ("alexnet", "vgg16", "lenet5", "resnet18", "googlenet")
SEEDS = pytest.mark.parametrize("seed", range(6))


def value(asks: str) -> int:
    found = evaluate(read_query(asks), BENCH).value
    assert isinstance(found, int)
    return found


def findings(text: str, folder: Path) -> list[Finding]:
    (folder / "a.md").write_text(text, encoding="utf-8")
    checker = Checker(Config(), no_command, Verifier(Config().precision, Project(), BENCH))
    checker.check_file(folder / "a.md", True)
    return checker.outcome.findings


def printed(number: int, form: str) -> str:
    """A number in full digits, or in millions with or without their letter."""
    return f"{number:,}" if form == "full" else f"{number / 1e6:.2f}{'M' if form == 'letter' else ''}"


def marked(asks: str, form: str) -> str:
    return f"<!--={asks}-->{printed(value(asks), form)}<!--/-->"


def wrong(chance: random.Random, number: int, form: str) -> int:
    """Another total, which no rounding of its terms explains."""
    return number + (1 if form == "full" else 10**6) * chance.choice((1, 3))


def assert_told(found: list[Finding], totals: list[tuple[str, str]]) -> None:
    """Nothing is wrong but some totals, each with the right one."""
    assert [(each.rule.id, each.printed, each.suggested) for each in found] == [("CNS208", *each) for each in totals]


@SEEDS
def test_columns(seed: int, tmp_path: Path) -> None:
    chance = random.Random(f"columns {seed}")
    for _ in range(5):
        names = chance.sample(NETWORKS, chance.randint(2, 4))
        keys = chance.sample(("params", "macs", "neurons", "weights"), chance.randint(1, 3))
        forms = [chance.choice(("full", "letter", "bare")) if key != "neurons" else "full" for key in keys]
        heads = [f"{key}{' (M)' if form == 'bare' else ''}" for key, form in zip(keys, forms, strict=True)]
        text = f"| Network | {' | '.join(heads)} |\n|{'---|' * (len(keys) + 1)}\n"
        groups, totals = [names], list[tuple[str, str]]()
        if len(names) == 4 and chance.random() < 0.5:
            groups = [names[:2], names[2:]]
        for group in groups:
            for name in group:
                text += (
                    f"| {name} | {' | '.join(marked(f'{name}.{k}', f) for k, f in zip(keys, forms, strict=True))} |\n"
                )
            if len(groups) > 1:
                text += f"| Subtotal | {row(chance, group, keys, forms, totals)} |\n"
        called = chance.choice(("Total", "**Sum**", "합계", "All layers"))
        text += f"| {called} | {row(chance, names, keys, forms, totals)} |\n"
        assert_told(sorted(findings(text, tmp_path), key=lambda each: each.span.line if each.span else 0), totals)


def row(
    chance: random.Random, names: list[str], keys: list[str], forms: list[str], totals: list[tuple[str, str]]
) -> str:  # fmt: skip
    """The totals of some networks, some of them wrong."""
    cells = []
    for key, form in zip(keys, forms, strict=True):
        right = sum(value(f"{name}.{key}") for name in names)
        says = printed(wrong(chance, right, form) if chance.random() < 0.4 else right, form)
        if says != printed(right, form):
            totals.append((says, printed(right, form)))
        cells.append(says)
    return " | ".join(cells)


@SEEDS
def test_rows(seed: int, tmp_path: Path) -> None:
    chance = random.Random(f"rows {seed}")
    for _ in range(5):
        form, totals = chance.choice(("full", "letter")), list[tuple[str, str]]()
        text = "| Network | Conv | FC | Total |\n|---|---|---|---|\n"
        for name in chance.sample(("alexnet", "vgg16", "resnet18"), 2):
            parts = [f"{name}[conv].params", f"{name}[linear].params"]
            right = sum(map(value, parts))
            says = wrong(chance, right, form) if chance.random() < 0.5 else right
            totals += [(printed(says, form), printed(right, form))] * (says != right)
            text += f"| {name} | {' | '.join(marked(each, form) for each in parts)} | {printed(says, form)} |\n"
        assert_told(findings(text, tmp_path), totals)


@SEEDS
def test_equations(seed: int, tmp_path: Path) -> None:
    chance = random.Random(f"equations {seed}")
    for _ in range(8):
        form = chance.choice(("full", "letter"))
        names = chance.sample(NETWORKS, chance.randint(2, 4))
        right = sum(value(f"{name}.params") for name in names)
        says = wrong(chance, right, form) if chance.random() < 0.5 else right
        terms = chance.choice((" + ", "+", " +")).join(marked(f"{name}.params", form) for name in names)
        total = printed(says, form)
        sides = (terms, total) if chance.random() < 0.5 else (total, terms)
        text = f"Words: {chance.choice((' = ', '=', ' =')).join(sides)}, and more words.\n"
        assert_told(findings(text, tmp_path), [(total, printed(right, form))] * (says != right))
