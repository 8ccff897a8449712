"""The files of a rescue: the cancellation files, and the list of orders for the case with Amazon."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING

from promocheck.cli.options import require_name
from promocheck.cli.placing import put, tell_old
from promocheck.cli.streams import tell
from promocheck.cli.untouched import require_apart
from promocheck.model.errors import UnknownWord
from promocheck.model.exit_code import NOT_DELIVERED
from promocheck.model.value import dataclass

if TYPE_CHECKING:
    from promocheck.cli.untouched import Untouched
    from promocheck.model.rescue import Rescue
    from promocheck.pipeline.cancelling import Cancelling
    from promocheck.reports import Words


@dataclass(frozen=True, slots=True)
class Files:
    """Where the files go that the command was asked for, and the code of the reason."""

    cancel: str | None
    orders: str | None
    reason: str

    @property
    def named(self) -> tuple[str, ...]:
        """The files that are named."""
        return tuple(each for each in (self.cancel, self.orders) if each)

    def check(self) -> None:
        """Raises `UnknownWord` for a reason that Amazon does not know, `NoName`, `NamedTwice` where both files would be one."""
        for option, path in (("--cancel", self.cancel), ("--list", self.orders)):
            if path is not None:
                require_name(option, path)
        require_apart(self.named)
        from promocheck.rescue.cancellation import REASONS

        if self.reason not in REASONS:
            raise UnknownWord("--reason", self.reason, REASONS)

    def write(self, rescue: Rescue, words: Words, untouched: Untouched) -> int:
        """Write them and say so on stderr; the exit code for what could not be written.

        Raises, before anything is written, `NamedTwice` where two of them would be one, and `OverSource` where one would take the place of
        a file that was read or is `untouched`.
        """
        from promocheck.pipeline.cancelling import cancelling

        made = cancelling(rescue.sales, self.reason)
        contents = [*self._contents(rescue, made)]
        paths = [path.as_posix() for path, _ in contents]
        require_apart(paths)
        untouched.refuse(paths, rescue.read)
        if self.cancel is not None:
            _tell_codeless(made, words)
        codes = {path: _written(path, data, words) for path, data in contents}
        if self.cancel is not None:
            _tell_old(Path(self.cancel), {path for path, code in codes.items() if not code}, words)
        return max(codes.values(), default=0)

    def _contents(self, rescue: Rescue, made: Cancelling) -> Iterator[tuple[Path, bytes]]:
        from promocheck.reports import order_list

        if self.cancel is not None:
            path = Path(self.cancel)
            yield from (
                (path.with_name(f"{path.stem}{each.suffix}{path.suffix}"), each.data) for each in made.files
            )
        if self.orders is not None:
            yield (
                Path(self.orders),
                b"\xef\xbb\xbf" + order_list.render(rescue.sales).encode("utf-8"),
            )


def _tell_codeless(made: Cancelling, words: Words) -> None:
    if not made.files:
        tell(
            words._(
                "no cancellation file was written: no line has an item's code that the seller can cancel."
            )
        )
    if made.codeless:
        tell(
            words.ngettext(
                "{n} line that you can cancel lacks its item's code: give the unshipped orders report with --orders too.",
                "{n} lines that you can cancel lack their item's code: give the unshipped orders report with --orders too.",
                made.codeless,
            )
        )


def _tell_old(named: Path, written: AbstractSet[Path], words: Words) -> None:
    """Say of cancellation files beside those of this run that nobody should take them for its own."""
    tell_old(sorted(set(_of_cancellations(named)) - written), words)


def _of_cancellations(named: Path) -> Iterator[Path]:
    """The cancellation files that bear this name, or one of those that a run makes of it."""
    from promocheck.rescue.cancellation import BEGINS

    # A folder that cannot be listed has been told of: nothing could be written there.
    with contextlib.suppress(OSError):
        for path in named.parent.iterdir():
            mine = path.name == named.name or (
                path.name.startswith(f"{named.stem}-") and path.suffix == named.suffix
            )
            if mine and path.is_file():
                with path.open("rb") as file:
                    if file.read(len(BEGINS)) == BEGINS:
                        yield path


def _written(path: Path, data: bytes, words: Words) -> int:
    if not put(path, data, words):
        return NOT_DELIVERED
    tell(words._("{path}: written.", path=path.as_posix()))
    return 0
