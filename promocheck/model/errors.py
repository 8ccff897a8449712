"""Broken runs. Bad data is a value (see `problem`); these end the run with a code of their own.

What a fault says is a text, put into the reader's words where it is told; `str` has it in English.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from promocheck.model.text import Text, english, lines, say, say_n


class UsageFault(Exception):  # noqa: N818 - "fault" is the word the reader sees
    """The command or the policy does not hold together: exit 2. `said` is what is told."""

    code: ClassVar[int] = 2

    def __init__(self, said: Text | str) -> None:
        super().__init__(said)
        self.said = said if isinstance(said, Text) else Text("{said}", (("said", said),))

    def __str__(self) -> str:
        return english(self.said)


class NoSuchPath(UsageFault):
    """A path on the command line leads nowhere."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say("{path}: no such file or folder. Check the spelling, or run from another folder.", path=path)
        )


class MissingMarketplace(UsageFault):
    """Rows that say in no way which marketplace they belong to."""

    def __init__(self, files: Sequence[str]) -> None:
        self.files = tuple(files)
        named = lines(Text("  {file}", (("file", file),)) for file in files)
        super().__init__(
            say(
                "No marketplace is known for the rows of:\n"
                "{files}\n"
                "Pass --marketplace (for example --marketplace US), keep the files in a folder named after it (US/...), "
                "fill the marketplace column, or set exports.marketplace in the policy.",
                files=named,
            )
        )


class PolicyFault(UsageFault):
    """A rules file that cannot be used: file, line, what is wrong, what is known."""

    def __init__(self, path: str, faults: Sequence[tuple[int | None, Text | str]]) -> None:
        self.faults = tuple(faults)
        super().__init__(lines(_in_file(path, line, what) for line, what in faults))


def _in_file(path: str, line: int | None, what: Text | str) -> Text:
    if line is None:
        return say("{path}: {what}", path=path, what=what)
    return say("{path}:{line}: {what}", path=path, line=str(line), what=what)


class UnreadExample(UsageFault):
    """A worked example that no sheet of promotions could hold."""

    def __init__(self, example: str, column: str, value: str) -> None:
        super().__init__(
            say(
                "example {example}: {column} {value} is nothing that a promotion of its kind can say.",
                example=example,
                column=column,
                value=repr(value),
            )
        )


class UnknownWord(UsageFault):
    """An option's value that is none of the known ones."""

    def __init__(self, option: Text | str, value: str, known: Sequence[str]) -> None:
        super().__init__(
            say(
                "{option}: {value} is not known.{near} Known: {known}.",
                option=option,
                value=repr(value),
                near=nearest(value, known),
                known=tuple(known),
            )
        )


class UnknownKind(UsageFault):
    """A word for a kind of promotion that means none; `known` has each with its Chinese word."""

    def __init__(self, text: str, near: str | None, known: Sequence[tuple[str, str]]) -> None:
        super().__init__(
            say(
                "KIND: {value} is not known.{near} Known: {known}.",
                value=repr(text),
                near=_meant(near),
                known=tuple(f"{word} ({chinese})" for word, chinese in known),
            )
        )


class RulesAndAll(UsageFault):
    """Some rules are asked for, and all of them."""

    def __init__(self) -> None:
        super().__init__(say("--all explains every rule. Give either --all or the rules you mean."))


class BadPeriod(UsageFault):
    """Days that a calendar cannot show: the wrong way round, over already, or beyond the horizon."""

    def __init__(self, first: date, last: date, today: date, latest: date) -> None:
        super().__init__(
            say(
                "--from, --to: {first} to {last} cannot be shown. Expected days from {today} (the day of the run) to {latest} "
                "(the horizon), the first one first.",
                first=str(first),
                last=str(last),
                today=str(today),
                latest=str(latest),
            )
        )


class KindOfWhat(UsageFault):
    """A place is looked for, and only half is said of what for."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "--free and --kind go together: how long, and what, such as --free 7d --kind coupon. "
                "The hours that a promotion may be early and late are its kind's."
            )
        )


class NothingChosen(UsageFault):
    """A campaign that would be on nothing."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "The campaign is on nothing that is listed there. Check --sku, --asin, --brand, --store and --marketplace."
            )
        )


class SeveralShops(UsageFault):
    """A campaign on listings of several stores or marketplaces: it would be set up once in each."""

    def __init__(self, shops: Sequence[str]) -> None:
        super().__init__(
            say(
                "These listings are in {shops}. A campaign is set up in one store and marketplace: "
                "say which with --marketplace or --store.",
                shops=tuple(shops),
            )
        )


class BadCampaign(UsageFault):
    """What was said of a campaign and means nothing: the column of the sheet it would stand in, and what was expected."""

    def __init__(self, column: str, value: str, expected: Text) -> None:
        super().__init__(
            say("{column}: {value} is nothing that a campaign can say.", column=column, value=repr(value))
        )
        self.column, self.value, self.expected = column, value, expected


