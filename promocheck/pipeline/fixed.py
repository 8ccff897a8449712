"""Drafts without what fails, written as they were uploaded; what is written is read and judged once more."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from promocheck import exports
from promocheck.exports.grid import Refusal
from promocheck.exports.redraft import Edit, redraft
from promocheck.model.finding import Finding
from promocheck.model.fixed import Fixed, FixedFile, LeftOut
from promocheck.model.source import Source
from promocheck.model.text import Text, say
from promocheck.pipeline.failing import Reasons, errors_brought, without_failing
from promocheck.pipeline.scan import Request, judged_with, read_drafts, read_for
from promocheck.pricing.keys import Flags

_UNTRUSTED: Final = say("The run cannot be trusted, so no draft can be shown to be safe. Solve that first.")
_CHANGED: Final = say("changed while it was read. Run it again.")
_SEVERAL: Final = say("holds several promotions in a row, and cannot be written without some of them.")


def fix(request: Request) -> Fixed:
    """The request's drafts without what fails. Raises what a scan raises."""
    live, drafts = read_for(request), read_drafts(request)
    judge = judged_with(live, request)
    first = judge(exports.lay_over(live, drafts))
    if any(each.trust and each.severity == "error" and each.waiver is None for each in first):
        return Fixed((), (), _UNTRUSTED)
    kept, reasons = without_failing(live, drafts, judge)
    left_out = tuple(_left_out(drafts, reasons))
    try:
        files = tuple(_files(drafts, kept, request))
    except Refusal as refusal:
        return Fixed((), left_out, say("A draft {why}", why=refusal.reason))
    wrong = _wrong(live, files, drafts, kept, request)
    return Fixed((), left_out, wrong) if wrong else Fixed(files, left_out)


def _left_out(drafts: exports.Tables, reasons: Reasons) -> Iterator[LeftOut]:
    for at in sorted(reasons, key=lambda each: _order(drafts, each)):
        target = drafts.targets.iloc[at]
        promotion = drafts.promotions.iloc[int(target["promotion"])]
        source = drafts.sources[int(promotion["source"])]
        field = "sku" if target["sku"] else "asin"
        yield LeftOut(
            source.place(int(promotion["row"]), field),
            str(promotion["id"]),
            str(target["sku"] or target["asin"]),
            tuple(dict.fromkeys(reasons[at])),
        )


def _order(drafts: exports.Tables, at: int) -> tuple[int, int, int]:
    row = int(drafts.targets["promotion"].iloc[at])
    source, number = (int(drafts.promotions[name].iloc[row]) for name in ("source", "row"))
    return source, number, at


def _files(drafts: exports.Tables, kept: Flags, request: Request) -> Iterator[FixedFile]:
    """Every draft file that loses something, written again."""
    changed = np.unique(drafts.targets["promotion"].to_numpy()[~kept])
    rows = drafts.promotions.iloc[changed]
    known = exports.known_layouts(request.policy.exports.layouts)
    for path in dict.fromkeys(drafts.sources[each].path for each in rows["source"].tolist()):
        data = _same_bytes(path, drafts.sources)
        for number, source in enumerate(drafts.sources):
            if source.path != path or source.role != "promotions":
                continue
            if sum(each.path == path and each.sheet == source.sheet for each in drafts.sources) > 1:
                raise Refusal(_SEVERAL)
            mine = rows[(rows["source"] == number).to_numpy()]
            edits = {int(row): _edit(drafts, at, kept) for at, row in mine["row"].items()}
            data = redraft(data, source, edits, known) if edits else data
        left = np.unique(drafts.targets["promotion"].to_numpy()[kept])
        still = drafts.promotions["source"].iloc[left]
        yield FixedFile(path, data, int(sum(drafts.sources[each].path == path for each in still.tolist())))


def _same_bytes(path: str, sources: Iterable[Source]) -> bytes:
    """The bytes that were judged."""
    try:
        data = Path(path).read_bytes()
    except OSError:
        raise Refusal(_CHANGED) from None
    if hashlib.sha256(data).hexdigest() != next(each.sha256 for each in sources if each.path == path):
        raise Refusal(_CHANGED)
    return data


def _edit(drafts: exports.Tables, promotion: object, kept: Flags) -> Edit:
    """What becomes of a row: it names fewer, or it goes."""
    mine = (drafts.targets["promotion"] == promotion).to_numpy()
    left, gone = drafts.targets[mine & kept], drafts.targets[mine & ~kept]
    if not len(left):
        return Edit({})
    if (left["sku"] == "").all():
        return Edit({"asin": ";".join(left["asin"])})
    cells = {"sku": ";".join(left["sku"])}
    if asins := str(left["asin"].iloc[0]):  # as many as there are SKUs, in their order, or one for all
        named = asins.split(";")
        places = np.flatnonzero(kept[mine])
        whole = len(named) == len(left) + len(gone)
        cells["asin"] = ";".join(named[at] for at in places) if whole else asins
    return Edit(cells)


def _wrong(
    live: exports.Tables, files: Iterable[FixedFile], drafts: exports.Tables, kept: Flags, request: Request
) -> Text | None:
    """What is wrong with the files as they would be uploaded: read again and judged; None: nothing."""
    both, named = live, 0
    changed = {each.path: each for each in files}
    with tempfile.TemporaryDirectory() as folder:
        for number, path in enumerate(dict.fromkeys(source.path for source in drafts.sources)):
            source = next(each for each in drafts.sources if each.path == path)
            place = Path(path)
            if path in changed:
                if not changed[path].rows:
                    continue
                place = Path(folder) / str(number) / Path(path).name
                place.parent.mkdir()
                place.write_bytes(changed[path].data)
            again = read_drafts(
                replace(
                    request,
                    drafts=(place.as_posix(),),
                    store=source.store or request.store,
                    marketplace=source.marketplace or request.marketplace,
                )
            )
            both, named = exports.lay_over(both, again), named + len(again.targets)
    findings: tuple[Finding, ...] = judged_with(live, request)(both)
    if named != int(kept.sum()):
        return say("What was written does not name what it should. Nothing is fixed.")
    wrong = next(errors_brought(findings), None) or next((each for each in findings if _doubtful(each)), None)
    return None if wrong is None else say("What was written is not clear either: {why}", why=wrong.message)


def _doubtful(finding: Finding) -> bool:
    return finding.trust and finding.severity == "error" and finding.waiver is None
