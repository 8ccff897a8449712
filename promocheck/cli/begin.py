"""How `promocheck init` goes: look, say what is there, ask, write both files or none, say what to do next."""

from __future__ import annotations

import shutil
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from promocheck.cli.deliver import write_whole
from promocheck.cli.progress import ProgressBar
from promocheck.cli.questions import Questions
from promocheck.cli.targets import Targets
from promocheck.exports.floors_book import as_workbook
from promocheck.exports.floors_sheet import as_csv
from promocheck.model.errors import MissingMarketplace, NotWritten, UnknownWord
from promocheck.model.marketplace import BY_CODE, find_marketplace
from promocheck.model.survey import Survey
from promocheck.pipeline.survey import Ground, survey, told_by_folders
from promocheck.policy.load import PACKAGED, packaged_policy, parse_policy
from promocheck.policy.starter import (
    NONE,
    Answers,
    margin,
    pairs,
    preset_name,
    share_of_price,
    starter_policy,
)
from promocheck.reports import Words
from promocheck.reports.survey import next_steps, render, written
from promocheck.rules import RULE_TYPES
from promocheck.rules.forbidden_stack import Options

_UNTRUSTED: Final = 3
_SHIPPED_PAIRS: Final = ", ".join(f"{one.word}+{other.word}" for one, other in Options().pairs)


@dataclass(frozen=True, slots=True)
class Begin:
    """What the command line says; what it leaves open (None) is asked where somebody is there. `as_of` in UTC seconds."""

    targets: Targets
    questions: Questions
    as_of: int
    headers: str
    language: str
    colour: bool
    marketplace: str | None
    store: str | None
    min_percent: str | None
    min_margin: str | None
    forbid: str | None
    preset: str | None


def begin(asked: Begin) -> int:
    """The exit code. Raises `UsageFault`, and `typer.Abort` where the person leaves; then nothing is written."""
    words, targets = Words(asked.language), asked.targets
    shop, found = _looked(asked, words)
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    sys.stdout.write(render(found, words, width=width, colour=asked.colour))
    if not found.listings:
        print(words._("Nothing was written. Put the listings there and run this again."))
        return _UNTRUSTED
    targets.refuse_floors(found.holding_floors)
    shop, found = _in_a_store(asked, shop, found, words)
    answers = replace(_answers(asked, words), store=shop.store, marketplace=shop.marketplace)
    sheet = _sheet(asked, found)
    answers = replace(answers, paths=targets.for_policy(sheet=bool(sheet)))
    files = {targets.floors: sheet, targets.rules: starter_policy(answers).encode()}
    parse_policy(targets.rules.as_posix(), files[targets.rules], RULE_TYPES)  # never write what does not load
    names = _write({path: data for path, data in files.items() if data})
    print(f"\n{written(found, names, words)}", end="")
    filled = targets.floors.as_posix() if sheet else None
    steps = next_steps(filled, targets.command, words, default=answers.min_percent is not None)
    print(f"\n{steps}", end="")
    return 0


def _looked(asked: Begin, words: Words) -> tuple[Ground, Survey]:
    """What the exports hold. A marketplace is asked for only where something cannot be told without."""
    stacking = parse_policy(PACKAGED, packaged_policy(), RULE_TYPES).stacking
    ground = Ground(asked.targets.to_read, stacking, asked.as_of)
    try:
        return ground, _survey(ground)
    except MissingMarketplace as missing:
        if asked.marketplace is None and not asked.questions.asking:
            raise
        told = told_by_folders(ground.paths)
        question = words._("Marketplace of {files} (US, UK, DE, ...)", files=_some(missing.files, words))
        code = asked.questions.answer(
            "--marketplace", asked.marketplace, question, told[0] if len(told) == 1 else None, _marketplace
        )
    ground = replace(ground, marketplace=code)
    return ground, _survey(ground)


def _in_a_store(asked: Begin, ground: Ground, found: Survey, words: Words) -> tuple[Ground, Survey]:
    """The same with the seller account of what names none, if it has a name."""
    if not found.storeless:
        return ground, found
    question = words._("Seller account, if you have several")
    store = asked.questions.answer("--store", asked.store, question, NONE, _store)
    if store is None:
        return ground, found
    ground = replace(ground, store=store)
    return ground, _survey(ground)


def _survey(ground: Ground) -> Survey:
    with ProgressBar(sys.stderr) as progress:
        return survey(replace(ground, progress=progress))


def _answers(asked: Begin, words: Words) -> Answers:
    answer = asked.questions.answer
    return Answers(
        min_percent=answer(
            "--min-percent",
            asked.min_percent,
            words._("Floor for every SKU, in percent of its price, such as 60"),
            NONE,
            share_of_price,
        ),
        min_margin=answer(
            "--min-margin",
            asked.min_margin,
            words._("Margin to keep where you fill in costs, in percent, such as 15"),
            "0",
            margin,
        ),
        pairs=answer("--forbid", asked.forbid, words._("Never together"), _SHIPPED_PAIRS, pairs),
        preset=answer(
            "--preset",
            asked.preset,
            words._("Promotions combine as on (amazon, shopify, taobao, walmart, ...)"),
            "amazon",
            preset_name,
        ),
    )


def _marketplace(text: str) -> str:
    found = find_marketplace(text)
    if found is None:
        raise UnknownWord("marketplace", text.strip().upper(), tuple(BY_CODE))
    return found.code


def _store(text: str) -> str | None:
    name = text.strip()
    return None if name.lower() in {"", NONE} else name


def _some(files: tuple[str, ...], words: Words) -> str:
    """The files by name, as many as fit on a line."""
    first = Path(files[0]).name
    return (
        words.data(first) if len(files) == 1 else words._("{file} and {n} more", file=first, n=len(files) - 1)
    )


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
            try:
                write_whole(path, data)
            except OSError as error:
                raise NotWritten(path.as_posix(), error.strerror or str(error)) from None
    except BaseException:
        for path in new:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        raise
    return tuple(path.as_posix() for path in files)
