"""Sheets and shared texts read by patterns, held against the same ones read element by element: no difference, ever."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass, replace
from random import Random
from typing import Any, Final
from xml.parsers.expat import ExpatError
from xml.sax.saxutils import escape

import pytest

from promocheck.exports.cells import Page
from promocheck.exports.damage import UNPACKING
from promocheck.exports.grid import Refusal
from promocheck.exports.package_xml import MAIN, Book
from promocheck.exports.part_xml import Limits, Part, Reading, parse
from promocheck.exports.plain_rows import PlainStrings, PlainWorksheet
from promocheck.exports.plain_xml import parse_repeating
from promocheck.exports.sheet_xml import Strings, Worksheet

NS: Final = MAIN.removesuffix("}")
FORMATS: Final = ["General", "0.00%", "yyyy-mm-dd", "[$€-407] #,##0.00", "h:mm"]
SHARED: Final = ["Lamp", "", "Größe & Co", "007"]
TEXTS: Final = [
    "Lamp",
    " desk ",
    "A & B <c>",
    "灯😀",
    'six" pipe',
    "_x000D_",
    "_x0000_",
    "_x0041_",
    "",
    " ",
    "1E5",
    "two\nlines",
    "￥5",
]
# What a plain sheet has none of: read otherwise, refused, or only looking like it.
ODD: Final = [
    "<!-- <row r='999'><c r='A999'><v>1</v></c></row> -->",
    "<!-- </row> -->",
    "<![CDATA[</row>]]>",
    "<?app </row>?>",
    '<row r="3"><c r="A3"><v>9</v></c></row>',
    '<row r="900"/>',
    '<row r="901"><c r="C901"><v>1</v></c><c r="B901"><v>1</v></c></row>',
    '<row r="902"><c r="A903"><v>1</v></c></row>',
    '<row><c><v>5</v></c><c t="str"><v>x</v></c></row>',
    '<row r="904" hidden="1"><c r="A904"><v>7</v></c></row>',
    '<row r="905" r="906"><c r="A905"><v>7</v></c></row>',
    '<row r="907"><c r="A907" t="inlineStr"><is><r><t>ri</t></r><r><t>ch</t></r></is></c></row>',
    '<row r="908"><c r="A908" t="inlineStr"><is><t>kan</t><rPh sb="0" eb="1"><t>no</t></rPh></is></c></row>',
    '<row r="909"><c r="A909" t="inlineStr"><v>no text</v></c><c r="B909" t="n"><is><t>3</t></is></c></row>',
    '<row r="910"><c r="A910" t="str"><v>a]]>b</v></c></row>',
    '<row r="911"><c r="A911" t="str"><v>a\rb&#10;c&#x41;</v></c></row>',
    '<row r="912"><c r="A912" t="str"><v>&nbsp;</v></c></row>',
    '<row r="913"><c r="A913" t="str"><f>A1&B1</f><v>1</v></c></row>',
    '<row r="914"><c r="A914" t="x"><v>1</v></c></row>',
    '<row r="915"><c r="A915" t="s"><v>77</v></c></row>',
    '<row r="916"><c r="A916" s="77"><v>1</v></c></row>',
    '<row r="917"><c r="A917"><v>twelve</v></c></row>',
    '<row r="918"><c r="XFE918"><v>1</v></c></row>',
    '<row r="919" xmlns="urn:other"><c r="A919"><v>1</v></c></row>',
    '<other xmlns="urn:other"><row r="920"><c r="A920"><v>1</v></c></row></other>',
    '<row r="921"><c r="A921"><v>1</v></c>',
    '<row r="922"><c r="A922"><v>1</v></c></row></row>',
    '</sheetData><sheetData><row r="923"><c r="A923"><v>1</v></c></row>',
    '<row r="924"><c r="A924" t="str"><v>a\x01b</v></c></row>',
    '<row r="925"><c r="A925" t="str"><v>a\ufffeb</v></c></row>',
    '<row r="926"><c r="A926"><v>1</v></c>text</row>',
    '<row r="927" ht="0" customHeight="1"><c r="A927"><v>1</v></c></row>',
    '<row r="928" x:y="1"><c r="A928"><v>1</v></c></row>',
    '<row r="929"><c r="A929"><v>1</v></c></row><c r="B929"><v>2</v></c>',
    '<row r="929"><c r="A929"/><c r="C929"><v>1</v></c></row>' + " " * 1600 + '<c r="B929"><v>2</v></c>',
    "<!-- </row>" + '<row r="929"><c r="A929"><v>1</v></c></row>' * 40 + "-->",
    '<other xmlns="urn:other">' + '<row r="929"><c r="A929"><v>1</v></c></row>' * 40 + "</other>",
    '<row r="930"><c r="A930"><v> 5 </v></c><c r="B930" t="b"><v>1</v></c><c r="C930" t="e"><v>#N/A</v></c></row>',
    '<row r="931"><c r="A931" t="d"><v>2026-02-01</v></c></row>',
    "<row r='932'><c r='A932'><v>1</v></c></row>",
    '<row r="933"><c r="A933" t="inlineStr"><is><t>é</t></is></c></row>',
    '<row r="934"><c r="A934"/></row><v>1</v>',
    '<row r="935"><c r="A935" t="inlineStr"/></row><is><t>x</t></is>',
    '<row r="936"><c r="A936"><v>1</v></c><v>1</v><c r="C936"><v>9</v></c></row>',
    '<row r="937"><c r="A937"><v>1</v><v>2</v></c></row>',
    '<row r="938"><c r="A938" t="inlineStr"><is><t>a</t></is><is><t>b</t></is></c></row>',
    '<row r="939"><c r="A939" t="inlineStr"><t>a</t></c></row>',
    '<row r="940"><c r="A940"><v>1</v><c r="B940"><v>2</v></c></c></row>',
    '<row r="941"/>' * 2,
]


@dataclass(frozen=True)
class Outcome:
    """What came of a part: what it holds and what may still be read, or why it is refused."""

    found: tuple[Any, ...] = ()
    limits: tuple[Any, ...] = ()
    refused: str = ""


class Pieces(io.BytesIO):
    """A source that yields a few bytes at a time, as a large one does a megabyte."""

    def read(self, _size: int | None = -1) -> bytes:
        return super().read(1500)


def read(data: bytes, part: Part, limits: Limits, how: Callable[[Any, Any, Limits], None]) -> Outcome:
    try:
        how(Pieces(data), part, limits)
    except Refusal as refusal:
        return Outcome(refused=str(refusal.reason))
    except (*UNPACKING, ExpatError) as error:
        return Outcome(refused=repr(error))
    held = tuple(part.found) if isinstance(part, Strings) else _held(part)
    return Outcome(held, astuple(limits))


def _held(part: Part) -> tuple[Any, ...]:
    assert isinstance(part, Worksheet)
    page: Page = part.page
    columns = {
        index: (list(each.at), [(type(cell), str(cell)) for cell in each.cells])
        for index, each in page.columns.items()
    }
    return page.rows, columns, page.merged, page.hidden_rows, page.hidden_columns


def both(
    data: bytes, plain: Callable[[Limits], Any], every: Callable[[Limits], Any], limits: Limits
) -> tuple[Outcome, Outcome]:
    quick, slow = replace(limits), replace(limits)
    return read(data, plain(quick), quick, parse_repeating), read(data, every(slow), slow, parse)


def book() -> Book:
    return Book(formats=FORMATS, strings=SHARED)


def cell(random: Random, name: str) -> str:
    """A cell as Excel, openpyxl and others write it."""
    style = random.choice(["", "", f' s="{random.randrange(len(FORMATS))}"'])
    text = escape(random.choice(TEXTS), {'"': "&quot;"} if random.random() < 0.5 else {})
    space = random.choice(["", ' xml:space="preserve"'])
    formula = random.choice(
        ["", "", "<f>A1*2</f>", '<f t="shared" ref="C1:C9" si="0">B1&amp;B2</f>', '<f t="shared" si="0"/>']
    )
    number = random.choice(["7", "0.30000000000000004", "46054.5", "-1E-3", "1.10", "12345678901234567890"])
    return random.choice(
        [
            f'<c r="{name}"{style} t="inlineStr"><is><t{space}>{text}</t></is></c>',
            f'<c r="{name}"{style} t="s"><v>{random.randrange(len(SHARED))}</v></c>',
            f'<c r="{name}"{style}>{formula}<v>{number}</v></c>',
            f'<c r="{name}"{style} t="n"><v>{number}</v></c>',
            f'<c r="{name}"{style} t="str">{formula}<v>{text}</v></c>',
            f'<c r="{name}"{style}/>',
            f'<c r="{name}"{style}>{formula}<v></v></c>',
            f'<c r="{name}"{style}><f>B2</f><v /></c>',
            f'<c r="{name}"{style} t="b"><v>0</v></c>',
        ]
    )


def row(random: Random, number: int) -> str:
    names = sorted(
        random.sample(["A", "B", "C", "D", "Z", "AA", "XFD"], random.randrange(1, 6)),
        key=lambda n: (len(n), n),
    )
    more = random.choice(["", ' spans="1:5"', ' hidden="1"', ' ht="15" customHeight="1"'])
    return f'<row r="{number}"{more}>{"".join(cell(random, f"{name}{number}") for name in names)}</row>'


def sheet(rows: list[str], declared: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    head = f'{declared}<worksheet xmlns="{NS}"><cols><col min="2" max="3" hidden="1"/></cols><sheetData>'
    tail = '</sheetData><mergeCells><mergeCell ref="A2:B3"/></mergeCells></worksheet>'
    return (head + "".join(rows) + tail).encode("utf-8", "surrogatepass")


def rows_of(random: Random) -> list[str]:
    numbers = sorted(random.sample(range(2, 800), random.randrange(1, 40)))
    return [row(random, number) for number in [1, *numbers]]


def random_sheets(times: int) -> Iterator[bytes]:
    for seed in range(times):
        random = Random(seed)
        rows = rows_of(random)
        for odd in random.sample(ODD, random.choice([0, 1, 1, 2])):
            rows.insert(random.choice([random.randrange(len(rows)), len(rows)]), odd)
        yield sheet(rows)


def test_sheets_are_the_same_read_either_way() -> None:
    readable = again = 0
    for data in random_sheets(250):
        quick, slow = both(
            data, lambda n: PlainWorksheet(book(), n), lambda n: Worksheet(book(), n), Limits()
        )
        assert quick.refused or quick == slow, data  # what is amiss is for the other way to say
        readable += not slow.refused
        again += bool(quick.refused) and not slow.refused
    assert readable > 100
    assert again < 10


@pytest.mark.parametrize("odd", ODD)
def test_each_odd_row_is_the_same_wherever_it_stands(odd: str) -> None:
    rows = [row(Random(3), number) for number in range(1, 8)]
    for at in (0, 3, 7):
        data = sheet([*rows[:at], odd, *rows[at:]])
        quick, slow = both(
            data, lambda n: PlainWorksheet(book(), n), lambda n: Worksheet(book(), n), Limits()
        )
        assert quick.refused or quick == slow, data


def test_every_cut_through_a_file_is_refused_either_way() -> None:
    data = sheet(rows_of(Random(5)))
    for end in range(0, len(data), 29):
        quick, slow = both(
            data[:end], lambda n: PlainWorksheet(book(), n), lambda n: Worksheet(book(), n), Limits()
        )
        assert quick.refused
        assert slow.refused


@pytest.mark.parametrize("limits", [Limits(tags=400), Limits(cells=60), Limits(text=800)])
def test_limits_are_reached_by_the_same_sheets(limits: Limits) -> None:
    ends = set()
    for seed in range(30):
        data = sheet(rows_of(Random(seed)))
        quick, slow = both(data, lambda n: PlainWorksheet(book(), n), lambda n: Worksheet(book(), n), limits)
        assert quick == slow
        ends.add(bool(slow.refused))
    assert ends == {True, False}


STRAY: Final = ("934", "935", "936", "937", "938", "940")


@pytest.mark.parametrize("odd", [each for each in ODD if any(f'r="{number}"' in each for number in STRAY)])
def test_a_value_that_is_no_cells_is_never_taken_for_one(odd: str) -> None:
    data = sheet(['<row r="1"><c r="A1"><v>1</v></c></row>', odd])
    quick, slow = both(data, lambda n: PlainWorksheet(book(), n), lambda n: Worksheet(book(), n), Limits())
    assert slow.refused
    assert quick.refused


def test_formatted_cells_that_hold_nothing_are_read_by_the_pattern() -> None:
    rows = [f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(2, 400)]
    data = sheet(['<row r="1"><c r="A1"><v>1</v></c></row>', *rows])
    part = PlainWorksheet(book(), Limits())
    parse_repeating(Pieces(data), part, Limits())
    assert part.page.rows == [1]


@pytest.mark.parametrize(
    "declared",
    [
        '<?xml version="1.0" encoding="US-ASCII"?>',
        '<?xml version="1.0" encoding="ISO-8859-1"?>',
        '<?xml version="1.0" encoding="windows-1252"?>',
    ],
)
def test_other_encodings_are_left_to_expat(declared: str) -> None:
    data = sheet(['<row r="1"><c r="A1" t="str"><v>Größe</v></c></row>'] * 1 + [row(Random(1), 2)], declared)
    quick, slow = both(data, lambda n: PlainWorksheet(book(), n), lambda n: Worksheet(book(), n), Limits())
    assert quick == slow


ODD_TEXTS: Final = [
    "<si><r><t>ri</t></r><r><t>ch</t></r></si>",
    "<si><t>kan</t><rPh sb='0' eb='1'><t>no</t></rPh></si>",
    "<!-- <si><t>no</t></si> -->",
    "<!-- </si> -->",
    "<si><t>&#65;</t></si>",
    "<si><t>&nbsp;</t></si>",
    "<si><t/></si>",
    "<si/>",
    '<si xmlns="urn:other"><t>no</t></si>',
    "<!-- </si>" + "<si><t>no</t></si>" * 100 + "-->",
    '<x xmlns="urn:other">' + "<si><t>no</t></si>" * 200 + "</x>",
    '<x xmlns="urn:other"><si><t>no</t></si></x>',
    f"<m:si xmlns:m='{NS}'><m:t>own</m:t></m:si>",
    "<si/><!-- </si>" + "<si><t>no</t></si>" * 200 + "-->",
    "<si/><![CDATA[ </si>" + "<si><t>no</t></si>" * 200 + "]]>",
    '<si/><x xmlns="urn:other">' + "<si><t>no</t></si>" * 200 + "</x>",
    f"<m:si xmlns:m='{NS}'><m:t>own</m:t></m:si><!-- </si><si><t>no</t></si> -->",
    f"<m:si xmlns:m='{NS}'><m:t>own</m:t></m:si><x xmlns='urn:other'><si><t>no</t></si><si><t>no</t></si></x>",
    "<si><t>a</t></si></sst>",
    "<si><t>a]]>b</t></si>",
]


def test_shared_texts_are_the_same_read_either_way() -> None:
    for seed in range(200):
        random = Random(seed)
        items = [f"<si><t>{escape(random.choice(TEXTS))}</t></si>" for _ in range(random.randrange(1, 30))]
        for odd in random.sample(ODD_TEXTS, random.choice([0, 1, 2])):
            items.insert(random.choice([0, random.randrange(len(items) + 1)]), odd)
        data = f'<sst xmlns="{NS}" count="9">{"".join(items)}</sst>'.encode()
        quick, slow = both(data, PlainStrings, Strings, Limits())
        assert quick.refused or quick == slow, data


@pytest.mark.parametrize("odd", ODD_TEXTS)
def test_each_odd_text_is_the_same_as_the_first_one(odd: str) -> None:
    for rest in (1, 200):
        data = f'<sst xmlns="{NS}">{odd}{"<si><t>Lamp</t></si>" * rest}</sst>'.encode()
        quick, slow = both(data, PlainStrings, Strings, Limits())
        assert quick.refused or quick == slow


def test_texts_that_only_look_like_the_workbooks_own_are_not_taken() -> None:
    old = '<x:old xmlns:x="urn:o" xmlns="urn:o"><si><t>9.99</t></si><si><t>1.99</t></si></x:old>'
    data = f'<m:sst xmlns:m="{NS}"><m:si><m:t>price</m:t></m:si>{old}<m:si><m:t>19.99</m:t></m:si></m:sst>'
    quick, slow = both(data.encode(), PlainStrings, Strings, Limits())
    assert slow.found == ("price", "19.99")
    assert quick.refused or quick == slow


def test_texts_in_no_namespace_are_none() -> None:
    data = f'<m:sst xmlns:m="{NS}"><si><t>no</t></si><si><t>no</t></si><m:si><m:t>yes</m:t></m:si></m:sst>'.encode()
    quick, slow = both(data, PlainStrings, Strings, Limits())
    assert quick == slow
    assert quick.found == ("yes",)


def test_plain_rows_and_texts_never_reach_expat(monkeypatch: pytest.MonkeyPatch) -> None:
    fed: list[bytes] = []
    feed = Reading.feed

    def noted(reading: Reading, piece: bytes) -> None:
        fed.append(piece)
        feed(reading, piece)

    monkeypatch.setattr(Reading, "feed", noted)
    for data, mark, part in (
        (sheet([row(Random(n), n) for n in range(1, 60)]), b"<c ", PlainWorksheet(book(), Limits())),
        (
            f'<sst xmlns="{NS}">{"<si><t>Lamp &amp; desk</t></si>" * 60}</sst>'.encode(),
            b"<si>",
            PlainStrings(Limits()),
        ),
    ):
        fed.clear()
        parse_repeating(io.BytesIO(data), part, Limits())
        first = re.search(rb"</row>|</si>", data)
        assert first
        again = int(isinstance(part, PlainStrings))  # the first text of a stretch shows what its others are
        assert b"".join(fed).count(mark) == data[: first.end()].count(mark) + again
