"""Where readers see signs in the reverse order, so that 16 looks like 61: an override of direction is in force."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from cnnstat.documents.judging.view import BREAKS

EVENT = re.compile(
    r"(?P<turns>\u202e|&#(?:0*8238|[xX]0*202[eE]);?)|(?P<other>[\u202a\u202b\u202d]|&#(?:0*823[457]|[xX]0*202[aAbBdD]);?)"
    r"|(?P<ends>\u202c|&#(?:0*8236|[xX]0*202[cC]);?)|(?P<gap>(?:\r\n?|\n)[ \t>]*(?=[\r\n]))"
    rf"|(?P<block></?(?:{BREAKS.pattern})(?=[\s/>]))"
    r"|<(?P<element>[A-Za-z][A-Za-z0-9]{0,30})(?=[^<>]{0,1000}?(?:rtl|bidi-override))[^<>]{0,1000}>|</(?P<closes>[A-Za-z][A-Za-z0-9]{0,30})",
    re.IGNORECASE,
)
"""What begins and ends an override: signs, up to the end of their paragraph, and elements of HTML."""
REVERSES = re.compile(r"bidi-override|<bdo\b", re.IGNORECASE)
RARE = re.compile(r"\u202e|&#(?:0*8238|x0*202e)|<bdo\b|bidi-override", re.IGNORECASE)


@lru_cache(maxsize=2)
def changes(text: str, kind: str) -> tuple[list[int], list[bool]]:
    """The offsets at which an override begins or ends, and whether one is in force behind each."""
    places, states = [0], [False]
    signs, elements, turning = list[bool](), list[str](), 0
    for event in EVENT.finditer(text) if RARE.search(text) else ():
        if event["turns"] or event["other"]:
            signs.append(event["turns"] is not None)
            turning += signs[-1]
        elif event["ends"]:
            turning -= signs.pop() if signs else 0
        elif event["block"] or event["gap"]:
            signs, turning = (signs, turning) if event["gap"] and kind == "html" else ([], 0)
        elif event["element"]:
            elements += [event["element"].lower()] if REVERSES.search(event[0]) else []
        elif elements and event["closes"].lower() == elements[-1]:
            elements.pop()
        state = turning > 0 or bool(elements)
        if state != states[-1]:
            places.append(event.end())
            states.append(state)
    return places, states


def is_turned(text: str, kind: str, at: int) -> bool:
    """Whether an override is in force at an offset of a text in a format."""
    places, states = changes(text, kind)
    return states[bisect_right(places, at) - 1]
