"""Who may sign off what: somebody other than the runner, where a price is deep enough; and nothing that is open or unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from unicodedata import name as unicode_name

from promocheck.model.approval import NOT_APPROVED
from promocheck.model.finding import Severity
from promocheck.model.money import Money, in_all, money_of
from promocheck.model.person import plain_name
from promocheck.model.run import Run, Seen, Worst
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.policy import FourEyes, LedgerSettings


@dataclass(frozen=True, slots=True)
class Signature:
    """Who approves, from which account, when by the clock (UTC seconds), and why."""

    by: str
    account: str
    at: int
    note: str


def why_not(
    run: Run, signature: Signature, settings: LedgerSettings, before: Iterable[str] = ()
) -> Text | None:
    """What keeps a run from being approved by this signature; None where nothing does. `before` have approved it already."""
    if plain_name(signature.by) in map(plain_name, before):
        return say("{name} has approved it already", name=signature.by)
    return _of_run(run) or _of_person(run, signature, settings)


def _of_run(run: Run) -> Text | None:
    """Whether there is something that anybody could sign."""
    if run.verdict == "untrusted":
        return say("the scan could not be trusted; solve what it names and scan again")
    if any(_keeps_from_signing(each) for each in run.findings):
        return say("it has open errors; correct them, or accept each with `promocheck waive`, and scan again")
    if not run.prices:
        return say("it has no promoted SKU, so there is nothing to approve")
    return None


def _keeps_from_signing(seen: Seen) -> bool:
    return seen.severity is Severity.ERROR and not seen.waived and seen.rule != NOT_APPROVED


def _of_person(run: Run, signature: Signature, settings: LedgerSettings) -> Text | None:
    if _is_mixed(signature.by):
        return say(
            "{name} mixes letters of several scripts, so that nobody can tell whose name it is",
            name=signature.by,
        )
    names = {plain_name(each) for each in settings.approvers}
    if names and plain_name(signature.by) not in names:
        return say(
            "{name} is none of the policy's approvers ({known})", name=signature.by, known=settings.approvers
        )
    if signature.at < run.at:
        return say("the clock stands before the time of the scan; set it right")
    if _same_person(signature, run.who) and needs_two(run, settings.four_eyes):
        return say("{who} ran the scan; somebody else has to look at it", who=run.who)
    return None


def needs_two(run: Run, four_eyes: FourEyes) -> bool:
    """Whether something in a run is deep enough, or enough is at risk, for a second pair of eyes."""
    return any(is_deep(each, four_eyes) for each in run.prices) or any(
        _is_much(loss, four_eyes.money_at_risk)
        for loss in in_all(each.loss for each in run.findings if each.loss is not None)
    )


def is_deep(worst: Worst, four_eyes: FourEyes) -> bool:
    """Whether a lowest price is so far below the selling price, in percent."""
    off = worst.selling.minor - worst.price.minor
    return 100 * off >= Fraction(four_eyes.percent_off) * worst.selling.minor


def _is_much(loss: Money, limits: Mapping[str, object]) -> bool:
    limit = limits.get(loss.currency)
    least = None if limit is None else money_of(limit, loss.currency)  # type: ignore[arg-type]  # decimals, by the policy
    return least is not None and loss.minor >= least.minor


def _same_person(signature: Signature, who: str) -> bool:
    """A runner is known by a name, or by the account and the machine: its person may sign with the account's name alone."""
    runner = plain_name(who)
    return plain_name(signature.by) in (runner, runner.partition("@")[0])


def _is_mixed(name: str) -> bool:
    """Whether letters of alphabets that look alike stand in one name: a Cyrillic o among Latin letters is another name to a program alone."""
    scripts = {unicode_name(each, "").split(" ", 1)[0] for each in name if each.isalpha()}
    return len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}) > 1
