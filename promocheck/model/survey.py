"""What a folder of exports holds, before anything is judged: files, and the SKUs that floors are to be filled in for."""

from __future__ import annotations

from promocheck.model.money import Money
from promocheck.model.problem import UnreadCell
from promocheck.model.text import Text
from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Taken:
    """A file, or a sheet of one, and what it was taken for.

    `title` and `role` are None for one that was refused, then `refused` says why. `floors` counts its rows that give a
    floor.
    """

    path: str
    sheet: str | None
    title: str | None
    role: str | None
    rows: int
    unread: int
    floors: int
    refused: Text | None


@dataclass(frozen=True, slots=True)
class Product:
    """A listing whose floor is to be filled in. `price` is None where the listing has none."""

    store: str
    marketplace: str
    sku: str
    title: str
    price: Money | None
    currency: str
    promoted: bool


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found. `listings` counts one per store, marketplace and SKU; `promoted` those that carry a live promotion.

    `with_floor` have a floor in a floors sheet, `with_minimum` a minimum price of their own. `products` are the others
    than `with_floor`, promoted ones first, then by store, marketplace and SKU; with `only_promoted` the rest of them is
    left out, because they are too many to fill in. `unread` are the cells whose rows could not be used.
    """

    files: tuple[Taken, ...]
    skipped: int
    listings: int
    promoted: int
    with_floor: int
    with_minimum: int
    products: tuple[Product, ...]
    only_promoted: bool
    stores: tuple[str, ...]
    marketplaces: tuple[str, ...]
    unread: tuple[UnreadCell, ...] = ()

    @property
    def storeless(self) -> bool:
        """Whether some listings are of no named store."""
        return "" in self.stores

    def has(self, role: str) -> bool:
        """Whether some file holds rows of a role."""
        return any(file.role == role for file in self.files)

    @property
    def never_replaced(self) -> tuple[str, ...]:
        """Every file but floors sheets that nobody has filled in; one that could not be read might hold anything."""
        return tuple(file.path for file in self.files if file.floors or file.role != "floors")
