"""Where sheets to begin with are written; what `promocheck init` reads and writes, and what it must not replace."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from promocheck.cli.options import require_name
from promocheck.cli.untouched import require_apart
from promocheck.model.errors import AlreadyThere, BadOption, NeverReplaced, WrongAnswer
from promocheck.model.text import say
from promocheck.model.value import dataclass

_RULES: Final = "rules.yaml"  # what a scan takes without being told
_SHEETS: Final = (".xlsx", ".csv")


def sheet_beside(paths: Sequence[str], option: str, given: str | None, name: str) -> Path:
    """The sheet that an option names; else one beside the first of the exports, where the next scan finds it.

    Raises `BadOption` where it is none of the kinds that are written, and for one beside prepared exports, which hold nothing else.
    """
    from promocheck.exports.own_files import holds_prepared

    if not given and holds_prepared(paths[0]):
        raise BadOption(
            option,
            WrongAnswer(say("the name of a sheet elsewhere, for prepared exports hold nothing else"), name),
        )
    first = Path(paths[0])
    sheet = Path(given) if given else (first if first.is_dir() else first.parent) / name
    if sheet.suffix.lower() not in _SHEETS:
        raise BadOption(option, WrongAnswer(say("a name that ends in .xlsx or .csv"), str(sheet)))
    return sheet


@dataclass(frozen=True, slots=True)
class Targets:
    """The exports' paths, and the two files to write."""

    paths: tuple[str, ...]
    rules: Path
    floors: Path

    @staticmethod
    def of(paths: tuple[str, ...], rules: str, floors: str | None) -> Targets:
        """Raises `NoName`, `BadOption`, `NamedTwice`."""
        require_name("--rules", rules)
        sheet = sheet_beside(paths, "--floors", floors, "floors.xlsx")
        require_apart((sheet.as_posix(), rules))
        return Targets(paths, Path(rules), sheet)

    def refuse_present(self, *, force: bool) -> None:
        """Raises `AlreadyThere` for a file that would be replaced unasked."""
        for option, path in self._written:
            if path.exists() and not force:
                raise AlreadyThere(path.as_posix(), option)

    def refuse_kept(self, kept: Sequence[str]) -> None:
        """Raises `NeverReplaced` where one of these files would be replaced."""
        known = {Path(path).resolve() for path in kept}
        for option, path in self._written:
            if path.resolve() in known:
                raise NeverReplaced(path.as_posix(), option)

    @property
    def _written(self) -> tuple[tuple[str, Path], ...]:
        return ("--rules", self.rules), ("--floors", self.floors)

    @property
    def to_read(self) -> tuple[str, ...]:
        """The exports, and the sheet that would be replaced, to see what it holds."""
        return self.to_scan if self.floors.exists() else self.paths

    @property
    def to_scan(self) -> tuple[str, ...]:
        """What a scan has to read: the exports, and the sheet where it lies outside of them."""
        inside = (self.floors.resolve().is_relative_to(Path(path).resolve()) for path in self.paths)
        return self.paths if any(inside) else (*self.paths, self.floors.as_posix())

    def for_policy(self, *, sheet: bool) -> tuple[str, ...]:
        """`exports.paths` of the policy: nothing where a scan looks of its own accord, in the current folder."""
        paths = self.to_scan if sheet else self.paths
        return () if all(Path(path) == Path() for path in paths) else tuple(Path(p).as_posix() for p in paths)

    @property
    def command(self) -> str:
        """The scan to run next."""
        if self.rules == Path(_RULES):
            return "promocheck scan"
        name = self.rules.as_posix()
        return f'promocheck scan --rules "{name}"' if " " in name else f"promocheck scan --rules {name}"
