"""The name of a shop as people write it: a marketplace (`US`), a store's marketplace (`acme/US`), or a whole store (`acme/`)."""

from __future__ import annotations

from collections.abc import Sequence

from promocheck.model.errors import NoShopName
from promocheck.model.marketplace import BY_CODE, find_marketplace
from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class ShopName:
    """A shop, or several; None: any store, every marketplace. `text` is what was written."""

    text: str
    store: str | None
    marketplace: str | None

    @staticmethod
    def of(text: str) -> ShopName:
        """The shop that a text names. Raises `NoShopName`."""
        # The last one counts: a store that rows name may have a slash in its own name.
        store, slash, place = (each.strip() for each in text.rpartition("/"))
        market = find_marketplace(place)
        if (place and market is None) or not (place or slash) or (slash and not store):
            raise NoShopName(text, tuple(BY_CODE))
        return ShopName(text.strip(), store or None, None if market is None else market.code)

    def means(self, store: str | None, marketplace: str | None) -> bool:
        """Whether it is a name of this store's marketplace, of all of them where one is None."""
        return self.of_store(store) and self.marketplace in (None, marketplace)

    def of_store(self, store: str | None) -> bool:
        """Whether it names something of this store, of every one where it is None."""
        return self.store in (None, store)


def any_means(names: Sequence[ShopName], store: str | None, marketplace: str | None) -> bool:
    """Whether one of these names is of this store's marketplace, of all of them where one is None."""
    return any(each.means(store, marketplace) for each in names)
