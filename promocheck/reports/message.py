"""A report as a message in a chat: the verdict, what is at risk, the gravest findings, and how many more there are.

Robots take little (WeCom's 2,048 bytes with the title are the least) and a phone shows less: all of it fits, whatever the language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from promocheck.model.finding import Finding
from promocheck.model.newly import Newly
from promocheck.model.report import Report
from promocheck.model.text import Text
from promocheck.model.value import dataclass
from promocheck.reports.card import called_out, shop, window
from promocheck.reports.order import in_order
from promocheck.reports.verdict import rows_read, since, verdict
from promocheck.reports.words import Words

MOST_BYTES: Final = 2_000  # of title and body, in UTF-8
_TITLE: Final = 240
_LINE: Final = 420
# What calls a whole team (<!channel>, <at user_id="all">, @all) does not stand in a name of ours, but may in an SKU.
_CALLS: Final = str.maketrans("<>@", "＜＞＠")


@dataclass(frozen=True, slots=True)
class Message:
    """What a chat is sent. Together they have at most `MOST_BYTES` bytes."""

    title: str
    body: str


def message(
    report: Report,
    words: Words,
    *,
    most: int,
    where: Sequence[str] = (),
    lost: bool = False,
    news: Newly | None = None,
) -> Message:
    """The report in short; `most` findings are named, and the files `where` the whole of it is; `lost`: one was not written.

    With `news` the findings named are those that are new or worse.
    """
    title = _title(verdict(report, words), words)
    head = list(_head(report, words))
    if lost:
        head.insert(0, words._("a report could not be written"))
    if news is not None:
        head.append(since(news, words))
    found = in_order(report.open if news is None else news.open)
    lines = [_cut(_inert(_line(each, words)), _LINE) for each in found[:most]]
    tail = [_cut(_inert(words._("report: {path}", path=path)), _LINE) for path in where[:1]]
    room = MOST_BYTES - _bytes([title, *head, *tail, _more(len(found), words)])
    told = list(_that_fit(lines, room))
    left = len(found) - len(told)
    return Message(title, "\n".join((*head, *told, *([_more(left, words)] if left else []), *tail)))


def alarm(text: str, words: Words) -> Message:
    """What rings at once, in one sentence that is in words already."""
    title = _title(words._("ALARM"), words)
    return Message(title, _cut(_inert(text), MOST_BYTES - _bytes([title])))


def failure(said: Text, words: Words) -> Message:
    """That a run came to no report, and why."""
    title = _title(words._("the scan failed: there is no report"), words)
    return Message(title, _cut(_inert(words.say(said)), MOST_BYTES - _bytes([title])))


def _title(said: str, words: Words) -> str:
    return _cut(_inert(words._("promocheck: {verdict}", verdict=said)), _TITLE)


def _head(report: Report, words: Words) -> Iterator[str]:
    if losses := report.at_risk:
        yield words._("at risk") + words._(": ") + words.listed(map(words.money, losses))
    yield rows_read(report, words)


def _line(finding: Finding, words: Words) -> str:
    """One finding: how grave, which rule, whose, what is wrong, since when, by which promotions."""
    subject = " ".join(filter(None, (shop(finding, words), words.data(finding.sku or ""))))
    what = words.sentence(finding.message).replace("\n", " ")
    line = f"{called_out(finding, words)} {finding.rule} {subject}".rstrip() + words._(": ") + what
    if finding.start is not None:
        line += f" {window(finding.start, finding.end, finding.zone, words)}"
    promotions = words.listed(map(words.data, finding.promotions))
    return f"{line} ({promotions})" if promotions else line


def _more(n: int, words: Words) -> str:
    return words.ngettext("and {n} more finding", "and {n} more findings", n)


def _that_fit(lines: Iterable[str], room: int) -> Iterator[str]:
    for line in lines:
        room -= _bytes([line])
        if room < 0:
            return
        yield line


def _inert(text: str) -> str:
    """On one line, calling nobody; what stands in it has been put into words, and acts no more."""
    return text.replace("\n", " ").translate(_CALLS)


def _bytes(lines: Iterable[str]) -> int:
    """How many bytes these lines take, each with its end."""
    return sum(len(line.encode("utf-8", "surrogatepass")) + 1 for line in lines)


def _cut(line: str, most: int) -> str:
    """The line within so many bytes, no letter cut in two; what is left out shows."""
    whole = line.encode("utf-8", "surrogatepass")
    if len(whole) <= most:
        return line
    return whole[: most - len("…".encode())].decode("utf-8", "ignore") + "…"
