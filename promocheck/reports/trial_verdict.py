"""May it be saved? In one line, and in a word per SKU. "Clear" is never said over a doubt."""

from __future__ import annotations

from promocheck.model.finding import Severity
from promocheck.model.kind import label_of
from promocheck.model.remedy import Remedies
from promocheck.model.trial import Minute, Trial, Tried
from promocheck.reports.order import in_order
from promocheck.reports.solved import deepest
from promocheck.reports.words import Words


def tone(trial: Trial) -> str:
    """`clear`, `findings` or `untrusted`."""
    if trial.report.untrusted:
        return "untrusted"
    loud = any(each.severity in {Severity.ERROR, Severity.WARNING} for each in trial.report.open)
    return "findings" if loud else "clear"


def verdict(trial: Trial, words: Words) -> str:
    """The first line: do not save it, not known, look at this, or clear, with the number that says why."""
    if not trial.wished and trial.solved and not trial.report.untrusted:
        told = words._("; ").join(_answer(each, words) for each in trial.solved)
        if len(trial.campaigns) == 1:
            return told
        return words._("{answers}; each with the other campaigns as they are tried", answers=told)
    if trial.failing:
        return words.ngettext(
            "DO NOT SAVE THIS: {failing} of {n} SKU: {why}",
            "DO NOT SAVE THIS: {failing} of {n} SKUs: {why}",
            len(trial.tried),
            failing=len(trial.failing),
            why=_fails(trial, words),
        )
    errors = [each for each in trial.brought if each.severity is Severity.ERROR and not each.trust]
    if errors:
        return words._("DO NOT SAVE THIS: {why}", why=errors[0].message)
    return _unproven(trial, words) or _kept(trial, words)


def _answer(remedies: Remedies, words: Words) -> str:
    """How deep a campaign may be, where nobody has said how deep it is meant."""
    told = words.listed(deepest(depth, words) for depth in remedies.depths)
    skus = words.ngettext("{n} SKU", "{n} SKUs", len(remedies.listings))
    said = {"kind": label_of(remedies.kind), "promotion": remedies.promotion, "depth": told, "skus": skus}
    if all(depth.value is None for depth in remedies.depths):
        return words._("HOW DEEP: {kind} {promotion} on {skus}: {depth}", **said)
    return words._("HOW DEEP: {kind} {promotion} at most {depth}, on {skus}", **said)


def _unproven(trial: Trial, words: Words) -> str:
    """Why nothing good is said although nothing bad was found."""
    if trial.report.untrusted:
        return words._("NOT TRUSTWORTHY: solve what is said below, then try again.")
    if all(each.worst is None for each in trial.tried):
        return words._("NOTHING CHECKED: it never runs from now on. Look at its dates.")
    if low := [each for each in trial.tried if each.standing and each.known and _is_low(each.worst)]:
        return words._(
            "LOOK AT THIS: still below its floor: {why}. It makes nothing worse.", why=_why(low[0], words)
        )
    if any(each.standing for each in trial.tried):
        return words._("LOOK AT THIS: it makes nothing worse, and something is wrong without it.")
    return ""


def _kept(trial: Trial, words: Words) -> str:
    if low := [each for each in trial.tried if each.known and _is_low(each.worst)]:
        return words._(
            "LOOK AT THIS: {why}. Nothing fails, as a waiver or the policy accepts it.",
            why=_why(low[0], words),
        )
    nearest = _why(trial.tried[0], words)
    if any(each.severity is Severity.WARNING for each in trial.report.open):
        return words.ngettext(
            "LOOK AT THIS: {n} SKU passes, with warnings: {nearest}",
            "LOOK AT THIS: {n} SKUs pass, with warnings; the nearest to its floor is {nearest}",
            len(trial.tried),
            nearest=nearest,
        )
    return words.ngettext(
        "CLEAR: {n} SKU passes: {nearest}",
        "CLEAR: {n} SKUs pass; the nearest to its floor is {nearest}",
        len(trial.tried),
        nearest=nearest,
    )


def _fails(trial: Trial, words: Words) -> str:
    """What is wrong with the worst SKU: its price, or what the rules say where that keeps its floor or is not known."""
    each = trial.failing[0]
    worst = each.worst
    if each.known and (worst is None or _is_low(worst)):
        return _why(each, words)
    told = [finding for finding in in_order(trial.brought) if each.sku in finding.every_sku]
    own = next((finding for finding in told if finding.sku == each.sku), next(iter(told), None))
    return _why(each, words) if own is None else words._("{sku}: {said}", sku=own.sku, said=own.message)


def _is_low(worst: Minute | None) -> bool:
    """Whether a price is below its floor."""
    return worst is not None and worst.floor is not None and worst.after.minor < worst.floor.minor


def _why(each: Tried, words: Words) -> str:
    """A SKU's worst price, and its floor."""
    worst = each.worst
    if worst is None:
        return words._("{sku}: it never runs on it", sku=each.sku)
    if worst.floor is None:
        return words._("{sku} at {price}, without a floor", sku=each.sku, price=worst.after)
    return words._(
        "{sku} at {price}, where its floor is {floor}", sku=each.sku, price=worst.after, floor=worst.floor
    )


def state(each: Tried, words: Words) -> str:
    """What a SKU's line ends with."""
    worst = each.worst
    if not each.known:
        return words._("NOT KNOWN: see below")
    if worst is None:
        return words._("never runs on it")
    if _is_low(worst):
        below = words._("BELOW ITS FLOOR")
        return words._("{below}, also without it", below=below) if each.standing and not each.fails else below
    if each.fails:
        return words._("STOP: see below")
    if worst.floor is None:
        return words._("no floor")
    return words._("keeps its floor")
