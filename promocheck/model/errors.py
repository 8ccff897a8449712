"""Broken runs. Bad data is a value (see `problem`); these end the run with a code of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from promocheck.model.text import Text


class UsageFault(Exception):  # noqa: N818 - "fault" is the word the reader sees
    """The command or the policy does not hold together: exit 2."""


class NoSuchPath(UsageFault):
    """A path on the command line leads nowhere."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path}: no such file or folder. Check the spelling, or run from another folder.")


class MissingMarketplace(UsageFault):
    """Rows that say in no way which marketplace they belong to."""

    def __init__(self, files: Sequence[str]) -> None:
        self.files = tuple(files)
        named = "\n".join(f"  {file}" for file in files)
        super().__init__(
            "No marketplace is known for the rows of:\n"
            f"{named}\n"
            "Pass --marketplace (for example --marketplace US), keep the files in a folder named after it (US/...), "
            "fill the marketplace column, or set exports.marketplace in the policy."
        )


class PolicyFault(UsageFault):
    """A rules file that cannot be used: file, line, what is wrong, what is known."""

    def __init__(self, path: str, faults: Sequence[tuple[int | None, str]]) -> None:
        self.faults = tuple(faults)
        lines = [f"{path}:{line}: {what}" if line else f"{path}: {what}" for line, what in faults]
        super().__init__("\n".join(lines))


class UnreadExample(UsageFault):
    """A worked example that no sheet of promotions could hold."""

    def __init__(self, example: str, column: str, value: str) -> None:
        super().__init__(
            f"example {example}: {column} {value!r} is nothing that a promotion of its kind can say."
        )


class UnknownWord(UsageFault):
    """An option's value that is none of the known ones."""

    def __init__(self, option: str, value: str, known: Sequence[str]) -> None:
        super().__init__(
            f"{option}: {value!r} is not known.{suggestion(value, known)} Known: {', '.join(known)}."
        )


class UnknownKind(UsageFault):
    """A word for a kind of promotion that means none; `known` has each with its Chinese word."""

    def __init__(self, text: str, near: str | None, known: Sequence[tuple[str, str]]) -> None:
        meant = f" Did you mean {near}?" if near else ""
        listed = ", ".join(f"{word} ({chinese})" for word, chinese in known)
        super().__init__(f"KIND: {text!r} is not known.{meant} Known: {listed}.")


class RulesAndAll(UsageFault):
    """Some rules are asked for, and all of them."""

    def __init__(self) -> None:
        super().__init__("--all explains every rule. Give either --all or the rules you mean.")


class BadPeriod(UsageFault):
    """Days that a calendar cannot show: the wrong way round, over already, or beyond the horizon."""

    def __init__(self, first: date, last: date, today: date, latest: date) -> None:
        super().__init__(
            f"--from, --to: {first} to {last} cannot be shown. Expected days from {today} (the day of the run) to {latest} "
            "(the horizon), the first one first."
        )


class KindOfWhat(UsageFault):
    """A place is looked for, and only half is said of what for."""

    def __init__(self) -> None:
        super().__init__(
            "--free and --kind go together: how long, and what, such as --free 7d --kind coupon. "
            "The hours that a promotion may be early and late are its kind's."
        )


class NothingChosen(UsageFault):
    """A campaign that would be on nothing."""

    def __init__(self) -> None:
        super().__init__(
            "The campaign is on nothing that is listed there. Check --sku, --asin, --brand, --store and --marketplace."
        )


class SeveralShops(UsageFault):
    """A campaign on listings of several stores or marketplaces: it would be set up once in each."""

    def __init__(self, shops: Sequence[str]) -> None:
        super().__init__(
            f"These listings are in {', '.join(shops)}. A campaign is set up in one store and marketplace: "
            "say which with --marketplace or --store."
        )


class BadCampaign(UsageFault):
    """What was said of a campaign and means nothing: the column of the sheet it would stand in, and what was expected."""

    def __init__(self, column: str, value: str, expected: Text) -> None:
        super().__init__(f"{column}: {value!r} is nothing that a campaign can say.")
        self.column, self.value, self.expected = column, value, expected


class UnknownBrand(UsageFault):
    """A brand that no listing has."""

    def __init__(self, brand: str, known: Sequence[str]) -> None:
        super().__init__(f"No listing there has the brand {brand!r}.{suggestion(brand, known)}")


class UnknownSku(UsageFault):
    """An SKU that no listing has; `targeted` where a promotion names it all the same.

    `unread` where rows or files could not be read: it may stand in one of them.
    """

    def __init__(self, sku: str, known: Sequence[str], *, targeted: bool, unread: bool) -> None:
        named = " Promotions name it: `promocheck scan` says which." if targeted else ""
        lost = (
            " Not everything could be read, and it may stand there: `promocheck scan` says what."
            if unread
            else ""
        )
        many = "1 SKU" if len(known) == 1 else f"{len(known)} SKUs"
        super().__init__(
            f"No listing has the SKU or ASIN {sku!r}.{named}{lost}{suggestion(sku, known)} The exports read have {many}."
        )


class UnknownPromotion(UsageFault):
    """An id under which nothing is live in a campaign's store and marketplace; `option` names it."""

    def __init__(self, option: str, promotion: str, shop: str, known: Sequence[str]) -> None:
        many = "1 promotion" if len(known) == 1 else f"{len(known)} promotions"
        new = " A new campaign needs no --id." if option == "--id" else ""
        super().__init__(
            f"{option}: no promotion in {shop} has the id {promotion!r}.{suggestion(promotion, known)}{new} "
            f"The exports read have {many} there."
        )


