"""What became of drafts that were fixed: what was left out and why, as a table, and in a line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from promocheck.model.fixed import Fixed
from promocheck.reports.words import Words


def left_out_rows(fixed: Fixed, words: Words) -> list[list[str]]:
    """A header, and a row for each name that was left out."""
    heads = [words._("file"), words._("sheet"), words._("row")]
    rows = [[*heads, words._("promotion"), words._("left out"), words._("why")]]
    for each in fixed.left_out:
        place = each.place
        row = "" if place.row is None else str(place.row)
        why = "\n".join(words.say(reason) for reason in each.reasons)
        cells = (place.file, place.sheet or "", row, each.promotion, each.target)
        rows.append([*map(words.data, cells), why])
    return rows


def summary(fixed: Fixed, paths: Mapping[str, str | None], words: Words) -> Iterator[str]:
    """What was written where; `paths` by draft, and under "" the workbook of what was left out. None: it was not written."""
    if fixed.unproven is not None:
        yield words._("no fixed draft was written: {why}", why=fixed.unproven)
    for each in fixed.files:
        if each.is_written and paths[each.path] is None:
            continue
        if each.as_it_was:
            yield words._("{path}: the draft as it is, which makes nothing fail", path=paths[each.path])
        elif each.rows:
            yield words.ngettext(
                "{path}: the draft with {n} row, which makes nothing fail any more",
                "{path}: the draft with {n} rows, which makes nothing fail any more",
                each.rows,
                path=paths[each.path],
            )
        else:
            yield words._("{path}: nothing is left of it, so it was not written again", path=each.path)
    if fixed.left_out and paths[""] is None:
        return
    if fixed.left_out:
        yield words.ngettext(
            "{path}: {n} SKU or ASIN that was left out, and why",
            "{path}: {n} SKUs or ASINs that were left out, and why",
            len(fixed.left_out),
            path=paths[""],
        )
    elif fixed.unproven is None:
        yield words._("nothing fails because of the drafts, so nothing was written again")
