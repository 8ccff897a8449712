"""Drafts without what fails, written as they were uploaded; what is written is read and judged once more."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
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
from promocheck.model.value import dataclass
from promocheck.pipeline.failing import Reasons, errors_brought, without_failing
from promocheck.pipeline.request import Request
from promocheck.pipeline.scan import Drafted, read_drafts
from promocheck.pricing.keys import Flags, Index
from promocheck.tables.frames import Columns, Frame

_UNTRUSTED: Final = say("The run cannot be trusted, so no draft can be shown to be safe. Solve that first.")
_CHANGED: Final = say("changed while it was read. Run it again.")
_SEVERAL: Final = say("holds several promotions in a row, and cannot be written without some of them.")


def fix(drafted: Drafted) -> Fixed:
    """The drafts of a scan without what fails."""
    drafts, first = drafted.drafts, drafted.report.findings
    if any(map(_doubtful, first)):
        return Fixed((), (), _UNTRUSTED)
    kept, reasons = without_failing(drafted.live, drafts, first, drafted.judge)
    left_out = tuple(_left_out(drafts, reasons))
    if not left_out:
        return _nothing_to_take(first)
    try:
        files = tuple(_files(drafts, kept, drafted.request))
        others = tuple(_others(drafts, {each.path for each in files}))
    except Refusal as refusal:
        return Fixed((), (), say("A draft {why}", why=refusal.reason))
    wrong = _wrong(drafted, files, kept)
    return Fixed((), (), wrong) if wrong else Fixed((*files, *others), left_out)


def _nothing_to_take(findings: tuple[Finding, ...]) -> Fixed:
    """Where no name has to go: because nothing fails, or because no name is what fails."""
    wrong = next(errors_brought(findings), None)
    if wrong is None:
        return Fixed((), (), None)
    return Fixed((), (), say("What fails is no SKU or ASIN that could be left out: {why}", why=wrong.message))


def _left_out(drafts: exports.Tables, reasons: Reasons) -> Iterator[LeftOut]:
    targets, promotions = Columns(drafts.targets), Columns(drafts.promotions)

    def order(at: int) -> tuple[int, int, int]:
        row = targets.number("promotion", at)
        return promotions.number("source", row), promotions.number("row", row), at

    for at in sorted(reasons, key=order):
        row = targets.number("promotion", at)
        source = drafts.sources[promotions.number("source", row)]
        sku = targets.text("sku", at)
        yield LeftOut(
            source.place(promotions.number("row", row), "sku" if sku else "asin"),
            promotions.text("id", row),
            sku or targets.text("asin", at),
            reasons[at],
        )


def _files(drafts: exports.Tables, kept: Flags, request: Request) -> Iterator[FixedFile]:
    """Every draft file that loses something, written again."""
    promotion = drafts.targets["promotion"]
    lose = np.unique(promotion[~kept])
    sources = drafts.promotions["source"][lose]
    still = drafts.promotions["source"][np.unique(promotion[kept])].tolist()
    names = _Names.of(drafts.targets, len(drafts.promotions))
    known = exports.known_layouts(request.policy.exports.layouts)
    for path in dict.fromkeys(drafts.sources[each].path for each in sources.tolist()):
        data = _same_bytes(path, drafts.sources)
        for number, source in enumerate(drafts.sources):
            if source.path != path or source.role != "promotions":
                continue
            if sum(each.path == path and each.sheet == source.sheet for each in drafts.sources) > 1:
                raise Refusal(_SEVERAL)
            mine = lose[sources == number]
            lines = drafts.promotions["row"][mine].tolist()
            edits = {row: names.edit(at, kept) for at, row in zip(mine.tolist(), lines, strict=True)}
            data = redraft(data, source, edits, known) if edits else data
        yield FixedFile(path, data, sum(drafts.sources[each].path == path for each in still))


def _others(drafts: exports.Tables, changed: Collection[str]) -> Iterator[FixedFile]:
    """Every draft file that loses nothing: what is uploaded is all that lies together."""
    rows = Counter(drafts.sources[each].path for each in drafts.promotions["source"].tolist())
    for path in dict.fromkeys(each.path for each in drafts.sources if each.path not in changed):
        yield FixedFile(path, _same_bytes(path, drafts.sources), rows[path], as_it_was=True)


def _same_bytes(path: str, sources: Iterable[Source]) -> bytes:
    """The bytes that were judged."""
    try:
        data = Path(path).read_bytes()
    except OSError:
        raise Refusal(_CHANGED) from None
    if hashlib.sha256(data).hexdigest() != next(each.sha256 for each in sources if each.path == path):
        raise Refusal(_CHANGED)
    return data


@dataclass(frozen=True, slots=True)
class _Names:
    """Whom each promotion's row names, looked up by the row."""

    targets: Columns
    of_promotion: Index

    @staticmethod
    def of(targets: Frame, promotions: int) -> _Names:
        return _Names(Columns(targets), Index.of(targets["promotion"], promotions))

    def edit(self, promotion: int, kept: Flags) -> Edit:
        """What becomes of a row: it names fewer, or it goes."""
        first, end = self.of_promotion.first[promotion : promotion + 2]
        mine = self.of_promotion.rows[first:end]
        stay = kept[mine]
        skus, asins = self.targets["sku"][mine[stay]].tolist(), self.targets["asin"][mine[stay]].tolist()
        if not skus:
            return Edit({})
        if not any(skus):
            return Edit({"asin": ";".join(asins)})
        cells = {"sku": ";".join(skus)}
        if asins[0]:  # as many as there are SKUs, in their order, or one for all
            named = asins[0].split(";")
            whole = len(named) == len(mine)
            cells["asin"] = ";".join(named[at] for at in np.flatnonzero(stay)) if whole else asins[0]
        return Edit(cells)


def _wrong(drafted: Drafted, files: Iterable[FixedFile], kept: Flags) -> Text | None:
    """What is wrong with the files as they would be uploaded: read again and judged; None: nothing."""
    drafts, request = drafted.drafts, drafted.request
    both, named = drafted.live, 0
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
                ),
                drafted.live,
            )
            both, named = exports.lay_over(both, again), named + len(again.targets)
    findings = drafted.judge(both)
    if named != int(kept.sum()):
        return say("What was written does not name what it should. Nothing is fixed.")
    wrong = next(errors_brought(findings), None) or next((each for each in findings if _doubtful(each)), None)
    return None if wrong is None else say("What was written is not clear either: {why}", why=wrong.message)


def _doubtful(finding: Finding) -> bool:
    return finding.doubt and finding.waiver is None
