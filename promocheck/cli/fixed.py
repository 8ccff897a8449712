"""`--fixed-out`: the drafts again without what fails, and a workbook of what was left out and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from promocheck.cli.deliver import why, write_whole
from promocheck.cli.streams import NOT_DELIVERED, tell
from promocheck.model.errors import BadOption, UsageFault, WrongAnswer
from promocheck.model.text import say

if TYPE_CHECKING:
    from promocheck.pipeline.scan import Drafted

_OPTION: Final = "--fixed-out"
_LEFT_OUT: Final = "left-out.xlsx"


def fixed_paths(given: str | None, drafts: Sequence[str]) -> Mapping[str, Path]:
    """Where each draft goes, and under "" what was left out; nothing where it is not asked for. Raises `UsageFault`."""
    if given is None:
        return {}
    if not drafts:
        raise UsageFault(say("{option}: there is no draft to fix. Give it with --draft.", option=_OPTION))
    target = Path(given)
    if len(drafts) > 1:
        found = {Path(each).as_posix(): target / Path(each).name for each in drafts} | {
            "": target / _LEFT_OUT
        }
    else:
        (draft,) = drafts
        if target.suffix.lower() != Path(draft).suffix.lower():
            raise BadOption(
                _OPTION,
                WrongAnswer(
                    say("a name that ends in {ending}, as the draft's", ending=Path(draft).suffix), given
                ),
            )
        found = {Path(draft).as_posix(): target, "": target.with_suffix(f".{_LEFT_OUT}")}
    kept = {Path(each).resolve() for each in drafts}
    for path in found.values():
        if path.resolve() in kept:
            raise UsageFault(
                say(
                    "{option}: {path} is the draft itself, which stays as it is. Choose another name.",
                    option=_OPTION,
                    path=path.as_posix(),
                )
            )
    return found


def write_fixed(drafted: Drafted, paths: Mapping[str, Path], language: str) -> int:
    """Write what may be uploaded and what may not; say on stderr what was done. 0, or the code of what was not delivered."""
    from promocheck.exports.text_book import as_text_book  # noqa: PLC0415 - imported when it runs
    from promocheck.pipeline.fixed import fix  # noqa: PLC0415
    from promocheck.reports import Words  # noqa: PLC0415
    from promocheck.reports.fixed import left_out_rows, summary  # noqa: PLC0415

    words = Words(language)
    try:  # both need room for files that pass
        fixed = fix(drafted)
        files = {paths[each.path]: each.data for each in fixed.files if each.rows}
        if fixed.left_out:
            files[paths[""]] = as_text_book(left_out_rows(fixed, words))
    except OSError as error:
        for path in paths.values():
            tell(words._("{path}: could not be written: {why}", path=path.as_posix(), why=why(error)))
        return NOT_DELIVERED
    old = [path for path in paths.values() if path not in files and path.exists()]
    code = 0
    for path, data in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        except OSError as error:
            tell(words._("{path}: could not be written: {why}", path=str(path), why=why(error)))
            code = NOT_DELIVERED
    for line in summary(fixed, {each: path.as_posix() for each, path in paths.items()}, words):
        tell(line)
    for path in old:
        tell(
            words._(
                "{path}: is from an earlier run and was not written now. Do not upload it.",
                path=path.as_posix(),
            )
        )
    return code
