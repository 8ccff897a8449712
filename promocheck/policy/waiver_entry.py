"""Entries at the end of waivers.yaml: what stands there already stays as it is, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import yaml

from promocheck.model.errors import PolicyFault
from promocheck.model.text import Text, lines, say
from promocheck.model.value import dataclass
from promocheck.model.waiver import Waiver
from promocheck.policy.check import RuleTypes
from promocheck.policy.waivers import parse_waivers

HEAD: Final = lines(
    (
        say(
            "# What somebody has accepted, and until when; `promocheck waive` adds an entry. A scan still shows it, and counts it no more."
        ),
        say(
            "# A price below not_below is found again, and so is a promotion that is not named, and all of it after the last day."
        ),
        "",
    )
)
_WIDEST: Final = 10**9  # a long reason stays on its line


@dataclass(frozen=True, slots=True)
class Extended:
    """The whole text of the file with new entries at its end, each entry alone, and the waivers as they are read from there."""

    text: str
    entries: tuple[str, ...]
    waivers: tuple[Waiver, ...]


def extended(
    shown: str, raw: bytes | None, waivers: Sequence[Waiver], rule_types: RuleTypes, *, head: str
) -> Extended:
    """The file `raw` (None: there is none yet, and one is begun with `head`) with an entry for each of some waivers.

    Raises `PolicyFault` where that would not hold together: the file has a fault, or an entry for the same thing.
    """
    before = parse_waivers(shown, raw or b"", rule_types).entries
    things = {each.thing for each in waivers}
    if standing := [(each.place.row, _stands(each)) for each in before if each.thing in things]:
        raise PolicyFault(shown, standing)
    old = head if raw is None else raw.decode("utf-8")
    entries = tuple("".join(f"{line}\n" for line in _lines(each)) for each in waivers)
    text = f"{old}{_fitted(''.join(entries), old)}"
    try:
        after = parse_waivers(shown, text.encode(), rule_types).entries
    except PolicyFault:
        after = ()
    added = after[len(before) :]
    read_back = [replace(each, place=there.place) for each, there in zip(waivers, added, strict=False)]
    if len(added) != len(waivers) or (*before, *read_back) != after:
        raise PolicyFault(
            shown,
            [
                (
                    None,
                    say(
                        "an entry cannot be added at its end. Write it in yourself:\n{entry}",
                        entry=lines("".join(entries).split("\n")),
                    ),
                )
            ],
        )
    return Extended(text, entries, added)


def _stands(waiver: Waiver) -> Text:
    least = f"{waiver.not_below} {waiver.not_below.currency}"
    return say(
        "{owner} has accepted the same down to {least}, until the end of {expires}. Change the price or the day of that entry.",
        owner=waiver.owner,
        least=least,
        expires=str(waiver.expires),
    )


def _lines(waiver: Waiver) -> Iterator[str]:
    """The entry's lines, in the order in which a person reads it."""
    yield f"- {_pair('rule', waiver.name)}"
    for name in ("store", "marketplace", "sku"):
        if (value := getattr(waiver, name)) is not None:
            yield f"  {_pair(name, value)}"
    if waiver.promotions is not None:
        yield f"  {_pair('promotions', list(waiver.promotions))}"
    yield f"  not_below: {waiver.not_below}"
    yield f"  {_pair('reason', waiver.reason)}"
    yield f"  {_pair('owner', waiver.owner)}"
    yield f"  expires: {waiver.expires.isoformat()}"


def _pair(key: str, value: Any) -> str:
    """`key: value` on one line, quoted where YAML needs it; a list stands in brackets."""
    if isinstance(value, list):
        return f"{key}: {_dumped(value, flow=True)}"
    return _dumped({key: value}, flow=False)


def _dumped(value: Any, *, flow: bool) -> str:
    text: str = yaml.safe_dump(value, allow_unicode=True, width=_WIDEST, default_flow_style=flow)
    return text.rstrip("\n")


def _fitted(entry: str, old: str) -> str:
    """The entry with the file's own line ends and indentation, on a line of its own."""
    found = re.search(r"^( *)- ", old, re.MULTILINE)
    indent = found[1] if found else ""
    end = "\r\n" if "\r\n" in old else "\n"
    lines = "".join(f"{indent}{line}{end}" for line in entry.splitlines())
    return lines if not old or old.endswith("\n") else f"{end}{lines}"
