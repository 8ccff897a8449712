"""Ledgers that are not there, not whole, or do not hold what is asked of them."""

from __future__ import annotations

from promocheck.model.errors.fault import UsageFault
from promocheck.model.text import Text, say, say_n


class LedgerFault(UsageFault):
    """A ledger that cannot be read or written, or is none: exit 3, for nothing of it can be believed."""

    code = 3

    def __init__(self, shown: str, why: Text) -> None:
        super().__init__(say("{ledger}: {why}.", ledger=shown, why=why))
        self.why = why


class NoSuchLedger(LedgerFault):
    """A ledger that nobody has begun: wrong usage, exit 2."""

    code = 2

    def __init__(self, shown: str) -> None:
        super().__init__(shown, say("there is no such ledger. `promocheck scan --ledger FILE` begins one"))


class NoSuchRun(UsageFault):
    """A run that a ledger does not have; its number may be an approval's."""

    def __init__(self, run: int, shown: str, *, signs: int | None = None) -> None:
        if signs is not None:
            said = say(
                "{ledger}: {run} is the approval of run {signs}, and no run itself.",
                ledger=shown,
                run=run,
                signs=signs,
            )
        else:
            said = say(
                "{ledger}: there is no run {run}. `promocheck history` lists those there are.",
                ledger=shown,
                run=run,
            )
        super().__init__(said)


class NoLedger(UsageFault):
    """Neither the command nor the policy names a ledger; `option` where the command may."""

    def __init__(self, *, option: bool = True) -> None:
        setting = "ledger: {path: ledger.sqlite}"
        super().__init__(
            say(
                "No ledger is named. Pass --ledger FILE, or write `{setting}` into rules.yaml.",
                setting=setting,
            )
            if option
            else say("No ledger is named. Write `{setting}` into rules.yaml.", setting=setting)
        )


class NothingToCompare(UsageFault):
    """A difference is asked for where there are not two runs."""

    def __init__(self, shown: str, runs: int) -> None:
        super().__init__(
            say_n(
                "{ledger}: {n} run is written down; a difference is that of two.",
                "{ledger}: {n} runs are written down; a difference is that of two.",
                runs,
                ledger=shown,
            )
        )


class NotApproved(UsageFault):
    """A run that may not be approved, or not by this person."""

    def __init__(self, run: int, why: Text) -> None:
        super().__init__(say("Run {run} is not approved: {why}.", run=run, why=why))


class NothingApproved(UsageFault):
    """Approvals are asked for in a ledger that has none."""

    def __init__(self, shown: str) -> None:
        super().__init__(
            say("{ledger}: nothing is approved yet. `promocheck approve` signs a scan off.", ledger=shown)
        )


class NothingToApprove(UsageFault):
    """A ledger without a run."""

    def __init__(self, shown: str) -> None:
        super().__init__(say("{ledger}: no run is written down yet. Scan with --ledger first.", ledger=shown))


class NotInOrder(UsageFault):
    """A difference is asked for from a run to itself or to an earlier one."""

    def __init__(self, before: int, now: int) -> None:
        super().__init__(
            say("Run {run} is held against itself. Name an earlier run and a later one.", run=now)
            if before == now
            else say(
                "Run {before} is later than run {now}. Name the earlier one first: `promocheck diff {now} {before}`.",
                before=before,
                now=now,
            )
        )


class NoAddress(UsageFault):
    """A ledger on a server that is named as none can be; what it is called may hold a password and is not told."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "The ledger's address cannot be read. Expected a file, or a PostgreSQL database such as {example}; in a password write @ : / as %40 %3A %2F.",
                example="postgresql://user@host/database",
            )
        )


class NoDriver(UsageFault):
    """A ledger on a server where nothing is installed that talks to one."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "A ledger on a server needs what is not installed here. Run: {command}",
                command='pip install "promocheck[team]"',
            )
        )


class InDoubt(LedgerFault):
    """A server that went away between being asked to keep a run and saying that it did."""

    def __init__(self, shown: str) -> None:
        super().__init__(
            shown,
            say(
                "the server went away before it said whether it wrote this down. `promocheck history` tells, once it is back"
            ),
        )
