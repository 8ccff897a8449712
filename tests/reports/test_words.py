from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from rich.cells import cell_len

from promocheck.model.errors import UnknownWord
from promocheck.model.money import Money, Percent
from promocheck.model.text import Text, say, say_n
from promocheck.model.window import Instant
from promocheck.reports import FORMATS, text, words
from promocheck.reports.catalogue import read
from promocheck.reports.figures import decimal
from promocheck.reports.neutral import neutral
from promocheck.reports.words import Words

from . import examples
from .naughty import NAUGHTY

ENGLISH = Words("en")
KEYWORDS = {"_": None, "say": None, "say_n": (1, 2), "ngettext": (1, 2)}


@pytest.mark.parametrize(
    ("money", "said"),
    [
        (Money(1250, "USD"), "12.50 USD"),
        (Money(123456789, "EUR"), "1,234,567.89 EUR"),
        (Money(1500, "JPY"), "1,500 JPY"),
        (Money(-5, "USD"), "-0.05 USD"),
        (Money(1234, "KWD"), "1.234 KWD"),
    ],
)
def test_money_has_its_own_decimals_and_its_iso_code(money: Money, said: str) -> None:
    assert ENGLISH.say(say("{m}", m=money)) == said


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("America/Los_Angeles", "2026-12-01 00:00 PST"),
        ("Asia/Dubai", "2026-12-01 12:00 UTC+04:00"),
        ("America/Sao_Paulo", "2026-12-01 05:00 UTC-03:00"),
        ("Europe/Berlin", "2026-12-01 09:00 CET"),
        ("UTC", "2026-12-01 08:00 UTC"),
    ],
)
def test_an_instant_stands_on_its_own_clock(zone: str, said: str) -> None:
    assert ENGLISH.say(say("{i}", i=Instant(examples.DECEMBER, zone))) == said


def test_seconds_are_shown_where_there_are_some() -> None:
    assert ENGLISH.instant(Instant(examples.DECEMBER - 1)) == "2026-12-01 07:59:59 UTC"


@pytest.mark.parametrize(("points", "said"), [(1250, "12.5 %"), (2000, "20 %"), (1, "0.01 %")])
def test_percent(points: int, said: str) -> None:
    assert ENGLISH.say(say("{p}", p=Percent(points))) == said


def test_texts_nest_and_tuples_are_listed() -> None:
    parts = ("C1", say("coupon {id}", id="C2"), 3, Money(100, "USD"))
    assert ENGLISH.say(say("Lower {parts}.", parts=parts)) == "Lower C1, coupon C2, 3, 1.00 USD."


@pytest.mark.parametrize(("n", "said"), [(0, "0 rows of x"), (1, "1 row of x"), (1204, "1,204 rows of x")])
def test_n_chooses_the_plural(n: int, said: str) -> None:
    assert ENGLISH.say(say_n("{n} row of {file}", "{n} rows of {file}", n, file="x")) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (say("a lamp is lost"), "A lamp is lost"),
        (say("{kind} {id} ends", kind=say("coupon"), id="c-1"), "Coupon c-1 ends"),
        (
            say("{all} meet", all=(say("{kind} {id}", kind=say("best deal"), id="d"), say("coupon"))),
            "Best deal d, coupon meet",
        ),
        (say("{sku} is lost", sku="a-1"), "a-1 is lost"),
        (say("{skus} are lost", skus=("a-1", "b-2")), "a-1, b-2 are lost"),
        (say("{kind} ends", kind=say("{kind}", kind="tombola")), "tombola ends"),
        (say(""), ""),
    ],
)
def test_a_sentence_begins_with_a_capital_unless_it_begins_with_data(text: Text, said: str) -> None:
    assert ENGLISH.sentence(text) == said


def test_an_empty_text_says_nothing() -> None:
    assert ENGLISH.say(Text("")) == ""


def test_what_no_text_may_hold_raises() -> None:
    with pytest.raises(TypeError):
        ENGLISH.say(say("{price}", price=9.99))


def test_an_unknown_language_is_wrong_usage() -> None:
    with pytest.raises(UnknownWord, match="Known: en"):
        Words("tlh")


@pytest.mark.parametrize("data", NAUGHTY)
def test_data_is_never_a_template(data: str) -> None:
    message = say("{a} and {b}", a=data, b=say("{c}", c=(data,)))
    assert ENGLISH.with_raw_data().say(message) == f"{data} and {data}"
    assert ENGLISH.say(message) == f"{neutral(data)} and {neutral(data)}"


class Marked(gettext.NullTranslations):
    """A language that puts every message it was shown into «», and knows no other."""

    def __init__(self) -> None:
        super().__init__()
        folders = (Path(words.__file__).parents[1], Path(__file__).parent)
        found = [row for folder in folders for row in extract_from_dir(str(folder), keywords=KEYWORDS)]
        self.known = {message if isinstance(message, str) else message[0] for _, _, message, *_ in found}

    def gettext(self, message: str) -> str:
        assert message in self.known
        return f"«{message}»"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        assert msgid1 in self.known
        return f"«{msgid1 if n == 1 else msgid2}»"


