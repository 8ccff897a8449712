"""Campaigns that are only thought of, tried on what is live: nothing is saved, and no file is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np

from promocheck import exports
from promocheck.exports.asked import FIRST_ROW, NAME, Row, asked_sheet
from promocheck.model.asked import Campaign, Selection
from promocheck.model.errors import BadCampaign, NothingChosen
from promocheck.model.finding import Finding, Since
from promocheck.model.problem import UnreadCell, UnreadDetail
from promocheck.model.trial import Trial
from promocheck.model.value import dataclass
from promocheck.pipeline.chosen import chosen, narrowed, spoken_of
from promocheck.pipeline.excerpt import lay_over_as_excerpt
from promocheck.pipeline.judging import findings_of, report_of
from promocheck.pipeline.live_ids import identified, require_kinds
from promocheck.pipeline.named import Listing
from promocheck.pipeline.perhaps import Perhaps
from promocheck.pipeline.priced import Priced, catalogue_of
from promocheck.pipeline.request import Request
from promocheck.pipeline.scan import read_for
from promocheck.pipeline.since import since
from promocheck.pipeline.solve import solve
from promocheck.pipeline.tried import campaigns_of, key_of, tried
from promocheck.pricing.catalogue import unify
from promocheck.pricing.keys import Flags
from promocheck.pricing.superseded import drafted_rows
from promocheck.tables import KEY, PLAN, TARGETS
from promocheck.tables.columns import among

# What is judged of the whole policy, and so not of a shop that is a part of the exports.
_OF_THE_WHOLE: Final = frozenset({"unused-setting"})


@dataclass(frozen=True, slots=True)
class LiveShop:
    """What is live, read once: campaigns are tried on it."""

    request: Request
    live: exports.Tables

    @staticmethod
    def of(request: Request) -> LiveShop:
        """The exports of a request. Raises `UsageFault` where paths or marketplaces cannot be told."""
        return LiveShop(request, read_for(request))

    def skus(self) -> dict[str, str]:
        """Every SKU that is listed → its title."""
        listings = self.live.listings
        return dict(zip(listings["sku"].tolist(), listings["title"].tolist(), strict=True))

    def promotions(self) -> tuple[str, ...]:
        """The ids of the promotions that the exports have."""
        return tuple(sorted(set(self.live.promotions["id"])))

    def understand(self, campaign: Campaign) -> None:
        """Read what is said of a campaign and do nothing with it. Raises `UsageFault` as `try_out` does."""
        _drafts(self.live, [campaign], [self._on(campaign.selection)])

    def require_one_shop(self, selection: Selection) -> None:
        """Raises `UsageFault` for what a campaign cannot be on, and `SeveralShops` where it would be more than one."""
        self._on(selection)

    def _on(self, selection: Selection) -> Flags:
        return chosen(self.live, selection, self.request.store, self.request.marketplace)

    def try_out(self, campaigns: Sequence[Campaign], *, solving: bool = False) -> Trial:
        """What the campaigns would do, and with `solving` how deep and when they would be safe. Raises `UsageFault` for one that says nothing that could be meant, or is on nothing."""
        # What is only thought of is in no plan yet.
        live = replace(self.live, plan=PLAN.empty(), plan_targets=TARGETS.empty())
        request = self.request
        wanted = [self._on(each.selection) for each in campaigns]
        campaigns = identified(live.listings, live.promotions, campaigns, wanted)
        on = np.logical_or.reduce(wanted)
        drafts = _drafts(live, campaigns, wanted)
        size = partial(_size, live)
        of_live = narrowed(live, on, spoken_of(drafts.promotions))
        require_kinds(of_live.promotions, drafts.promotions)
        of_both = lay_over_as_excerpt(of_live, drafts)
        before, after = (Priced.of(each, request.policy, request.as_of, size) for each in (of_live, of_both))
        was, now = findings_of(before, request, fixing=False), report_of(of_both, after, request)
        keys = frozenset(_keys(live, on))
        perhaps = Perhaps.of(of_both.listings, _of_keys(of_both, keys))
        report = replace(now, findings=tuple(_ours(since(was, now.findings), perhaps)))
        drafted = drafted_rows(after.shop.promotions, of_both.sources)
        return Trial(
            campaigns_of(after, drafted),
            tuple(tried(before, after, report, drafted, keys)),
            report,
            solve(after, np.flatnonzero(drafted).tolist(), _rows(after, keys)) if solving else (),
        )


def _size(live: exports.Tables) -> Mapping[tuple[str, str], int]:
    """How many listings there are: what two exports list is one."""
    return catalogue_of(unify(live.listings, live.sources).listings)


def _keys(tables: exports.Tables, kept: Flags) -> Iterator[Listing]:
    yield from zip(*(tables.listings[name][kept].tolist() for name in KEY), strict=True)


def _of_keys(tables: exports.Tables, keys: frozenset[Listing]) -> Flags:
    """Which listings have these keys, all of one store and marketplace."""
    store, marketplace, _ = next(iter(keys))
    listings = tables.listings
    here: Flags = (listings["store"] == store) & (listings["marketplace"] == marketplace)
    return here & among(listings["sku"], {sku for _, _, sku in keys})


def _rows(after: Priced, keys: frozenset[Listing]) -> list[int]:
    """The listing rows of these keys."""
    return [at for at, key in key_of(after) if key in keys]


def _drafts(live: exports.Tables, campaigns: Sequence[Campaign], wanted: Sequence[Flags]) -> exports.Tables:
    rows = []
    for campaign, kept in zip(campaigns, wanted, strict=True):
        keys = list(dict.fromkeys(_keys(live, kept)))
        named = [sku for _, _, sku in keys if ";" not in sku]
        if len(named) < len(keys):  # what no promotions sheet can name
            raise NothingChosen
        store, marketplace, _ = keys[0]
        rows.append(Row(campaign.cells, store, marketplace, tuple(named)))
    tables = exports.read_memory({NAME: asked_sheet(rows)}, rows[0].marketplace)
    for problem in tables.problems:
        if isinstance(problem, UnreadCell | UnreadDetail):
            place = problem.place
            number = (place.row or FIRST_ROW) - FIRST_ROW
            raise BadCampaign(place.column or "", problem.value, problem.expected, number)
    return tables


def _ours(findings: Iterable[Finding], perhaps: Perhaps) -> Iterator[Finding]:
    """The findings of these listings, of the campaigns themselves, and of files and targets that cannot be trusted."""
    for each in findings:
        named = perhaps.are_meant(each)
        of_files = each.doubt and (each.sku is None or each.sku not in perhaps.listed)
        brought = each.since is not Since.STANDING
        if each.name not in _OF_THE_WHOLE and (named or of_files or (brought and each.sku is None)):
            yield each