class UnknownFingerprint(UsageFault):
    """A fingerprint that no finding has, or one too short to tell findings apart."""

    def __init__(self, given: str, known: Sequence[str], least: int) -> None:
        if len(given) < least:
            super().__init__(f"{given!r} is no fingerprint: give its first {least} characters, or more.")
            return
        near = suggestion(given, [each[: len(given)] for each in known])
        super().__init__(
            f"No finding has the fingerprint {given!r}.{near} "
            f"This scan has {len(known)}; `promocheck scan` with the same options shows them."
        )


class AmbiguousFingerprint(UsageFault):
    """The beginning of several fingerprints; each candidate is a line."""

    def __init__(self, given: str, candidates: Sequence[str]) -> None:
        listed = "\n".join(f"  {candidate}" for candidate in candidates)
        super().__init__(f"{given!r} begins several fingerprints. Give more of one:\n{listed}")


class CannotWaive(UsageFault):
    """A finding that no waiver can accept, or not this one."""

    def __init__(self, finding: str, why: str) -> None:
        super().__init__(f"{finding} cannot be waived: {why}")


class WrongAnswer(UsageFault):
    """What a question, or an option, was answered with, and what was expected."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(f"expected {expected}, found {found!r}.")


class BadOption(UsageFault):
    """An option whose value says nothing that could be meant."""

    def __init__(self, option: str, fault: UsageFault) -> None:
        super().__init__(f"{option}: {fault}")


class AlreadyThere(UsageFault):
    """A file that would be replaced, which nobody has asked for."""

    def __init__(self, path: str, option: str) -> None:
        super().__init__(
            f"{path}: there is such a file already; nothing was written. "
            f"Pass --force to replace it, or {option} FILE to write elsewhere."
        )


class NeverReplaced(UsageFault):
    """An export, or a floors sheet that somebody has filled in: work that is not replaced, whoever asks."""

    def __init__(self, path: str, option: str) -> None:
        super().__init__(
            f"{path}: is an export, or holds floors, and is never replaced; nothing was written. "
            f"Pass {option} FILE to write elsewhere."
        )


class FormulaSkus(UsageFault):
    """SKUs that a spreadsheet would take for formulas in a CSV file."""

    def __init__(self, skus: Sequence[str]) -> None:
        many = "1 SKU begins" if len(skus) == 1 else f"{len(skus)} SKUs begin"
        super().__init__(
            f"{many} with = + - or @, such as {skus[0]!r}, and spreadsheets take that for a formula in a CSV file. "
            "Nothing was written. Pass --floors FILE.xlsx: there a text stays a text."
        )


class FormulaTexts(UsageFault):
    """Cells that a spreadsheet would take for formulas in a CSV file."""

    def __init__(self, texts: Sequence[str], option: str) -> None:
        many = "1 cell begins" if len(texts) == 1 else f"{len(texts)} cells begin"
        super().__init__(
            f"{many} with = + - or @, such as {texts[0]!r}, and spreadsheets take that for a formula in a CSV file. "
            f"Nothing was written. Pass {option} FILE.xlsx: there a text stays a text."
        )


class PlanThere(UsageFault):
    """A plan among the exports of which one is to be made."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path}: is a plan already, and a second one beside it would mean everything twice; nothing was written. "
            f"Correct that one, or pass --out {path} --force to replace it."
        )


class NotWritten(UsageFault):
    """A file that could not be written."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: could not be written: {why}")


def suggestion(word: str, known: Sequence[str]) -> str:
    """A question after the nearest known word, whatever its case, with a blank before it, or nothing."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a fault needs it

    written = {each.casefold(): each for each in reversed(known)}  # of two that differ in case the first
    near = get_close_matches(word.casefold(), [*reversed(written)], n=1, cutoff=0.6)
    return f" Did you mean {written[near[0]]!r}?" if near else ""


class LedgerFault(UsageFault):
    """A ledger that is not there, cannot be read or written, or is none."""

    def __init__(self, shown: str, why: str) -> None:
        super().__init__(f"{shown}: {why}.")


class NoSuchRun(UsageFault):
    """A run that a ledger does not have."""

    def __init__(self, run: str, shown: str) -> None:
        super().__init__(f"{shown}: there is no run {run}. `promocheck history` lists those there are.")


class NoLedger(UsageFault):
    """Neither the command nor the policy names a ledger."""

    def __init__(self) -> None:
        super().__init__(
            "No ledger is named. Pass --ledger FILE, or write `ledger: {path: ledger.sqlite}` into rules.yaml."
        )


class NothingToCompare(UsageFault):
    """A difference is asked for where there are not two runs."""

    def __init__(self, shown: str, runs: int) -> None:
        many = "1 run is" if runs == 1 else f"{runs} runs are"
        super().__init__(f"{shown}: {many} written down; a difference is that of two.")


class NotApproved(UsageFault):
    """A run that may not be approved, or not by this person."""

    def __init__(self, run: int, why: str) -> None:
        super().__init__(f"Run {run} is not approved: {why}.")


class NothingApproved(UsageFault):
    """Approvals are asked for in a ledger that has none."""

    def __init__(self, shown: str) -> None:
        super().__init__(f"{shown}: nothing is approved yet. `promocheck approve` signs a scan off.")


class NothingToApprove(UsageFault):
    """A ledger without a run."""

    def __init__(self, shown: str) -> None:
        super().__init__(f"{shown}: no run is written down yet. Scan with --ledger first.")
