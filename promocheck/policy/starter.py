"""A rules.yaml to begin with: what was answered, a comment each, and where the rest is described."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

import yaml

from promocheck.model.text import Text, english, say
from promocheck.model.value import dataclass
from promocheck.policy.answers import Pair
from promocheck.policy.preset import PRESETS

_REMARK_AT: Final = 38  # characters

Told = Callable[[Text], str]
Line = tuple[str, Text | None]  # what YAML reads, and the comment behind it


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


def starter_policy(answers: Answers, told: Told = english) -> str:
    """The text of a rules.yaml that says what was answered, and nothing else; its comments are `told` in a language."""
    parts = (_about(), _exports(answers), _floors(answers), _stacking(answers), _rules(answers))
    written = ([_line(line, told) for line in part] for part in parts)
    return "\n\n".join("\n".join(lines) for lines in written if lines) + "\n"


def _about() -> Iterator[Line]:
    yield (
        "",
        say(
            "What promocheck checks here, begun by `promocheck init`. What does not stand here is at its default."
        ),
    )
    yield "", say("Every option has a comment in the rules.yaml that comes with promocheck.")
    yield (
        "",
        say(
            "`promocheck rules schema` prints the JSON Schema by which an editor completes and checks this file."
        ),
    )
    yield "", say("A key that is not known is an error.")
    yield "", None
    yield "version: 1", None


def _exports(answers: Answers) -> Iterator[Line]:
    if not (answers.paths or answers.store or answers.marketplace):
        return
    yield "exports:", None
    if answers.paths:
        yield (
            f"  paths: {_flow(list(answers.paths))}",
            say("what `promocheck scan` reads when no PATH is given"),
        )
    if answers.marketplace:
        yield (
            f"  marketplace: {_flow(answers.marketplace)}",
            say("of rows that name none, and whose folder names none"),
        )
    if answers.store:
        yield f"  store: {_flow(answers.store)}", say("the seller account of rows and folders that name none")


def _floors(answers: Answers) -> Iterator[Line]:
    """A default that nobody asked for stands there as a comment, ready to be taken in."""
    share, margin = answers.min_percent, answers.min_margin
    yield "floors:", None
    yield "  required: promoted", say("a promoted SKU without any floor makes a scan untrustworthy")
    yield "  default:" if share is not None or margin else "  # default:", None
    if share is None:
        yield "  #   min_percent_of_price: 60", say("take the # away: no SKU below 60 % of its price")
    else:
        yield (
            f"    min_percent_of_price: {share}",
            say("no SKU below this share of its price, in percent"),
        )
    if margin:
        yield (
            f"    min_margin_percent: {margin}",
            say("left at the least where a floor comes from cost and fees"),
        )
    else:
        yield (
            "  #   min_margin_percent: 15",
            say("take the # away: 15 % left where a floor comes from cost"),
        )


def _stacking(answers: Answers) -> Iterator[Line]:
    others = tuple(name for name in PRESETS if name != answers.preset)
    yield "stacking:", None
    yield f"  extends: {_flow(answers.preset)}", say("how promotions combine, as a preset says")
    yield "  ", say("The others: {others}", others=others)


def _rules(answers: Answers) -> Iterator[Line]:
    yield "rules:", None
    yield "  forbidden-stack:", None
    if not answers.pairs:
        yield (
            "    pairs: []",
            say("kinds that must never run together on one SKU, such as [social_code, coupon]"),
        )
        return
    yield (
        "    pairs:",
        say("kinds that must never run together on one SKU; coupon is every kind of coupon"),
    )
    for one, other in answers.pairs:
        yield f"      - [{one}, {other}]", None


def _line(line: Line, told: Told) -> str:
    text, remark = line
    if remark is None:
        return text
    if not text.strip():
        return f"{text}# {told(remark)}"
    return f"{text:<{_REMARK_AT - 2}}  # {told(remark)}"


def _flow(value: Any) -> str:
    """A value on one line, quoted where it has to be."""
    written: str = yaml.safe_dump([value], allow_unicode=True, default_flow_style=True, width=float("inf"))
    return written.strip()[1:-1]
