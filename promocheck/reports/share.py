"""A report that may leave the house: what costs are, what stood in cells that were not read, and where files lie is left out.

A floor stays, for it is what is judged; what it is made of does not. A cell that could not be read may hold a cost, or the buyer
in an orders report, and nobody knows: its place and what was expected stay. Of a path the file's own name stays, numbered where
several files have one name. Owners stay: somebody has to mend it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from promocheck.model.finding import Finding
from promocheck.model.place import Place
from promocheck.model.problem import UnreadCell, UnreadFile
from promocheck.model.report import PolicySource, Report
from promocheck.model.text import Text, say

_COSTS: Final = frozenset({"cost", "fees", "margin", "vat"})  # as texts name such values
_CELLS: Final = frozenset({"value", "values"})  # as doubts about what was read name what stood there
_MADE_OF: Final = say("cost and margin, not shared")
_STOOD_THERE: Final = say("what is not shared")


def shared(report: Report) -> Report:
    """The report without costs, raw cells and folders, for every format. Its findings are held: none are `told`."""
    assert report.told is None
    share = _Share(_names(_paths(report)))
    return replace(
        report,
        policy=share.policy(report.policy),
        inputs=tuple(
            replace(
                each,
                path=share.name(each.path),
                rows=replace(each.rows, reasons=tuple((share.text(why), n) for why, n in each.rows.reasons)),
            )
            for each in report.inputs
        ),
        skipped=tuple(
            replace(each, path=share.name(each.path), reason=share.text(each.reason))
            for each in report.skipped
        ),
        findings=tuple(map(share.finding, report.findings)),
        without=tuple(map(share.finding, report.without)),
        mended=tuple(map(share.finding, report.mended)),
        unread=tuple(map(share.unread, report.unread)),
    )


def _paths(report: Report) -> Iterator[str]:
    yield report.policy.path
    if report.policy.waivers:
        yield report.policy.waivers.path
    yield from (each.path for each in report.inputs)
    yield from (each.path for each in report.skipped)
    yield from (each.place.file for each in report.unread)
    for finding in (*report.findings, *report.without):
        yield from (place.file for place in finding.places)
        if finding.waiver:
            yield finding.waiver.place.file


def _names(paths: Iterable[str]) -> dict[str, str]:
    """The name of each file alone: of several with one name all but the first have a number."""
    names: dict[str, str] = {}
    number: dict[str, int] = {}
    for path in sorted(set(paths)):
        name = re.split(r"[\\/]", path.rstrip("\\/"))[-1]
        number[name] = number.get(name, 0) + 1
        names[path] = name if number[name] == 1 else f"{name} ({number[name]})"
    return names


class _Share:
    """Puts names in the place of paths, and nothing in the place of what is not shared."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names
        longer = sorted((path for path, name in names.items() if path != name), key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longer))) if longer else None

    def name(self, path: str) -> str:
        """The name of a file of the report."""
        return self._names[path]

    def policy(self, policy: PolicySource) -> PolicySource:
        """The policy and its waivers, by their names."""
        waivers = policy.waivers and replace(policy.waivers, path=self.name(policy.waivers.path))
        return replace(policy, path=self.name(policy.path), waivers=waivers)

    def place(self, place: Place) -> Place:
        """The place, in a file by its name."""
        return replace(place, file=self.name(place.file))

    def unread(self, each: UnreadCell | UnreadFile) -> UnreadFile:
        """Where something was not read and why; not what stood there."""
        if isinstance(each, UnreadFile):
            return UnreadFile(self.place(each.place), self.text(each.reason))
        return UnreadFile(
            self.place(each.place), say("not read; expected {expected}", expected=self.text(each.expected))
        )

    def finding(self, finding: Finding) -> Finding:
        """The finding, in what may be said of it."""
        text = self.doubt if finding.trust else self.text
        return replace(
            finding,
            message=text(finding.message),
            fix=text(finding.fix),
            assumptions=tuple(map(text, finding.assumptions)),
            floor_source=finding.floor_source and text(finding.floor_source),
            places=tuple(map(self.place, finding.places)),
            waiver=finding.waiver and replace(finding.waiver, place=self.place(finding.waiver.place)),
        )

    def text(self, text: Text) -> Text:
        """The text without costs."""
        return self._without(text, frozenset())

    def doubt(self, text: Text) -> Text:
        """The same of a text about what was read, without what stood there."""
        return self._without(text, _CELLS)

    def _without(self, text: Text, hidden: frozenset[str]) -> Text:
        if any(name in _COSTS for name, _ in text.values):
            return _MADE_OF
        return replace(
            text,
            values=tuple(
                (name, _STOOD_THERE if name in hidden else self._value(value, hidden))
                for name, value in text.values
            ),
        )

    def _value(self, value: Any, hidden: frozenset[str]) -> Any:
        match value:
            case Text():
                return self._without(value, hidden)
            case tuple():
                return tuple(self._value(each, hidden) for each in value)
            case str() if self._known:
                return self._known.sub(lambda found: self._names[found[0]], value)
        return value
