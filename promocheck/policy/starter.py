"""A rules.yaml to begin with: what was answered, a comment each, and where the rest is described."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import yaml

from promocheck.model.value import dataclass
from promocheck.policy.answers import Pair
from promocheck.policy.preset import PRESETS

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