class UnknownBrand(UsageFault):
    """A brand that no listing has."""

    def __init__(self, brand: str, known: Sequence[str]) -> None:
        super().__init__(
            say(
                "No listing there has the brand {brand}.{near}",
                brand=repr(brand),
                near=nearest(brand, known),
            )
        )


class UnknownSku(UsageFault):
    """An SKU that no listing has; `targeted` where a promotion names it all the same.

    `unread` where rows or files could not be read: it may stand in one of them.
    """

    def __init__(self, sku: str, known: Sequence[str], *, targeted: bool, unread: bool) -> None:
        named = say(" Promotions name it: `promocheck scan` says which.")
        lost = say(" Not everything could be read, and it may stand there: `promocheck scan` says what.")
        super().__init__(
            say(
                "No listing has the SKU or ASIN {sku}.{named}{lost}{near} The exports read have {skus}.",
                sku=repr(sku),
                named=named if targeted else Text(""),
                lost=lost if unread else Text(""),
                near=nearest(sku, known),
                skus=say_n("1 SKU", "{n} SKUs", len(known)),
            )
        )


class UnknownPromotion(UsageFault):
    """An id under which nothing is live in a campaign's store and marketplace; `option` names it."""

    def __init__(self, option: str, promotion: str, shop: str, known: Sequence[str]) -> None:
        super().__init__(
            say(
                "{option}: no promotion in {shop} has the id {promotion}.{near}{new} The exports read have {promotions} there.",
                option=option,
                promotion=repr(promotion),
                shop=shop,
                near=nearest(promotion, known),
                new=say(" A new campaign needs no --id.") if option == "--id" else Text(""),
                promotions=say_n("1 promotion", "{n} promotions", len(known)),
            )
        )


class UnknownFingerprint(UsageFault):
    """A fingerprint that no finding has, or one too short to tell findings apart."""

    def __init__(self, given: str, known: Sequence[str], least: int) -> None:
        if len(given) < least:
            super().__init__(
                say(
                    "{given} is no fingerprint: give its first {least} characters, or more.",
                    given=repr(given),
                    least=least,
                )
            )
            return
        super().__init__(
            say(
                "No finding has the fingerprint {given}.{near} "
                "This scan has {known}; `promocheck scan` with the same options shows them.",
                given=repr(given),
                near=nearest(given, [each[: len(given)] for each in known]),
                known=str(len(known)),
            )
        )


class AmbiguousFingerprint(UsageFault):
    """The beginning of several fingerprints; each candidate is a line: the fingerprint and what it is of."""

    def __init__(self, given: str, candidates: Sequence[tuple[str, Text]]) -> None:
        listed = lines(
            Text("  {candidate} {finding}", (("candidate", candidate), ("finding", finding)))
            for candidate, finding in candidates
        )
        super().__init__(
            say(
                "{given} begins several fingerprints. Give more of one:\n{candidates}",
                given=repr(given),
                candidates=listed,
            )
        )


class CannotWaive(UsageFault):
    """A finding that no waiver can accept, or not this one."""

    def __init__(self, finding: Text, why: Text) -> None:
        super().__init__(say("{finding} cannot be waived: {why}", finding=finding, why=why))


class WrongAnswer(UsageFault):
    """What a question, or an option, was answered with, and what was expected."""

    def __init__(self, expected: Text, found: str) -> None:
        super().__init__(say("expected {expected}, found {found}.", expected=expected, found=repr(found)))


class BadOption(UsageFault):
    """An option whose value says nothing that could be meant."""

    def __init__(self, option: str, fault: UsageFault) -> None:
        super().__init__(say("{option}: {fault}", option=option, fault=fault.said))


class AlreadyThere(UsageFault):
    """A file that would be replaced, which nobody has asked for."""

    def __init__(self, path: str, option: str) -> None:
        super().__init__(
            say(
                "{path}: there is such a file already; nothing was written. "
                "Pass --force to replace it, or {option} FILE to write elsewhere.",
                path=path,
                option=option,
            )
        )


class NeverReplaced(UsageFault):
    """An export, or a floors sheet that somebody has filled in: work that is not replaced, whoever asks."""

    def __init__(self, path: str, option: str) -> None:
        super().__init__(
            say(
                "{path}: is an export, or holds floors, and is never replaced; nothing was written. "
                "Pass {option} FILE to write elsewhere.",
                path=path,
                option=option,
            )
        )


class FormulaSkus(UsageFault):
    """SKUs that a spreadsheet would take for formulas in a CSV file."""

    def __init__(self, skus: Sequence[str]) -> None:
        super().__init__(
            say_n(
                "1 SKU begins with = + - or @, such as {sku}, and spreadsheets take that for a formula in a CSV file. "
                "Nothing was written. Pass --floors FILE.xlsx: there a text stays a text.",
                "{n} SKUs begin with = + - or @, such as {sku}, and spreadsheets take that for a formula in a CSV file. "
                "Nothing was written. Pass --floors FILE.xlsx: there a text stays a text.",
                len(skus),
                sku=repr(skus[0]),
            )
        )


