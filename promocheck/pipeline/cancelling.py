"""Sales below floor → the files that cancel them: one account's and marketplace's orders a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from promocheck.model.order import Door
from promocheck.model.rescue import Sale
from promocheck.model.value import dataclass
from promocheck.rescue.cancellation import Cancellation, files_of


@dataclass(frozen=True, slots=True)
class CancelFile:
    """A file to upload in one account and marketplace: its bytes, how many lines, and what tells it from its neighbours."""

    data: bytes
    suffix: str


@dataclass(frozen=True, slots=True)
class Cancelling:
    """The files, and how many lines that the seller could cancel lack their item's code."""

    files: tuple[CancelFile, ...]
    codeless: int


def cancelling(sales: Sequence[Sale], reason: str) -> Cancelling:
    """The files of all sales that the seller can cancel. Raises `NoCancellation` for a reason that Amazon does not know."""
    mine = [each for each in sales if each.door is Door.YOURSELF]
    named = [each for each in mine if each.cancellable]
    return Cancelling(tuple(_files(named, reason)), len(mine) - len(named))


def _files(sales: Sequence[Sale], reason: str) -> Iterator[CancelFile]:
    shops: dict[tuple[str, str], list[Cancellation]] = {}
    for each in sales:
        shops.setdefault((each.store, each.marketplace), []).append(
            Cancellation(each.order, reason, each.item or "")
        )
    for (store, marketplace), cancellations in sorted(shops.items()):
        shop = "-".join(filter(None, (_plain(store), marketplace))) if len(shops) > 1 else ""
        for number, data in enumerate(files_of(cancellations), 1):
            yield CancelFile(
                data, "".join(f"-{part}" for part in (shop, number if number > 1 else "") if part)
            )


def _plain(store: str) -> str:
    """A store's name as it may stand in the name of a file."""
    return "".join(each if each.isalnum() else "_" for each in store)
