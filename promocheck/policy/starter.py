"""A rules.yaml to begin with: what was answered, a comment each, and where the rest is described."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import yaml

from promocheck.model.errors import UnknownWord, WrongAnswer
from promocheck.model.kind import Kind
from promocheck.policy.check import PRESETS

Pair = tuple[str, str]
NONE: Final = "none"  # the answer that asks for nothing
_REMARK_AT: Final = 38  # characters


@dataclass(frozen=True, slots=True)
class Answers:
    """What the policy is to say. Percentages as written, 60 for 60 %; None and () leave out what they are about."""

    paths: tuple[str, ...] = ()
    store: str | None = None
    marketplace: str | None = None
    min_percent: Decimal | None = None
    min_margin: Decimal = Decimal(0)
    pairs: tuple[Pair, ...] = ()
    preset: str = PRESETS[0]


def starter_policy(answers: Answers) -> str:
    """The text of a rules.yaml that says what was answered, and nothing else."""
    parts = (_ABOUT, _exports(answers), _floors(answers), _stacking(answers), _rules(answers))
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n"


_ABOUT: Final = (
    "# What promocheck checks here, begun by `promocheck init`. What does not stand here is at its default.",
    "# Every option has a comment in the rules.yaml that comes with promocheck, and `promocheck rules schema` prints",
    "# the JSON Schema by which an editor completes and checks this file. A key that is not known is an error.",
    "",
    "version: 1",
)


def _exports(answers: Answers) -> Iterator[str]:
    if not (answers.paths or answers.store or answers.marketplace):
        return
    yield "exports:"
    if answers.paths:
        yield _line(
            f"  paths: {_flow(list(answers.paths))}", "what `promocheck scan` reads when no PATH is given"
        )
    if answers.marketplace:
        yield _line(
            f"  marketplace: {_flow(answers.marketplace)}",
            "of rows that name none, and whose folder names none",
        )
    if answers.store:
        yield _line(f"  store: {_flow(answers.store)}", "the seller account, likewise")


def _floors(answers: Answers) -> Iterator[str]:
    """A default that nobody asked for stands there as a comment, ready to be taken in."""
    share, margin = answers.min_percent, answers.min_margin
    yield "floors:"
    yield _line("  required: promoted", "a promoted SKU without any floor makes a scan untrustworthy")
    yield "  default:" if share is not None or margin else "  # default:"
    if share is None:
        yield _line("  #   min_percent_of_price: 60", "take the # away: no SKU below 60 % of its price")
    else:
        yield _line(f"    min_percent_of_price: {share}", "no SKU below this share of its price, in percent")
    if margin:
        yield _line(
            f"    min_margin_percent: {margin}", "left at the least where a floor comes from cost and fees"
        )
    else:
        yield _line(
            "  #   min_margin_percent: 15", "take the # away: 15 % left where a floor comes from cost"
        )


def _stacking(answers: Answers) -> Iterator[str]:
    others = ", ".join(name for name in PRESETS if name != answers.preset)
    yield "stacking:"
    yield _line(f"  extends: {_flow(answers.preset)}", "how promotions combine, as a preset says")
    yield f"  # The others: {others}"


def _rules(answers: Answers) -> Iterator[str]:
    yield "rules:"
    yield "  forbidden-stack:"
    if not answers.pairs:
        yield _line(
            "    pairs: []", "kinds that must never run together on one SKU, such as [social_code, coupon]"
        )
        return
    yield _line("    pairs:", "kinds that must never run together on one SKU; coupon is every kind of coupon")
    for one, other in answers.pairs:
        yield f"      - [{one}, {other}]"


def _line(text: str, remark: str) -> str:
    return f"{text:<{_REMARK_AT}}# {remark}" if len(text) < _REMARK_AT else f"{text}  # {remark}"


def _flow(value: Any) -> str:
    """A value on one line, quoted where it has to be."""
    written: str = yaml.safe_dump([value], allow_unicode=True, default_flow_style=True, width=float("inf"))
    return written.strip()[1:-1]


# --- Answers as people write them ----------------------------------------------------


def share_of_price(text: str) -> Decimal | None:
    """A default floor in percent of the price; None for "none". Raises `WrongAnswer`."""
    return None if _is_none(text) else _percent(text, "a percentage of the price from 1 to 100, such as 60")


def margin(text: str) -> Decimal:
    """A margin in percent; 0 for "none". Raises `WrongAnswer`."""
    what = "a margin in percent, 0 or from 1 to below 100, such as 15"
    if _is_none(text) or text.strip(" %") in {"0", "0.0", "0.00"}:
        return Decimal(0)
    found = _percent(text, what)
    if found == 100:
        raise WrongAnswer(what, text)
    return found


def _percent(text: str, what: str) -> Decimal:
    """A number of percent. Below 1 it was meant as a share: 0.6 for 60 %, and a floor would be next to nothing."""
    plain = text.strip().removesuffix("%").strip().replace(",", ".")
    whole, _, part = plain.partition(".")
    digits = whole.isascii() and whole.isdigit() and (part == "" or (part.isascii() and part.isdigit()))
    if not digits or len(part) > 2 or not 1 <= (found := Decimal(plain)) <= 100:
        raise WrongAnswer(what, text)
    return found


def pairs(text: str) -> tuple[Pair, ...]:
    """Pairs of kinds from `coupon+social_code`, several with commas between them; () for "none".

    Raises `WrongAnswer` and `UnknownWord`.
    """
    words = [each.strip() for each in text.split(",") if each.strip()]
    if all(map(_is_none, words)):
        return ()
    return tuple(dict.fromkeys(_pair(each) for each in words))


def _pair(text: str) -> Pair:
    kinds = [each.strip().lower() for each in text.split("+")]
    known = tuple(kind.word for kind in Kind)
    for kind in filter(None, kinds):
        if kind not in known:
            raise UnknownWord("kind of promotion", kind, known)
    if len(kinds) != 2 or not all(kinds) or kinds[0] == kinds[1]:
        raise WrongAnswer("two kinds that differ, such as social_code+coupon, or none", text)
    return kinds[0], kinds[1]


def preset_name(text: str) -> str:
    """The name of a preset of stacking rules. Raises `UnknownWord`."""
    name = text.strip().lower()
    if name not in PRESETS:
        raise UnknownWord("preset", name, PRESETS)
    return name


def _is_none(text: str) -> bool:
    return text.strip().lower() in {"", NONE, "no"}
