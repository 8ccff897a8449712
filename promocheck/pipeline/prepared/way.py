"""In which way exports are read: what decides beside their bytes. A set that was prepared in another way is another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from promocheck import exports
from promocheck.exports.exchange import Rates, rates_told
from promocheck.exports.layout import layouts_told
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.pipeline.settings import day_of
from promocheck.policy import Policy

# What is told of a way → what is said where two differ in it.
_SAID: Final[Mapping[str, Text]] = {
    "store": say("for another store, or for none"),
    "marketplace": say("for another marketplace, or for none"),
    "sheet": say("of another sheet"),
    "own": say("with other layouts"),
    "rates": say("with other exchange rates"),
    "newest": say("with another exports.newest"),
}
_OF_FLOORS: Final = "rates"  # decide about nothing else


@dataclass(frozen=True, slots=True)
class Way:
    """What fills blanks, which sheet is read, the user's own layouts, what amounts are worth, and whether older exports give way."""

    store: str | None
    marketplace: str | None
    sheet: str | None
    own: tuple[exports.Layout, ...]
    rates: Rates
    newest: bool

    @staticmethod
    def of(
        policy: Policy, as_of: int, *, store: str | None, marketplace: str | None, sheet: str | None
    ) -> Way:
        """The way of a run; exchange rates are those that hold on its day. Raises `UsageFault` where layouts have names of others."""
        return Way(
            store=store or policy.exports.store,
            marketplace=marketplace or policy.exports.marketplace,
            sheet=sheet,
            own=exports.own_layouts(policy.exports.layouts),
            rates={pair: rate for pair, (rate, _) in policy.floors.rates(day_of(as_of)).items()},
            newest=policy.exports.newest,
        )

    def told(self) -> dict[str, Any]:
        """The same as JSON."""
        return {
            "store": self.store,
            "marketplace": self.marketplace,
            "sheet": self.sheet,
            "own": layouts_told(self.own),
            "rates": rates_told(self.rates),
            "newest": self.newest,
        }

    def lacks(self, told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """The options that another way, as it is `told`, was given and this one was not, with their values."""
        mine = self.told()
        for name in ("store", "marketplace", "sheet"):
            if mine[name] is None and told[name] is not None:
                yield name, told[name]

    def others(self, told: Mapping[str, Any], *, floors: bool) -> Iterator[Text]:
        """In what another way, as it is `told`, differs from this one; exchange rates only where there are `floors`."""
        mine = self.told()
        for name, said in _SAID.items():
            if mine[name] != told[name] and (floors or name != _OF_FLOORS):
                yield said
