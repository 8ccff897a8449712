"""Amazon's Order Cancellation flat file: written to the byte, split by size, and read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from promocheck.model.order import can_be_named
from promocheck.model.value import dataclass

# Both lines as Amazon's template has them, two blanks and all; lines end with CR LF.
_END: Final = "\r\n"
_HEAD: Final = (
    "TemplateType=OrderCancellation\tVersion=1.0/1.0.3\tThis row for Amazon.com use only.  Do not modify or delete.",
    "order-id\tcancellation-reason-code\tamazon-order-item-code",
)
BEGINS: Final = b"TemplateType=OrderCancellation\t"
# Of the flat file, of its XSD, and of what clients send today.
REASONS: Final = (
    "PricingError", "BuyerCanceled", "CannotVerifyInformation", "CarrierCoverageFailure", "CarrierCreditDecision",
    "CustomerExchange", "CustomerReturn", "GeneralAdjustment", "MerchandiseNotReceived", "NoInventory", "RejectOrder",
    "RiskAssessmentInformationNotValid", "ShippingAddressUndeliverable", "WeatherDelay",
)  # fmt: skip
MOST_BYTES: Final = 10 << 20  # developer-docs.amazon.com, Feeds API best practices: less than 10 MiB a file


class NoCancellation(ValueError):
    """Bytes, or a line, that Amazon would not take; `line` counts from 1."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Cancellation:
    """One item of an order, and the code of the reason why it is cancelled."""

    order: str
    reason: str
    item: str

    @property
    def line(self) -> str:
        """The line of the file."""
        return f"{self.order}\t{self.reason}\t{self.item}"


def files_of(cancellations: Iterable[Cancellation], most: int = MOST_BYTES) -> Iterator[bytes]:
    """The files, each with its two lines of head and less than `most` bytes; none without a cancellation.

    Raises `NoCancellation` for what Amazon would not take, which is then written nowhere.
    """
    head = "".join(f"{line}{_END}" for line in _HEAD).encode("ascii")
    lines = [
        f"{_checked(each, at).line}{_END}".encode("ascii")
        for at, each in enumerate(cancellations, len(_HEAD) + 1)
    ]
    part: list[bytes] = []
    size = len(head)
    for line in lines:
        if part and size + len(line) >= most:
            yield b"".join((head, *part))
            part, size = [], len(head)
        part.append(line)
        size += len(line)
    if part:
        yield b"".join((head, *part))


def read(data: bytes) -> tuple[Cancellation, ...]:
    """What a file cancels. Raises `NoCancellation` where a byte of it is not as `files_of` writes it."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError as error:
        raise NoCancellation(data.count(b"\n", 0, error.start) + 1, "no ASCII") from error
    *lines, rest = text.split(_END)
    if rest:
        raise NoCancellation(len(lines) + 1, "the last line has no end")
    for at, expected in enumerate(_HEAD):
        if lines[at : at + 1] != [expected]:
            raise NoCancellation(at + 1, "not the template's own line")
    return tuple(_read(line, at) for at, line in enumerate(lines[len(_HEAD) :], len(_HEAD) + 1))


def _read(line: str, at: int) -> Cancellation:
    cells = line.split("\t")
    if len(cells) != 3:
        raise NoCancellation(at, "not three cells")
    return _checked(Cancellation(*cells), at)


def _checked(each: Cancellation, at: int) -> Cancellation:
    if each.reason not in REASONS:
        raise NoCancellation(at, "no reason that Amazon knows")
    if not can_be_named(each.order, each.item):
        raise NoCancellation(at, "no order number, or no item's code, of Amazon's")
    return each
