"""Two runs side by side: what is new, worse, better, the same, and gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from promocheck.model.run import Change, Seen, Subject


@dataclass(frozen=True, slots=True)
class Parts:
    """Findings by what became of them."""

    new: tuple[Seen, ...]
    worse: tuple[Change, ...]
    better: tuple[Change, ...]
    same: tuple[Seen, ...]
    gone: tuple[Seen, ...]


def parted(before: Sequence[Seen], now: Sequence[Seen]) -> Parts:
    """What became of the earlier run's findings in the later one, and what came.

    A finding is the same by its fingerprint. Where that has changed, one about the same rule, SKU and promotions has moved.
    """
    known = {each.fingerprint for each in before}
    still = {each.fingerprint for each in now}
    left = _by_subject(each for each in before if each.fingerprint not in still)
    same: list[Seen] = []
    new: list[Seen] = []
    worse: list[Change] = []
    better: list[Change] = []
    for each in now:
        if each.fingerprint in known:
            same.append(each)
        elif moved := left.get(each.subject):
            change = Change(moved.pop(0), each)
            (worse if _is_worse(change) else better).append(change)
        else:
            new.append(each)
    gone = [each for some in left.values() for each in some]
    return Parts(
        tuple(sorted(new, key=_rank)),
        tuple(sorted(worse, key=lambda each: _rank(each.now))),
        tuple(sorted(better, key=lambda each: _rank(each.now))),
        tuple(sorted(same, key=_rank)),
        tuple(sorted(gone, key=_rank)),
    )


def _rank(seen: Seen) -> tuple[int, int, str, str, str, str, str]:
    """Gravest first, then by what is lost, then the alphabet."""
    loss = 0 if seen.loss is None else seen.loss.minor
    names = (seen.rule, seen.store or "", seen.marketplace or "", seen.sku or "")
    return (seen.severity.rank, -loss, *names, seen.fingerprint)


def _by_subject(findings: Iterable[Seen]) -> Mapping[Subject, list[Seen]]:
    found: dict[Subject, list[Seen]] = {}
    for each in findings:
        found.setdefault(each.subject, []).append(each)
    return found


def _is_worse(change: Change) -> bool:
    """Whether a price fell, or a finding without prices says something else than before: that hides nothing."""
    before, now = change.before.price, change.now.price
    if before is None or now is None or before.currency != now.currency:
        return True
    return now.minor < before.minor or (now.minor == before.minor and _longer(change))


def _longer(change: Change) -> bool:
    """Whether it begins earlier or lasts longer than before."""
    before, now = change.before, change.now
    return (now.end is None and before.end is not None) or (
        now.end is not None and before.end is not None and now.end > before.end
    )
