"""`promocheck plan`: a plan sheet to start with, of what the exports hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from promocheck.cli.language import LANGUAGES, VARIABLE
from promocheck.cli.options import (
    AS_OF,
    MARKETPLACE,
    PATHS,
    RULES,
    SHEET,
    STORE,
    known_language,
)
from promocheck.cli.request import requested
from promocheck.cli.streams import tell
from promocheck.cli.targets import sheet_beside
from promocheck.cli.whole_files import write_or_refuse
from promocheck.model.errors import (
    AlreadyThere,
    NeverReplaced,
    PlanThere,
)
from promocheck.model.exit_code import UNTRUSTED

if TYPE_CHECKING:
    from promocheck.pipeline.plan import Made
    from promocheck.reports import Words


def plan(
    paths: PATHS = None,
    out: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="The sheet to write, .xlsx or .csv. Default: plan.xlsx beside the exports."
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file if it is there; never an export.")
    ] = False,
    rules: RULES = None,
    store: STORE = None,
    marketplace: MARKETPLACE = None,
    sheet: SHEET = None,
    as_of: AS_OF = None,
    lang: Annotated[
        str,
        typer.Option(
            metavar="LANG",
            help="Language of the sheet's headers and of messages: en, zh.",
            envvar=VARIABLE,
            callback=known_language,
            autocompletion=lambda: list(LANGUAGES),
        ),
    ] = "en",
) -> None:
    """Begin a plan sheet: a row for every promotion that is set up and not over. Then scan tells what departs from it.

    Exit codes: 0 written, 2 wrong usage or the file is there already, 3 no promotions, or not all of them could be
    written, 4 not delivered, 70 internal error, 130 interrupted.
    """
    with requested(
        paths, rules=rules, store=store, marketplace=marketplace, sheet=sheet, as_of=as_of, lang=lang
    ) as request:
        target = sheet_beside(request.paths, "--out", out, "plan.xlsx")
        if target.exists() and not force:
            raise AlreadyThere(target.as_posix(), "--out")
        from promocheck.pipeline.plan import make_plan

        made = make_plan(request)
    raise typer.Exit(_written(made, target, lang))


def _written(made: Made, target: Path, language: str) -> int:
    """Write the sheet and say so; the exit code. Raises `UsageFault`, and then nothing is written."""
    from promocheck.exports.plan_book import as_workbook
    from promocheck.exports.plan_sheet import as_csv
    from promocheck.reports import Words

    words = Words(language)

    if any(Path(each).resolve() == target.resolve() for each in made.kept):
        raise NeverReplaced(target.as_posix(), "--out")
    others = [each for each in made.plans if Path(each).resolve() != target.resolve()]
    if others:
        raise PlanThere(others[0])
    if not made.rows:
        tell(
            words._(
                "No promotion is set up that is not over, so there is no plan to begin with. Nothing was written."
            )
        )
        return UNTRUSTED
    data = (as_csv if target.suffix.lower() == ".csv" else as_workbook)(made.rows, language)
    write_or_refuse(target, data)
    rows = words.ngettext("{n} row", "{n} rows", len(made.rows))
    promotions = words.ngettext("{n} promotion", "{n} promotions", made.promotions)
    print(
        words._(
            "Written: {file}, {rows} of {promotions}.",
            file=target.as_posix(),
            rows=rows,
            promotions=promotions,
        )
    )
    print(
        words._(
            "Correct it to what is meant, and keep it with the exports: promocheck scan tells what departs from it."
        )
    )
    return _left_out(made, words)


def _left_out(made: Made, words: Words) -> int:
    if made.valueless:
        names = tuple(made.valueless)
        tell(words._("not in the plan, for no export names their discount: {names}", names=names))
    if made.unread:
        tell(
            words.ngettext(
                "{n} cell or file could not be read, so the plan may lack promotions: promocheck scan says where.",
                "{n} cells or files could not be read, so the plan may lack promotions: promocheck scan says where.",
                made.unread,
            )
        )
    return UNTRUSTED if made.valueless or made.unread else 0
