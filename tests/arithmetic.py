"""Reads formulas as the program prints them, with arithmetic of its own: the oracle for what stands on the page."""

from __future__ import annotations

import ast
import math
import operator
import re
from fractions import Fraction

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def number_of(text: str) -> Fraction:
    """What ``⌊(224 + 2 × 0 − 11) / 4⌋ + 1`` comes to; a power binds before a product, mod before a sum."""
    plain = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda found: "**" + found[0].translate(SUPERSCRIPTS), text)
    for sign, word in (
        ("×", "*"),
        ("−", "-"),
        ("⌊", "floor("),
        ("⌈", "ceil("),
        ("⌋", ")"),
        ("⌉", ")"),
        (" mod ", " % "),
    ):
        plain = plain.replace(sign, word)
    return value_of(ast.parse(plain.replace(",", ""), mode="eval").body)


def value_of(tree: ast.AST) -> Fraction:
    match tree:
        case ast.Constant(value=value):
            return Fraction(str(value))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -value_of(operand)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return value_of(left) ** int(value_of(right))
        case ast.BinOp(left=left, op=ast.Mod(), right=right):
            return value_of(left) % value_of(right)
        case ast.BinOp(left=left, op=op, right=right):
            return Fraction(OPERATIONS[type(op)](value_of(left), value_of(right)))
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return Fraction({"floor": math.floor, "ceil": math.ceil}[name](value_of(argument)))
    raise AssertionError(ast.dump(tree))
