"""Two runs side by side: what is new, worse, better, the same, and gone."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from promocheck.model.money import weight
from promocheck.model.run import Change, Kept, Run, Seen, Subject
from promocheck.model.value import dataclass
from promocheck.model.weaker import PolicyMoved, reweighed


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

    A finding is the same by its fingerprint, unless it weighs more now, or longer, or speaks of other SKUs or of more promotions. Where that has changed, one
    about the same rule, SKU and promotions has moved. A fingerprint names no file, so several findings may share one: each stands for
    one of before. What another finding speaks of now, about another SKU first, is not gone.
    """
    known: defaultdict[str, deque[Seen]] = defaultdict(deque)
    for each in before:
        known[each.fingerprint].append(each)
    pairs = [(known[each.fingerprint].popleft() if known[each.fingerprint] else None, each) for each in now]
    left = by_subject(chain.from_iterable(known.values()))
    same: list[Seen] = []
    new: list[Seen] = []
    worse: list[Change] = []
    better: list[Change] = []
    for then, each in pairs:
        if then is not None:
            change = Change(then, each)
            if _weighs_more(change):
                worse.append(change)
            elif change.left:
                better.append(change)
            else:
                same.append(each)
        elif moved := left.get(each.subject):
            change = Change(moved.pop(0), each)
            (worse if _is_worse(change) else better).append(change)
        else:
            new.append(each)
    elsewhere = {subject for each in now if each.also_on for subject in _about_others(each)}
    gone = [each for some in left.values() for each in some if each.subject not in elsewhere]
    return Parts(
        tuple(sorted(new, key=_rank)),
        tuple(sorted(worse, key=lambda each: _rank(each.now))),
        tuple(sorted(better, key=lambda each: _rank(each.now))),
        tuple(sorted(same, key=_rank)),
        tuple(sorted(gone, key=_rank)),
    )


def policy_moved(number: int, before: Kept | Run, now: Kept | Run) -> PolicyMoved | None:
    """That a run's policy says something else than that of an earlier one, by its number; None where it does not."""
    if before.terms == now.terms:
        return None
    return PolicyMoved(number, tuple(reweighed(before.weaker, now.weaker)))


def _rank(seen: Seen) -> tuple[int, int, str, str, str, str, str]:
    """Gravest first, then by what is lost, then the alphabet."""
    loss = 0 if seen.loss is None else weight(seen.loss)
    names = (seen.rule, seen.store or "", seen.marketplace or "", seen.sku or "")
    return (seen.severity.rank, -loss, *names, seen.fingerprint)


def by_subject(findings: Iterable[Seen]) -> Mapping[Subject, list[Seen]]:
    """The findings by what they are about, in their order."""
    found: dict[Subject, list[Seen]] = {}
    for each in findings:
        found.setdefault(each.subject, []).append(each)
    return found


def _about_others(seen: Seen) -> Iterator[Subject]:
    """The subject that it would have were it about each of its other SKUs."""
    for sku in seen.also_on:
        yield seen.rule, seen.store, seen.marketplace, sku, seen.promotions


def _is_worse(change: Change) -> bool:
    """Whether a finding that says something else than before is worse: a price fell, or nothing shows that it is not."""
    before, now = change.before.price, change.now.price
    if before is None or now is None or before.currency != now.currency:
        return True
    return now.minor < before.minor or _weighs_more(change)


def _weighs_more(change: Change) -> bool:
    """Whether it is graver, nobody accepts it any more, it is further below a floor, begins earlier, lasts longer or speaks of more SKUs or promotions."""
    before, now = change.before, change.now
    return (
        now.severity.rank < before.severity.rank
        or (before.waived and not now.waived)
        or _below(now) > _below(before)
        or (before.start is not None and now.start is not None and now.start < before.start)
        or _ends_later(before, now)
        or bool(change.joined or change.beside)
        or change.deeper_beside
    )


def _below(seen: Seen) -> int:
    """How far below its floor a price is, in minor units."""
    return 0 if seen.floor is None or seen.price is None else seen.floor.minor - seen.price.minor


def _ends_later(before: Seen, now: Seen) -> bool:
    if before.start is None or now.start is None or before.end is None:  # without a window, or an end already
        return False
    return now.end is None or now.end > before.end