PROGRAMS = ["jsonl", "sarif", "junit"]  # where nothing was found, nothing in them is for people


@pytest.fixture
def forgotten() -> Iterator[None]:
    """No template is remembered in a language, before and after."""
    for each in (words._translated, words._alone):
        each.cache_clear()
    yield
    for each in (words._translated, words._alone):
        each.cache_clear()


@pytest.mark.usefixtures("forgotten")
def test_every_word_of_the_reports_reaches_the_translators(monkeypatch: pytest.MonkeyPatch) -> None:
    marked = Marked()
    monkeypatch.setattr(words, "_catalogue", lambda _: marked)
    for report in (examples.REPORT, examples.UNTRUSTED, examples.CLEAR):
        silent = [name for name, render in FORMATS.items() if "«" not in render(report, Words("en"))]
        assert silent == ([] if report.findings else PROGRAMS)


PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "floor"
msgstr "plancher"

#, fuzzy
msgid "fix"
msgstr "correction"

msgid "owner"
msgstr ""

msgid "{n} row"
msgid_plural "{n} rows"
msgstr[0] "{n} ligne"
msgstr[1] "{n} lignes"
"""


def test_a_catalogue_is_the_file_that_translators_edit(tmp_path: Path) -> None:
    path = tmp_path / "promocheck.po"
    path.write_text(PO, encoding="utf-8")
    french = read(path)
    assert [french.gettext(each) for each in ("floor", "fix", "owner", "where")] == [
        "plancher", "fix", "owner", "where",
    ]  # fmt: skip
    assert [french.ngettext("{n} row", "{n} rows", n) for n in (0, 1, 2)] == [
        "{n} ligne", "{n} ligne", "{n} lignes",
    ]  # fmt: skip
    assert [french.ngettext("{n} file", "{n} files", n) for n in (1, 2)] == ["{n} file", "{n} files"]


CHINESE = Words("zh")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (say("{skus}", skus=("A-1", "B-2")), "A-1、B-2"),
        (say("{percent}", percent=Percent(1250)), "减 12.5%"),
        (say("{amount} off", amount=Money(123450, "USD")), "减 1,234.50 USD"),
        (say_n("{n} row", "{n} rows", 1), "1 行"),
        (say_n("{n} row", "{n} rows", 1204), "1,204 行"),
        (say("from {start}", start=Instant(examples.DECEMBER, "America/Los_Angeles")), "从 2026-12-01 00:00 PST"),
        (say("the floor of C1"), "the floor of C1"),  # never said in the program
    ],
)  # fmt: skip
def test_chinese(text: Text, said: str) -> None:
    assert CHINESE.say(text) == said


def test_mexico_is_not_taken_for_beijing() -> None:
    """CST is China's standard time to a Chinese reader."""
    mexico = Instant(examples.DECEMBER, "America/Mexico_City")
    assert CHINESE.instant(mexico) == "2026-12-01 02:00 UTC-06:00"
    assert ENGLISH.instant(mexico) == "2026-12-01 02:00 CST"


@pytest.mark.parametrize("data", NAUGHTY)
def test_data_is_no_template_in_chinese_either(data: str) -> None:
    message = say("{one} and {other} may both be taken off", one=data, other=say("{skus}", skus=(data,)))
    assert CHINESE.with_raw_data().say(message) == f"{data} 和{data} 可能会同时减"


def test_a_report_in_chinese_is_in_chinese() -> None:
    report = text.render(examples.REPORT, CHINESE)
    assert report.startswith("发现问题：2 个错误、1 个警告\n")
    assert "底价" in report


@pytest.mark.parametrize("width", [80, 200])
def test_chinese_columns_stand_under_each_other(width: int) -> None:
    """A Chinese character takes two cells: amounts end in the same one, whatever their labels are called."""
    lines = text.render(examples.REPORT, CHINESE, width=width).splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith("      售价") and "100.00" in line)
    sums = [re.sub("(  低 10.00| USD|  低.*)+$", "", line) for line in lines[first : first + 6]]
    assert {cell_len(line) for line in sums} == {cell_len(sums[0])}
    assert all(cell_len(line) <= width for line in lines if " " in line.strip())


def test_a_number_has_the_signs_of_its_language_where_they_differ_from_ours() -> None:
    assert [decimal(each, "-1,234.50") for each in ("en", "zh", "de")] == [
        "-1,234.50",
        "-1,234.50",
        "-1.234,50",
    ]


def test_one_and_the_same_text_is_put_into_words_once_in_each_language() -> None:
    text = say("{n} units of {sku}", n=1_200, sku="A\x1b")
    english, raw = Words("en"), Words("en").with_raw_data()
    assert english.again(text) is english.again(text)
    assert (english.again(text), raw.again(text)) == (english.say(text), raw.say(text))
    assert english.again(say("{n} units of {sku}", n=1, sku="B")) == "1 units of B"
