"""For whom, with which code and beside what a promotion is, held against what its plan says of that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import numpy as np

from promocheck.model.kind import CodeType, Combinability, Switch
from promocheck.model.text import Text, say
from promocheck.rules.evidence import Evidence
from promocheck.rules.planning import Flags, Plan

CONDITIONS: Final = ("claim_code", "coded", "code_type", "combinability", "switch", "audience")
_CODE_TYPES: Final = {
    CodeType.NONE: say("no code"),
    CodeType.GROUP: say("a group code"),
    CodeType.SINGLE_USE: say("a single-use code"),
}
_COMBINABILITY: Final = {
    Combinability.PREFERENTIAL: say("a preferential code"),
    Combinability.UNRESTRICTED: say("an unrestricted code"),
    Combinability.EXCLUSIVE: say("an exclusive code"),
}
_SWITCHES: Final = {
    Switch.UNKNOWN: say("stacking not set"),
    Switch.YES: say("stacking allowed"),
    Switch.NO: say("stacking not allowed"),
}


def others(evidence: Evidence, plan: Plan) -> dict[str, Flags]:
    """By column of a sheet the cells that differ from their plan. What the plan leaves blank is not judged.

    Nor is a blank of an export that has no such column: what holds there is not known.
    """
    mine, row = plan.against, plan.set_up_row
    meant = {name: plan.rows[name][mine] for name in CONDITIONS}
    there = {name: evidence.promotions[name][row] for name in CONDITIONS}
    told = {name: flags[row] for name, flags in plan.told.items()}
    audiences = plan.audiences[0][mine], plan.audiences[1][row]
    kinds = _code_types(there, told)
    return {
        "claim_code": _texts_differ(meant["claim_code"], there["claim_code"])
        & (told["claim_code"] | (there["claim_code"] != "")),
        "code_type": (meant["code_type"] != CodeType.UNKNOWN)
        & (meant["code_type"] != kinds)
        & (told["code_type"] | (kinds != CodeType.UNKNOWN)),
        "combinability": plan.rows["combines"][mine]
        & (meant["combinability"] != there["combinability"])
        & (told["combinability"] | (there["combinability"] != Combinability.PREFERENTIAL)),
        "stackable": (meant["switch"] != Switch.UNKNOWN)
        & (meant["switch"] != there["switch"])
        & (told["stackable"] | (there["switch"] != Switch.UNKNOWN)),
        "audience": (meant["audience"] != "")
        & (audiences[0] != audiences[1])
        & (told["audience"] | (there["audience"] != "")),
    }


def _code_types(there: Mapping[str, Any], told: Mapping[str, Flags]) -> Any:
    """What is set up; a sheet that has codes and none in this row says that none is needed."""
    none = (there["code_type"] == CodeType.UNKNOWN) & ~there["coded"] & told["claim_code"]
    return np.where(none, CodeType.NONE, there["code_type"])


def _texts_differ(meant: Any, there: Any) -> Flags:
    """By more than their case; a blank in the plan does not."""
    found = np.zeros(len(meant), dtype=bool)
    differ = np.flatnonzero((meant != "") & (meant != there))
    found[differ] = [str(meant[at]).casefold() != str(there[at]).casefold() for at in differ.tolist()]
    return found


def said(evidence: Evidence, plan: Plan, pair: tuple[int, int], columns: list[str]) -> tuple[Text, Text]:
    """What the plan's row and the promotion's say in these columns, in words."""
    mine, row = pair
    meant, there = (
        tuple(dict.fromkeys(_SAYS[name](rows, at) for name in columns))
        for rows, at in ((plan.rows, mine), (evidence.promotions, row))
    )
    return say("{terms}", terms=meant), say("{terms}", terms=there)


def _code(rows: Any, row: int) -> Text:
    code = rows.text("claim_code", row)
    if code:
        return say("code {code}", code=code)
    return say("a code that is not named") if rows["coded"][row] else say("no code")


def _code_type(rows: Any, row: int) -> Text:
    named = _CODE_TYPES.get(CodeType(rows.number("code_type", row)))
    if named is not None:
        return named
    return say("a code type that is not named") if rows["coded"][row] else say("no code")


def _combinability(rows: Any, row: int) -> Text:
    combines = Combinability(rows.number("combinability", row))
    if combines is Combinability.PREFERENTIAL and not rows["coded"][row]:
        return say("no code")
    return _COMBINABILITY[combines]


def _audience(rows: Any, row: int) -> Text:
    audience = rows.text("audience", row)
    return say("for {audience}", audience=audience) if audience else say("for everybody")


_SAYS: Final[Mapping[str, Callable[[Any, int], Text]]] = {
    "claim_code": _code,
    "code_type": _code_type,
    "combinability": _combinability,
    "stackable": lambda rows, row: _SWITCHES[Switch(rows.number("switch", row))],
    "audience": _audience,
}


def columns_of(flags: Mapping[str, Flags], plan: Plan) -> Callable[[int, int], list[str]]:
    """The columns that differ between a plan row and a promotion row."""
    pairs: dict[tuple[int, int], list[str]] = {}
    for name, cell in _cells(flags):
        pair = int(plan.against[cell]), int(plan.set_up_row[cell])
        columns = pairs.setdefault(pair, [])
        if name not in columns:
            columns.append(name)
    return lambda mine, row: pairs[mine, row]


def _cells(flags: Mapping[str, Flags]) -> Iterator[tuple[str, int]]:
    for name, each in flags.items():
        yield from ((name, cell) for cell in np.flatnonzero(each).tolist())
