"""A starter mapping for a table that no layout knows: guesses for a person to check, never read by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

import yaml

from promocheck.exports.layout import dictionary, layouts
from promocheck.exports.vocabulary import folded, speaks_of_money
from promocheck.policy.layout import FIELDS, Role

_ROLES: Final[tuple[Role, ...]] = ("promotions", "floors", "listings")
# What each kind of table cannot do without, and what stands in where no header offers itself.
_NEEDED: Final[Mapping[Role, tuple[str, ...]]] = {
    "promotions": ("sku", "discount_value", "start", "end"),
    "listings": ("sku", "price"),
    "floors": ("sku", "floor"),
}
_CONSTANTS: Final[Mapping[Role, Mapping[str, str]]] = {
    "promotions": {"kind": "coupon", "discount_type": "percent"},
    "listings": {},
    "floors": {},
}
_REMARKS: Final = {
    "kind": "what these promotions are: coupon, lightning_deal, percentage_off, ...",
    "discount_type": "percent (20 is 20 % off), amount (money off), price (sold at) or zhe (8.5 is 15 % off)",
}


def suggest(path: str, header: Sequence[str]) -> str | None:
    """YAML that begins a layout for this header; None where there is no header to begin with."""
    names = [name.strip() for name in header if name.strip()]
    if not names:
        return None
    guesses = {role: _guessed(role, names) for role in _ROLES}
    role = max(
        _ROLES, key=lambda each: (sum(name in guesses[each] for name in _NEEDED[each]), len(guesses[each]))
    )
    fields = guesses[role]
    left = [name for name in dict.fromkeys(names) if name not in fields.values()]
    lines = [
        f"# A beginning for {PurePosixPath(path).name}: guesses, to be checked line by line. Put it into rules.yaml.",
        f"# A header names one field of: {', '.join(FIELDS[role])}.",
        *_dumped({"exports": {"layouts": {_name(path): {"title": PurePosixPath(path).stem, "role": role}}}}),
        "      fields:",
        *(f"        {line}" for name, head in fields.items() for line in _dumped({name: head})),
        *(f"        # {name}: which header?" for name in _NEEDED[role] if name not in fields),
        *_constants(role, fields),
    ]
    harmless = [name for name in left if not speaks_of_money(name)]
    suspect = [name for name in left if speaks_of_money(name)]
    if harmless:
        lines += [
            "      harmless:                       # no price depends on these",
            *(f"        - {_scalar(name)}" for name in harmless),
        ]
    if suspect:
        lines += [
            "      # These speak of money: map them, or call them harmless if no price depends on them:"
        ]
        lines += [f"      # - {_scalar(name)}" for name in suspect]
    return "".join(f"{line}\n" for line in lines)


def _guessed(role: Role, names: Sequence[str]) -> dict[str, str]:
    """Field → header: first what some layout of the role calls so, then what merely sounds like it."""
    known = {
        text: name
        for layout in layouts()
        if layout.role == role
        for name, heads in layout.fields.items()
        for text in heads.texts
    }
    found: dict[str, str] = {}
    for name in names:
        field = known.get(folded(name))
        if field and field not in found:
            found[field] = name
    for field, parts in dictionary("hints").items():
        if field in FIELDS[role] and field not in found:
            free = [name for name in names if name not in found.values()]
            near = (name for part in parts for name in free if folded(part) in folded(name))
            head = next(near, None)
            if head:
                found[field] = head
    return {field: found[field] for field in FIELDS[role] if field in found}


def _constants(role: Role, fields: Mapping[str, str]) -> list[str]:
    given = {name: word for name, word in _CONSTANTS[role].items() if name not in fields}
    if not given:
        return []
    return [
        "      constants:",
        *(f"        {name}: {word}  # {_REMARKS[name]}" for name, word in given.items()),
    ]


def _name(path: str) -> str:
    stem = "".join(each if each.isalnum() else "_" for each in PurePosixPath(path).stem.casefold())
    return stem.strip("_") or "mine"


def _scalar(text: str) -> str:
    return _dumped([text])[0].removeprefix("- ")


def _dumped(value: Any) -> list[str]:
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=1000)
    return text.splitlines()
