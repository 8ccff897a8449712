"""What a command asks of a run: which exports, by which policy, at which instant, and what is done with what is found."""

from __future__ import annotations

from collections.abc import Callable

from promocheck import exports
from promocheck.model.finding import Severity
from promocheck.model.shop_name import ShopName
from promocheck.model.value import dataclass
from promocheck.pipeline.remembered import NOTHING as NOTHING_REMEMBERED
from promocheck.pipeline.remembered import Remembered
from promocheck.pipeline.told import Hands, InLines
from promocheck.policy import Policy


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for. `as_of` in UTC seconds; `fail_on` None means never; `progress(what, done, all)`.

    `judge_age` when `as_of` is the present: files have an age only then. `drafts` are files that are not saved on the
    platform yet; what of them lies among the `paths` is read as a draft only. `outputs` are files that this run or another
    writes, which are not read, `apart` those that something else reads, `unfinished` those that others still write. `only` are
    the shops that are checked, none: all that are read. What a ledger `remembers` is held against what is found. The `cache`
    makes no difference but in time. `recording`: a ledger is to keep the run. With `lines`, findings are told by it and not
    held, by as many processes as `jobs` says, where nothing else has to be known of them. What a part of the run is enough for
    is done `elsewhere`, where there is such a place. With `catalogue` the report has the manuals of the rules that were on,
    with `timelines` those of SKUs with findings.
    """

    paths: tuple[str, ...]
    policy: Policy
    as_of: int
    fail_on: Severity | None = Severity.ERROR
    store: str | None = None
    marketplace: str | None = None
    only: tuple[ShopName, ...] = ()
    sheet: str | None = None
    prices: bool = False
    judge_age: bool = False
    drafts: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()
    cache: exports.Cache = exports.NO_CACHE
    recording: bool = False
    remembers: Remembered = NOTHING_REMEMBERED
    lines: InLines | None = None
    jobs: int | None = None
    elsewhere: Hands | None = None
    catalogue: bool = False
    timelines: bool = False
    progress: Callable[[str, int, int], None] = lambda _what, _done, _all: None
