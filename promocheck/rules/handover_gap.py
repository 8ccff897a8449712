"""Two promotions follow each other so closely that both may apply for some hours.

Why: a coupon can start before its hour, and an ended promotion takes hours to disappear. What is apart on paper meets in
the shop.

A real accident: a social code sold badly, was cancelled, and a large coupon set up less than four hours later, betting that
it would not start so soon. It started early, both applied, and the price was 0.

Example: a social code ends on 4 December at 00:00, a coupon starts the same minute; between 18:00 and 04:00 both may apply.

Fix: leave more hours between them: at least the bands that `stacking.guard_bands` names for both.

Options: `draft` (warning), what it weighs where one of the promotions is a draft: while it is not saved, its hours cost nothing to
change. It reports what would be below-floor, near-zero or forbidden-stack, but only inside the
guard bands; what near zero is and which pairs are forbidden is said at those rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.finding import Severity
from promocheck.model.text import Text, say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules import forbidden_stack, near_zero
from promocheck.rules.below_floor import below_floor
from promocheck.rules.breach import Breaches, breaches, touching
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import Hits, Mends, in_blocks
from promocheck.rules.primary import DISCOUNT, Primaries
from promocheck.rules.rule import Rule
from promocheck.rules.telling_columns import Tell, always, filled, in_currency_of, one_of
from promocheck.tables.ragged import Ragged

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

_NEVER: Final = say(
    "These must never run together, and may overlap for some hours, in which a buyer may reach {price}"
)
_ALONE: Final = say("A buyer may reach {price} some hours before the promotion starts or after it ends.")
_AT_THE_EDGES: Final = say(
    "A buyer may reach {price} some hours before these promotions meet or after they part."
)
_HANDED_OVER: Final = say(
    "One promotion may still run when the next has started: for some hours a buyer may reach {price}."
)
LEAVE_A_DAY: Final = say("Leave a day between the end of one and the start of the next, then scan again.")
_MEND_THIS_FIRST: Final = say(
    "Correct this promotion first, then scan again: these are the hours just before and after it."
)
_MEND_THAT_FIRST: Final = say(
    "These are the edges of another finding on this SKU: mend that first, then scan again."
)


class Options(RuleSettings):
    """How much the hours around a promotion weigh."""

    severity: SeverityOrOff = Severity.WARNING
    draft: SeverityOrOff = Severity.WARNING
    """What it weighs where one of several promotions is a draft, which can still be moved."""


def check(evidence: Evidence, options: Options) -> Iterator[Hits]:
    """Runs of segments in breach with the guard bands and not without them, each kind of breach by itself."""
    pairs = evidence.settings[forbidden_stack.RULE.id]
    assert isinstance(pairs, forbidden_stack.Options)
    beyond = near_zero.beyond_near_zero(evidence, evidence.segments.kept("listing"))
    sure = [
        below_floor(evidence, "official"),
        evidence.segments.kept("official") < beyond,
        forbidden_stack.meeting(evidence, pairs, official=True),
    ]
    below = below_floor(evidence, "stacked") & ~sure[0]
    near = (evidence.segments.kept("stacked") < beyond) & ~sure[1]
    meet = forbidden_stack.meeting(evidence, pairs, official=False) & ~sure[2]
    priced = below | near
    found = priced | meet
    beside = touching(evidence.segments, found, np.logical_or.reduce(sure) & ~found)
    gaps = breaches(evidence.segments, found)
    for at in in_blocks(len(gaps)):
        some = gaps.where(at)
        yield _hits(evidence, options, some, priced, beside[some.worst])


def _hits(evidence: Evidence, options: Options, gaps: Breaches, wrong: Flags, edges: Flags) -> Hits:
    """`wrong`, by segment: a price is, and not only that some run together.

    `edges`: right before or after, something is wrong without any bands, and has a finding of its own.
    """
    pairs = evidence.settings[forbidden_stack.RULE.id]
    assert isinstance(pairs, forbidden_stack.Options)
    running = evidence.running_in(gaps.worst, official=False)
    priced, several = wrong[gaps.worst], gaps.several
    apart = forbidden_stack.involved(evidence, pairs, gaps.worst, running, official=False)
    apart = apart.where(~priced[apart.owner])
    never = apart.counts > 0
    movable = (running.counts > 1) & ~edges & running.any(evidence.drafted[running.rows])
    return Hits.told(
        *_told(evidence, pairs, gaps, apart, running.counts == 1, edges),
        listing=gaps.listing,
        segment=gaps.worst,
        start=gaps.start,
        end=gaps.end,
        rows=apart,
        named=never,
        mends=Mends.of_all(len(gaps), rows=apart),
        primary=_primary(evidence, running, apart, edges),
        run=several.where(wrong[several.rows] & priced[several.owner]),
        others=forbidden_stack.others_involved(
            evidence,
            pairs,
            several.where(~wrong[several.rows]),
            running.where(priced[running.owner]).beside(apart),
            official=False,
        ),
        severity=[options.draft if each else None for each in movable.tolist()],
    )


def _primary(evidence: Evidence, running: Ragged, apart: Ragged, edges: Flags) -> Primaries:
    """What is moved where hours are missing between promotions; else a discount, which is wrong in more than these hours."""
    never = np.flatnonzero(apart.counts > 0)
    handed = (apart.counts == 0) & (running.counts > 1) & ~edges
    moved = forbidden_stack.last_to_start(evidence, running.where(handed[running.owner]))
    moved = moved.instead(never, forbidden_stack.last_to_start(evidence, apart.of_owners(never)))
    others = np.flatnonzero(~handed & (apart.counts == 0))
    return moved.instead(others, Primaries.of_all(DISCOUNT, len(others)))


def _told(
    evidence: Evidence,
    pairs: forbidden_stack.Options,
    gaps: Breaches,
    apart: Ragged,
    alone: Flags,
    edges: Flags,
) -> tuple[Sequence[Text], Sequence[Text]]:
    """Messages and fixes: what must never meet, or, where some promotions or one `alone` make a price that is wrong, this price."""

    def at_a_price(message: Text) -> Tell:
        def tell(at: Ints) -> Sequence[Text]:
            price = evidence.segments.some("stacked", gaps.worst[at])
            return filled(message, len(at), price=in_currency_of(evidence, gaps.listing[at])(price))

        return tell

    def never_together(at: Ints) -> Sequence[Text]:
        why = at_a_price(_NEVER)
        return forbidden_stack.never_together(
            evidence, pairs, apart.of_owners(at), lambda some: why(at[some])
        )

    never = apart.counts > 0
    ways = (
        (never, never_together, LEAVE_A_DAY),
        (~never & alone, at_a_price(_ALONE), _MEND_THIS_FIRST),
        (~never & ~alone & edges, at_a_price(_AT_THE_EDGES), _MEND_THAT_FIRST),
        (~never & ~alone & ~edges, at_a_price(_HANDED_OVER), LEAVE_A_DAY),
    )
    messages = one_of(len(gaps), *((mine, message) for mine, message, _ in ways))
    return messages, one_of(len(gaps), *((mine, always(fix)) for mine, _, fix in ways))


RULE = Rule("PC202", "handover-gap", Options, check, __doc__, scope="listing")
