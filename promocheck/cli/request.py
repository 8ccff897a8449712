"""What commands that read exports have in common: a policy, exports and an instant, as one request."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from promocheck.cli.keeping import cache_of
from promocheck.cli.options import instant_of, marketplace_of
from promocheck.cli.patterns import files_of
from promocheck.cli.policies import policy_of
from promocheck.model.shop_name import ShopName

if TYPE_CHECKING:
    from promocheck.pipeline import Request


@contextmanager
def requested(
    paths: Sequence[str] | None,
    *,
    drafts: Sequence[str] | None = None,
    rules: str | None,
    store: str | None,
    marketplace: str | None,
    only: Sequence[str] | None = None,
    sheet: str | None,
    as_of: str | None,
    lang: str = "en",
    no_cache: bool = False,
) -> Iterator[Request]:
    """The request that these options make; while it is carried out, stderr shows how far it is.

    A pattern among the paths is what it fits now: who watches asks again, and finds files that came later.
    Raises `UsageFault` where they do not hold together.
    """
    market, instant = marketplace_of(marketplace), instant_of(as_of)
    shops = tuple(map(ShopName.of, only or ()))
    from promocheck.cli.progress import ProgressBar
    from promocheck.crew.memory import keep
    from promocheck.pipeline import Request

    policy = policy_of(rules)
    keep()
    with ProgressBar(sys.stderr, lang) as progress:
        yield Request(
            paths=tuple(files_of(paths) or policy.exports.paths or ["."]),
            policy=policy,
            as_of=instant,
            drafts=tuple(drafts or ()),
            # A ledger that is empty or damaged is no export either, whatever is asked.
            outputs=tuple(filter(None, (policy.ledger.path, policy.nightly.last_run))),
            store=store,
            marketplace=market,
            only=shops,
            sheet=sheet,
            judge_age=as_of is None,
            cache=cache_of("off" if no_cache else policy.exports.cache, lang),
            progress=progress,
        )
