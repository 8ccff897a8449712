"""Where the time of a scan goes: `python -m tests.bench.stages SHOP`, by one process, stage after stage, in processor seconds.

The shop is priced and judged as a whole here, as one with a ledger or waivers is, not in parts: so the memory is more than a scan
by parts takes, and the stages are the same.
What findings cost is told by differences: the rules look, then look and tell without fixes, then with them. The memory is the
most that was held up to the end of a stage.
"""

from __future__ import annotations

import argparse
import gc
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from promocheck import rules
from promocheck.model.batch import Batch
from promocheck.pipeline import Request
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.scan import read_for
from promocheck.pipeline.shop import shop_of
from promocheck.policy import load_policy
from promocheck.pricing.timeline import Horizon
from promocheck.reports import Words
from promocheck.reports.finding_json import lines_in
from promocheck.reports.order import ranked
from tests.bench.readme import README, with_measured
from tests.bench.results import keep_profile, kept, profile_kept

Result = TypeVar("Result")
_AS_OF = int(datetime(2026, 12, 30, tzinfo=UTC).timestamp())
_KIB = 1024 if sys.platform == "linux" else 1  # the unit of the most memory held


@dataclass(frozen=True, slots=True)
class Profile:
    """Stages in their order: processor seconds, and the most MiB held by then."""

    rows: dict[str, tuple[float, int]] = field(default_factory=dict)

    def of(self, stage: str, work: Callable[[], Result], less: float = 0) -> Result:
        """Do the work of a stage; `less` seconds of it are another's."""
        began = time.process_time()
        done = work()
        self.note(stage, time.process_time() - began - less)
        return done

    def note(self, stage: str, seconds: float) -> None:
        """A stage that took so long."""
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIB >> 20
        self.rows[stage] = seconds, held

    def seconds(self, *stages: str) -> float:
        """What these took together."""
        return sum(self.rows[each][0] for each in stages)

    def shown(self) -> Table:
        """The table as it is read."""
        table, all_of_it = Table("stage", "seconds", "share", "MiB"), self.seconds(*self.rows)
        for stage, (seconds, held) in self.rows.items():
            table.add_row(stage, f"{seconds:.1f}", f"{seconds / all_of_it:.0%}", f"{held:,}")
        table.add_row("in all", f"{all_of_it:.1f}", "", "")
        return table


def profile(shop: str) -> Profile:
    """The stages of one scan."""
    found = Profile()
    found.note("start, with its imports", time.process_time())
    policy = load_policy(None, rules.RULE_TYPES)
    request = Request((shop,), policy, _AS_OF, marketplace="US", jobs=1)
    tables = found.of("read, every check on", lambda: read_for(request))
    joined = found.of("join", lambda: shop_of(tables, policy, Horizon.of(_AS_OF, policy.stacking)))
    priced = found.of("price", lambda: Priced.of_shop(joined, tables, policy, _AS_OF))
    settings = joined.scopes.rules()

    def look() -> None:
        for each in settings:
            mine = replace(priced.evidence, settings=each)
            for rule in rules.ALL:
                for _ in rule.check(mine, each[rule.id]):
                    pass

    def tell(*, fixing: bool) -> list[Batch]:
        context = priced.context(fixing=fixing)
        return list(rules.in_batches(rules.ALL, settings, priced.evidence, context))

    found.of("rules look", look)
    found.of("findings told", lambda: tell(fixing=False), less=found.seconds("rules look"))
    known = found.seconds("rules look", "findings told")
    batches = found.of("fixes with a number", lambda: tell(fixing=True), less=known)
    found.of("put in order", lambda: [ranked(each) for each in batches])
    lines = lines_in(Words())
    found.of("written as JSON", lambda: [list(lines(each)) for each in batches])
    return found


def main() -> None:
    """Print the profile; to be kept, it goes into the README too."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("shop")
    options.add_argument("--keep", metavar="NAME", help="what the shop is called in the README")
    asked = options.parse_args()
    gc.disable()  # as a run of the command does
    found = profile(asked.shop)
    Console().print(found.shown())
    if asked.keep:
        keep_profile({stage: round(seconds, 2) for stage, (seconds, _) in found.rows.items()}, asked.keep)
        shown = with_measured(README.read_text(encoding="utf-8"), kept(), profile_kept())
        README.write_text(shown, encoding="utf-8")


if __name__ == "__main__":
    main()
