"""How `promocheck init` goes: look, say what is there, ask, write both files or none, say what to do next."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from promocheck.cli.deliver import width_of_stdout
from promocheck.cli.interview import Begin, answers_of, in_a_store, look
from promocheck.cli.streams import tell
from promocheck.cli.whole_files import write_or_refuse
from promocheck.exports.floors_book import as_workbook
from promocheck.exports.floors_sheet import as_csv
from promocheck.model.errors import NotAPolicy, UsageFault
from promocheck.model.exit_code import UNTRUSTED
from promocheck.model.survey import Survey
from promocheck.policy.documents import bytes_of
from promocheck.policy.load import parse_policy
from promocheck.policy.starter import Answers, starter_policy
from promocheck.reports import Words
from promocheck.reports.survey import next_steps, render, written
from promocheck.rules import RULE_TYPES

__all__ = ["Begin", "begin"]


def begin(asked: Begin) -> int:
    """The exit code. Raises `UsageFault`, and `typer.Abort` where the person leaves; then nothing is written."""
    words = Words(asked.language)
    ground, found = look(asked, words)
    width = width_of_stdout()
    sys.stdout.write(render(found, words, width=width, colour=asked.colour))
    if not found.listings:
        tell(words._("Nothing was written. Put the listings there and run this again."))
        return UNTRUSTED
    asked.targets.refuse_kept(found.never_replaced)
    _refuse_other(asked.targets.rules)
    ground, found = in_a_store(asked, ground, found, words)
    answers = replace(answers_of(asked, words), store=ground.store, marketplace=ground.marketplace)
    _write_both(asked, found, answers, words)
    return 0


def _refuse_other(rules: Path) -> None:
    """Raises `NotAPolicy` for a file there that is none, whatever may be replaced."""
    if not os.path.lexists(rules):
        return
    try:
        parse_policy(rules.as_posix(), bytes_of(str(rules)), RULE_TYPES, rules.parent)
    except UsageFault:
        raise NotAPolicy(rules.as_posix(), "--rules") from None


def _write_both(asked: Begin, found: Survey, answers: Answers, words: Words) -> None:
    """Write the sheet, where there is anything to fill in, and the policy; say so, and what comes next."""
    targets, sheet = asked.targets, _sheet(asked, found)
    answers = replace(answers, paths=targets.for_policy(sheet=bool(sheet)))
    policy = starter_policy(answers, words.say).encode()
    parse_policy(targets.rules.as_posix(), policy, RULE_TYPES)  # what does not load is never written
    names = _write({targets.floors: sheet, targets.rules: policy} if sheet else {targets.rules: policy})
    steps = next_steps(
        targets.floors.as_posix() if sheet else None,
        targets.command,
        words,
        default=answers.min_percent is not None,
    )
    sys.stdout.write(f"\n{written(found, names, words)}\n{steps}")


def _sheet(asked: Begin, found: Survey) -> bytes:
    """The floors sheet; nothing where every SKU has a floor."""
    if not found.products:
        return b""
    written_as = as_csv if asked.targets.floors.suffix.lower() == ".csv" else as_workbook
    return written_as(found.products, asked.headers)


def _write(files: dict[Path, bytes]) -> tuple[str, ...]:
    """The names of the files, all of which are written, or none that is new is there. Raises `NotWritten`."""
    new = [path for path in files if not path.exists()]
    try:
        for path, data in files.items():
            write_or_refuse(path, data)
    except BaseException:
        for path in new:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        raise
    return tuple(path.as_posix() for path in files)
