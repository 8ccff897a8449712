"""`promocheck watch`: scan, and scan again whenever exports, drafts or the policy change."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from promocheck.cli.clock import moment
from promocheck.cli.deliver import (
    Delivery,
    complete_report,
    deliver,
    parse_reports,
    to_stdout,
    width_of_stdout,
    write_reports,
)
from promocheck.cli.options import (
    AS_OF,
    DRAFT,
    LANG,
    MARKETPLACE,
    NO_CACHE,
    NO_COLOR,
    PATHS,
    RULES,
    SHEET,
    STORE,
    colour_wanted,
)
from promocheck.cli.policies import policy_of
from promocheck.cli.request import requested
from promocheck.cli.streams import Output, tell
from promocheck.cli.untouched import Untouched, files_of
from promocheck.cli.watching import PolicyFiles, Snapshot, Watched, changes, until_interrupted
from promocheck.model.errors import UsageFault
from promocheck.model.value import dataclass

if TYPE_CHECKING:
    from promocheck.model.report import Report
    from promocheck.reports.words import Words

_PAUSE: Final = 1.0  # seconds between two looks, and how long a file has to rest before it counts as whole


def watch(
    paths: PATHS = None,
    draft: DRAFT = None,
    rules: RULES = None,
    store: STORE = None,
    marketplace: MARKETPLACE = None,
    sheet: SHEET = None,
    no_cache: NO_CACHE = False,
    as_of: AS_OF = None,
    lang: LANG = "en",
    report: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FMT=FILE",
            help="Write a report to a file at each check; may be repeated.",
            autocompletion=complete_report,
        ),
    ] = None,
    no_color: NO_COLOR = False,
) -> None:
    """Scan, and scan again when exports, drafts or the policy change: the verdict, what is new and what is gone.

    A file that is still being written is waited for. Ctrl-C ends it.

    Exit codes: 130 interrupted, 2 wrong usage at the first check (later ones are told, and it goes on), 70 internal error.
    """
    delivery = Delivery(
        "text", parse_reports(report or []), lang, quiet=False, colour=colour_wanted(no_color)
    )
    reports = tuple(path for _, path in delivery.files)
    given = tuple(paths or _paths_of_policy(rules))

    def check() -> Report:
        with requested(
            given,
            drafts=draft,
            rules=rules,
            store=store,
            marketplace=marketplace,
            sheet=sheet,
            as_of=as_of,
            lang=lang,
            no_cache=no_cache,
        ) as request:
            from promocheck.pipeline import scan

            untouched = Untouched(request)
            untouched.refuse(reports)
            report = scan(replace(request, catalogue=delivery.lists_rules, timelines=delivery.drawn))
        untouched.refuse(reports, files_of(report))
        return report

    written = frozenset(Path(path).resolve() for path in reports)
    watched_files = Watched((*given, *(draft or ())), written, PolicyFiles(rules))
    with until_interrupted():
        last = Watcher(check, delivery).watch(watched_files.look, lambda: time.sleep(_PAUSE))
    raise typer.Exit(last.exit_code)


def _rest() -> None:
    """Hold no more than what is asked of while nothing happens: one run leaves hardly a cycle behind, those of a day add up."""
    from promocheck.crew.memory import give_back

    gc.collect()
    give_back()


def _paths_of_policy(rules: str | None) -> tuple[str, ...]:
    """Where the policy says that exports are, else here. Raises `UsageFault`."""
    return policy_of(rules).exports.paths or (".",)


@dataclass(frozen=True, slots=True)
class Watcher:
    """Checks again and again, and says what became of what. `clock` is the time of day, for people."""

    check: Callable[[], Report]
    delivery: Delivery
    clock: Callable[[], datetime] = moment

    def watch(self, look: Callable[[], Snapshot], pause: Callable[[], None]) -> Report:
        """Go on until interrupted, or until nobody reads stdout any more: then the last report that there was.

        Raises `UsageFault` at the first check: nothing has been watched yet.
        """
        from promocheck.reports.words import Words

        words, before = Words(self.delivery.language), look()
        last = known = self.check()
        deliver(last, self.delivery)
        watched = words.ngettext(
            "Watching {n} file. Ctrl-C ends.", "Watching {n} files. Ctrl-C ends.", len(before)
        )
        checked = words._("Checked {time}.", time=self._time())
        together = words._("{first} {then}", first=checked, then=watched)
        to_stdout("text", f"\n{together}\n")
        sys.stdout.flush()
        _rest()
        for names in changes(look, pause, before):
            last, known = self._again(names, last, known, words)
            sys.stdout.flush()
            _rest()
            if isinstance(sys.stdout, Output) and sys.stdout.over:
                break
        return last

    def _again(
        self, names: Sequence[str], last: Report, known: Report, words: Words
    ) -> tuple[Report, Report]:
        """Check after these files have changed, and what the next check is held against.

        What was wrong with the check is told, and the last report stays the last.
        """
        from promocheck.reports import news

        heading = words._("Checked {time}: {names}", time=self._time(), names=", ".join(names))
        try:
            now = self.check()
        except UsageFault as fault:
            to_stdout("text", f"\n── {heading} ──\n")
            sys.stdout.flush()
            tell(words.say(fault.said))
            return last, known
        write_reports(now, self.delivery)
        told = news.render(known, now, heading, words, width=width_of_stdout(), colour=self.delivery.colour)
        to_stdout("text", told)
        return now, news.known_after(known, now)

    def _time(self) -> str:
        return f"{self.clock():%Y-%m-%d %H:%M:%S}"
