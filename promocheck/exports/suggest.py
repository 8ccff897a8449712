"""A starter mapping for a table that no layout knows: guesses for a person to check, never read by."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

import yaml

from promocheck.exports.layout import dictionary, layouts
from promocheck.exports.vocabulary import folded, folded_header, speaks_of_money
from promocheck.policy.layout import FIELDS, Role, is_pattern

_ROLES: Final[tuple[Role, ...]] = ("promotions", "floors", "listings")
# What each kind of table cannot do without, and what stands in where no header offers itself.
_NEEDED: Final[Mapping[Role, tuple[str, ...]]] = {
    "promotions": ("sku", "discount_value", "start", "end"),
    "listings": ("sku", "price"),
    "floors": ("sku", "floor"),
}
_REMARKS: Final = {
    "kind": "what these promotions are: coupon, lightning_deal, percentage_off, ...",
    "discount_type": "percent (20 is 20 % off), amount (money off), price (sold at) or zhe (8.5 is 15 % off)",
}
_SHORT: Final = 4  # parts that must stand alone: "end" is no part of "vendor"
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def suggest(path: str, header: Sequence[str], header_row: int | None = 1) -> str | None:
    """YAML that begins a layout for the header in this row; None where there is no header to begin with."""
    names = [name.strip() for name in header if folded(name)]
    if not names:
        return None
    guesses = {role: _guessed(role, names) for role in _ROLES}
    role = max(
        _ROLES, key=lambda each: (sum(name in guesses[each] for name in _NEEDED[each]), len(guesses[each]))
    )
    fields = guesses[role]
    file = PurePosixPath(path)
    lines = [
        f"# A beginning for {_scalar(file.name)}: guesses, to be checked line by line. Put it into rules.yaml.",
        f"# A header names one field of: {', '.join(FIELDS[role])}.",
        "exports:",
        "  layouts:",
        f"    {_scalar(_name(file.stem))}:",
        f"      title: {_scalar(file.stem)}",
        f"      role: {role}",
        *([f"      header_within: {header_row}"] if header_row and header_row > 1 else []),
        "      fields:",
        *(f"        {name}: {_heading(head, names)}" for name, head in fields.items()),
        *(f"        # {name}: which header?" for name in _NEEDED[role] if name not in fields),
        *_constants(role, fields),
        *_others(names, {*fields.values()}),
    ]
    return "".join(f"{line}\n" for line in lines)


# --- Guesses -------------------------------------------------------------------------


def _guessed(role: Role, names: Sequence[str]) -> dict[str, str]:
    """Field → header: first what some layout of the role calls so, then what merely sounds like it.

    Of headers that are one to a layout, none can be a field: it would be named twice.
    """
    known = {
        text: name
        for layout in layouts()
        if layout.role == role
        for name, heads in layout.fields.items()
        for text in heads.texts
    }
    often = Counter(map(folded, names))
    single = [name for name in names if often[folded(name)] == 1]
    found: dict[str, str] = {}
    for name in single:
        field = known.get(folded_header(name))
        if field and field not in found:
            found[field] = name
    for field, parts in dictionary("hints").items():
        if field in FIELDS[role] and field not in found:
            free = [name for name in single if name not in found.values()]
            head = next((name for part in parts for name in free if _holds(name, part)), None)
            if head:
                found[field] = head
    return {field: found[field] for field in FIELDS[role] if field in found}


def _holds(name: str, part: str) -> bool:
    """Whether a part stands in a header; a short Latin one as a word of its own."""
    if not part.isascii() or not part.isalpha() or len(part) > _SHORT:
        return folded(part) in folded(name)
    words = unicodedata.normalize("NFKC", _CAMEL.sub(" ", name)).casefold()
    return re.search(rf"(?<![a-z]){part.casefold()}s?(?![a-z])", words) is not None


def _constants(role: Role, fields: Mapping[str, str]) -> list[str]:
    """What no column says: the form that the discount's header speaks of, and a kind that can have it."""
    if role != "promotions":
        return []
    form = _form(fields.get("discount_value", ""))
    words = {"kind": "price_discount" if form == "price" else "coupon", "discount_type": form}
    given = {name: word for name, word in words.items() if name not in fields}
    if not given:
        return []
    return [
        "      constants:",
        *(f"        {name}: {word}  # {_REMARKS[name]}" for name, word in given.items()),
    ]


def _form(header: str) -> str:
    forms: Mapping[str, Sequence[str]] = dictionary("hints")["form"]
    spoken = (form for form, parts in forms.items() if any(_holds(header, part) for part in parts))
    return next(spoken, "percent")


def _others(names: Sequence[str], taken: set[str]) -> list[str]:
    """The headers left over; what speaks of money is for a person to judge, and so is what a layout takes for the same."""
    left = [name for name in dict.fromkeys(names) if name not in taken]
    money = {folded(name) for name in names if speaks_of_money(name)}
    harmless = [_heading(name, names) for name in left if folded(name) not in money]
    suspect = [_heading(name, names) for name in left if folded(name) in money]
    lines = []
    if harmless:
        lines += ["      harmless:                       # no price depends on these"]
        lines += [f"        - {name}" for name in harmless]
    if suspect:
        lines += [
            "      # These speak of money: map them, or call them harmless if no price depends on them:"
        ]
        lines += [f"      # - {name}" for name in suspect]
    return lines


# --- As YAML -------------------------------------------------------------------------


def _name(stem: str) -> str:
    """A name for the layout, of letters and digits, that no shipped one has."""
    name = "".join(each if each.isalnum() else "_" for each in stem.casefold()).strip("_") or "mine"
    return f"my_{name}" if name in {layout.id for layout in layouts()} else name


def _heading(name: str, names: Sequence[str]) -> str:
    """A header as a layout writes it; a pattern where its plain text would be read as something else.

    Between slashes it would be a pattern already. And beside a header with `?`, which letters may have been lost to, a
    name that is not ASCII could be taken for what that one was.
    """
    if is_pattern(name) or (not name.isascii() and any("?" in folded(each) for each in names)):
        return _scalar(f"/{re.escape(unicodedata.normalize('NFKC', name).strip())}/")
    return _scalar(name)


def _scalar(text: str) -> str:
    """A text on one line: as it is where that is YAML for it, else between quotes."""
    plain = _dumped(text, None)
    return plain if len(plain.splitlines()) == 1 else _dumped(text, '"')


def _dumped(text: str, style: Any) -> str:
    listed: str = yaml.safe_dump([text], allow_unicode=True, default_style=style, width=float("inf"))
    return listed.removeprefix("- ").removesuffix("\n")