class FormulaTexts(UsageFault):
    """Cells that a spreadsheet would take for formulas in a CSV file."""

    def __init__(self, texts: Sequence[str], option: str) -> None:
        super().__init__(
            say_n(
                "1 cell begins with = + - or @, such as {text}, and spreadsheets take that for a formula in a CSV file. "
                "Nothing was written. Pass {option} FILE.xlsx: there a text stays a text.",
                "{n} cells begin with = + - or @, such as {text}, and spreadsheets take that for a formula in a CSV file. "
                "Nothing was written. Pass {option} FILE.xlsx: there a text stays a text.",
                len(texts),
                text=repr(texts[0]),
                option=option,
            )
        )


class PlanThere(UsageFault):
    """A plan among the exports of which one is to be made."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say(
                "{path}: is a plan already, and a second one beside it would mean everything twice; nothing was written. "
                "Correct that one, or pass --out {path} --force to replace it.",
                path=path,
            )
        )


class NotOnTerminal(UsageFault):
    """A format that is no text, where a person would see it."""

    def __init__(self, name: str) -> None:
        super().__init__(
            say(
                "--format {name}: a terminal cannot show a workbook. Write it to a file: --report {name}=FILE.{name}",
                name=name,
            )
        )


class NotWritten(UsageFault):
    """A file that could not be written."""

    def __init__(self, path: str, why: Text) -> None:
        super().__init__(say("{path}: could not be written: {why}", path=path, why=why))


def suggestion(word: str, known: Sequence[str]) -> str:
    """A question after the nearest known word, in English, with a blank before it, or nothing."""
    return english(nearest(word, known))


def nearest(word: str, known: Sequence[str]) -> Text:
    """A question after the nearest known word, whatever its case, with a blank before it, or nothing."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a fault needs it

    written = {each.casefold(): each for each in reversed(known)}  # of two that differ in case the first
    near = get_close_matches(word.casefold(), [*reversed(written)], n=1, cutoff=0.6)
    return _meant(repr(written[near[0]]) if near else None)


def _meant(near: str | None) -> Text:
    return Text("") if near is None else say(" Did you mean {near}?", near=near)


class LedgerFault(UsageFault):
    """A ledger that is not there, cannot be read or written, or is none."""

    def __init__(self, shown: str, why: Text) -> None:
        super().__init__(say("{ledger}: {why}.", ledger=shown, why=why))


class NoSuchRun(UsageFault):
    """A run that a ledger does not have."""

    def __init__(self, run: int, shown: str) -> None:
        super().__init__(
            say(
                "{ledger}: there is no run {run}. `promocheck history` lists those there are.",
                ledger=shown,
                run=run,
            )
        )


class NoLedger(UsageFault):
    """Neither the command nor the policy names a ledger."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "No ledger is named. Pass --ledger FILE, or write `{setting}` into rules.yaml.",
                setting="ledger: {path: ledger.sqlite}",
            )
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
            say(
                "Run {before} and run {now}: expected an earlier run and a later one.", before=before, now=now
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
                command="pip install 'promocheck[team]'",
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


class NoChannels(UsageFault):
    """Messages are asked for, and the policy names nobody to tell."""

    def __init__(self, policy: str) -> None:
        super().__init__(
            say(
                "--notify: {policy} names nobody to tell. Add notify: {example} to it.",
                policy=policy,
                example="{channels: [{name: ops, address: FEISHU_ROBOT}]}",
            )
        )


class OverLedger(UsageFault):
    """A report that would take the ledger's place."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say("{path}: is the ledger, and a report cannot be there. Name another file.", path=path)
        )


class NoName(UsageFault):
    """An option whose file has no name."""

    def __init__(self, option: str) -> None:
        super().__init__(say("{option}: expected the name of a file, found nothing.", option=option))


class OverSource(UsageFault):
    """A report that would take the place of an export, a draft or the policy."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say(
                "--report: {path} is a file that this scan has read; nothing was written. Name another file.",
                path=path,
            )
        )


class OverLastRun(UsageFault):
    """A file that would be written where it is noted how the run ends."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say(
                "{path}: is where it is noted how the run ends, and nothing else can be there. Name another file.",
                path=path,
            )
        )


class NoLastRun(UsageFault):
    """Neither the command nor the policy says where it is noted how runs end."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "Nothing says where it is noted how scans end. Pass --last-run FILE, or write `{setting}` into rules.yaml.",
                setting="nightly: {last_run: last-run.json}",
            )
        )


class NoDuration(UsageFault):
    """What should say how long something lasts, and does not."""

    def __init__(self, option: str, found: str) -> None:
        super().__init__(
            say(
                "{option}: expected minutes, hours or days, such as 90m, 26h or 2d, found {found}.",
                option=option,
                found=repr(found),
            )
        )


class AnotherRuns(UsageFault):
    """Another scan that is noted in the same file runs for too long, so nothing was checked: exit 3."""

    code = 3

    def __init__(self, another: Text) -> None:
        super().__init__(
            say("{another} Nothing was checked. Wait until it is over, or end it.", another=another)
        )
