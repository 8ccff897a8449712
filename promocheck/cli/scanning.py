"""One scan of the command line: where everything goes that it writes, what it finds, and how that leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from promocheck.cli.alone import note_alone
from promocheck.cli.annotated import copies_in
from promocheck.cli.covering import at_night
from promocheck.cli.deliver import Delivery, deliver
from promocheck.cli.fixed import require_no_export, write_fixed
from promocheck.cli.journal import Journal
from promocheck.cli.ledger import keeping, ledger_path, remembering, with_review
from promocheck.cli.news import lines_of, only_new
from promocheck.cli.notified import notified
from promocheck.cli.noting import last_run_path
from promocheck.cli.settling import settled
from promocheck.cli.streams import tell
from promocheck.cli.untouched import Untouched, files_of, require_apart
from promocheck.model.errors import NoLedger, PartOfShops
from promocheck.model.value import dataclass

if TYPE_CHECKING:
    from promocheck.model.newly import Newly
    from promocheck.model.report import Report
    from promocheck.pipeline import Request
    from promocheck.pipeline.scan import Drafted
    from promocheck.reports import Words


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the options ask for, besides what is read: `drafts` as given, `fail_on` None: never."""

    delivery: Delivery
    drafts: Sequence[str]
    fixed: Mapping[str, Path]
    annotate: str | None
    ledger: str | None
    last_run: str | None
    fail_on: str | None
    jobs: int | None
    prices: bool
    share: bool
    review: bool
    require_approval: bool
    new_only: bool
    notify: bool

    def require_whole(self) -> None:
        """Raises `PartOfShops` for what would keep, sign or send what is found in a part of the shops as if it were all."""
        for option, given in (
            ("--ledger", self.ledger is not None),
            ("--last-run", self.last_run is not None),
            ("--review", self.review),
            ("--fixed-out", bool(self.fixed)),
            ("--notify", self.notify),
        ):
            if given:
                raise PartOfShops(option)


@dataclass(frozen=True, slots=True)
class Done:
    """The report as it was told, what of it is news where only that was asked for, the exit code so far, and the reports that were written."""

    told: Report
    news: Newly | None
    code: int
    written: tuple[str, ...]


class Scanning:
    """A scan from what is asked for to its exit code. Raises `UsageFault` where two things would be written to one place."""

    def __init__(self, request: Request, wanted: Wanted, journal: Journal) -> None:
        self._wanted, self._policy, self._log = wanted, request.policy, journal.log
        self._journal, self._language = journal, wanted.delivery.language
        self._copies = copies_in(wanted.annotate, (*request.paths, *request.drafts), share=wanted.share)
        self._fixed = tuple(each.as_posix() for each in wanted.fixed.values())
        self._new = (*(path for _, path in wanted.delivery.files), *self._fixed)
        require_apart(self._new)
        self._ledger = ledger_path(wanted.ledger, request.policy, self._new)
        if wanted.new_only and self._ledger is None:
            raise NoLedger(option=not request.only)
        written = (*self._new, *_where_any(self._ledger))
        aside = bool(wanted.drafts or request.only)
        self._noted = last_run_path(wanted.last_run, request.policy, request.paths, written, aside=aside)
        self._written = (*written, *_where_any(self._noted))
        self._untouched = Untouched(request)
        self._untouched.refuse(self._new)
        self._request = request

    def _reads(self, noted: str) -> tuple[str, ...]:
        """What is to be noted as read by the nightly run."""
        if self._wanted.last_run is not None:
            return self._request.paths
        return at_night(self._request.paths, self._policy.exports.paths, noted)

    def _asked(self) -> Request:
        """The request with all that the options ask of it."""
        from promocheck.model.finding import Severity
        from promocheck.reports.finding_json import lines_in

        wanted, delivery = self._wanted, self._wanted.delivery
        # Once they are told, the findings are needed again.
        held = self._copies is not None or self._noted is not None or wanted.share or wanted.notify
        told = delivery.formats == {"json"} and not held
        return replace(
            self._request,
            fail_on=None if wanted.fail_on is None else Severity(wanted.fail_on),
            prices=wanted.prices,
            outputs=(
                *self._request.outputs,
                *self._fixed,
                *_where_any(self._noted),
                *_where_any(self._ledger),
            ),
            jobs=wanted.jobs,
            catalogue=delivery.lists_rules,
            timelines=delivery.drawn,
            recording=self._keeps,
            remembers=remembering(
                self._ledger,
                self._policy,
                self._words(),
                require_approval=wanted.require_approval,
                review=wanted.review,
                begins=self._keeps,
            ),
            lines=lines_in(self._words()) if told else None,
        )

    def find(self) -> tuple[Report, Drafted | None]:
        """What the scan finds, once no other one is noted in the same file and nobody writes its files any more.

        Where drafts are to be fixed, with what that takes. Raises `UsageFault` where one would take the place of an export.
        """
        from promocheck.pipeline import scan, scan_drafts

        self._journal.reads = self._reads(self._noted) if self._noted else ()
        note_alone(self._noted, self._policy.nightly.wait_seconds, self._journal, self._language)
        require_no_export(self._wanted.fixed, self._request.paths)
        asked = self._asked()
        self._log.stage("begin")
        asked = settled(asked, self._written, self._language)
        self._log.stage("settle")
        self._request = replace(asked, progress=self._log.reading(asked.progress))
        drafted = scan_drafts(self._request) if self._wanted.fixed else None
        return drafted.report if drafted else scan(self._request), drafted

    def deliver(self, found: Report, drafted: Drafted | None) -> Done:
        """Write and print all that is asked for."""
        self._log.stage("check")
        wanted, ledger, words = self._wanted, self._ledger, self._words()
        self._untouched.refuse(self._new, files_of(found))
        if self._copies is not None:
            self._copies.refuse(found, self._written)
        self._journal.found(found)
        found = with_review(found, self._request) if wanted.review else found
        told = self._told(found)
        looked_at = wanted.new_only or bool(self._request.remembers.ledger)
        keep = (
            keeping(ledger, found, self._policy, words, looked_at=looked_at)
            if ledger and self._keeps
            else None
        )
        if ledger and not self._keeps and not wanted.delivery.quiet:
            tell(
                words._(
                    "{ledger}: this run is not written down there, for --only leaves shops out.",
                    ledger=ledger,
                )
            )
        news = only_new(told, ledger, words) if ledger and wanted.new_only else None
        delivered = deliver(told, wanted.delivery, keep, lines_of(told, news, words) if news else None)
        repaired = write_fixed(drafted, wanted.fixed, self._language) if drafted else 0
        copied = self._copied(found)
        return Done(told, news, delivered.code or repaired or copied, delivered.written)

    @property
    def _keeps(self) -> bool:
        """Whether the run is written down: one of a part of the shops would pass for one of all."""
        return self._ledger is not None and not self._request.only

    def notify(self, done: Done) -> int:
        """Tell whoever is to hear of it, and how it ends; 0, or the code of what was not delivered."""
        if not self._wanted.notify:
            return 0
        sent = notified(done.told, done.news, done.code, self._policy, self._language, done.written)
        self._log.stage("notify")
        return sent

    def _told(self, found: Report) -> Report:
        """The report for those who read it."""
        from promocheck.reports.share import shared

        return shared(found) if self._wanted.share else found

    def _copied(self, found: Report) -> int:
        if self._copies is None:
            return 0
        return self._copies.write(found, self._policy, self._language, quiet=self._wanted.delivery.quiet)

    def _words(self) -> Words:
        from promocheck.reports import Words

        return Words(self._language)


def _where_any(path: str | None) -> tuple[str, ...]:
    return () if path is None else (path,)
