"""Whatever the program says is said in every language: nothing is missing, empty, left over, or lost on a console.

The catalogues are held against the sources, and each judgement is shown to fail on a catalogue that is wrong in its way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from string import Formatter
from typing import Final

import pytest
from babel.messages.pofile import read_po

from promocheck.exports.vocabulary import folded, words
from promocheck.model.kind import Kind, label_of
from promocheck.model.text import Text
from promocheck.reports.words import LANGUAGES, Words
from tests.messages import LOCALE, helps, manual_parts, messages, messages_in

TRANSLATED: Final = [language for language in LANGUAGES if language != "en"]
DOMAINS: Final = ("promocheck", "manuals", "help")
# What is the same in every language: names that programs gave, and lines of nothing but fields and signs.
ALIKE: Final = frozenset({"SKU", "ASIN", "{path}, SHA-256 {hash}"})

Wanted = Mapping[str, tuple[str, ...]]
Translations = Mapping[str, tuple[str, ...]]


@cache
def wanted(domain: str) -> Wanted:
    """The forms of what has to be translated, by its message id."""
    if domain == "manuals":
        return {part: (part,) for part in manual_parts()}
    if domain == "help":
        return {text: (text,) for text in helps()}
    found: dict[str, tuple[str, ...]] = {}
    for each in messages():
        if each.forms[0]:
            found[each.forms[0]] = max(found.get(each.forms[0], ()), each.forms, key=len)
    return found


@cache
def translations(language: str, domain: str) -> Translations:
    """What a catalogue says, by message id; what is fuzzy says nothing."""
    with (LOCALE / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    assert not catalogue.obsolete, f"{domain}: {[*catalogue.obsolete]}"
    found = {}
    for each in catalogue:
        if each.id and not each.fuzzy:
            said = each.string if isinstance(each.string, list | tuple) else (each.string or "",)
            found[each.id if isinstance(each.id, str) else each.id[0]] = tuple(said)
    return found


def missing(wanted: Wanted, said: Translations) -> Iterator[str]:
    """What has no translation, or an empty one."""
    return (message for message in wanted if not all(said.get(message, ("",))))


def obsolete(wanted: Wanted, said: Translations) -> Iterator[str]:
    """What nothing says any more."""
    return (message for message in said if message not in wanted)


def other_fields(wanted: Wanted, said: Translations) -> Iterator[str]:
    """What would be put into words without a value, or with one that nobody gives."""
    for message, forms in said.items():
        if any(_fields(form) != _fields(wanted[message][-1]) for form in forms):
            yield message


def untold(said: Translations) -> Iterator[str]:
    """What a Chinese console cannot show."""
    return (message for message, forms in said.items() if not _in_gbk("".join(forms)))


def english(said: Translations) -> Iterator[str]:
    """What was left in English: the same as the message where that has a word of its own."""
    for message, forms in said.items():
        if message in forms and message not in ALIKE and re.search("[A-Za-z]", _without_fields(message)):
            yield message


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def _without_fields(template: str) -> str:
    return re.sub(r"\{\w*\}", "", template)


def _in_gbk(text: str) -> bool:
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("domain", DOMAINS)
class TestCatalogue:
    def test_nothing_is_missing(self, language: str, domain: str) -> None:
        assert [*missing(wanted(domain), translations(language, domain))] == []

    def test_nothing_is_left_over(self, language: str, domain: str) -> None:
        assert [*obsolete(wanted(domain), translations(language, domain))] == []

    def test_every_value_is_told_and_no_other(self, language: str, domain: str) -> None:
        if domain == "promocheck":  # a manual is no template, and no help
            assert [*other_fields(wanted(domain), translations(language, domain))] == []

    def test_a_chinese_console_can_show_it(self, language: str, domain: str) -> None:
        assert [*untold(translations(language, domain))] == []

    def test_nothing_is_left_in_english(self, language: str, domain: str) -> None:
        assert [*english(translations(language, domain))] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_what_a_kind_is_called_can_be_typed_into_a_sheet(kind: Kind, language: str) -> None:
    assert words("kind")[folded(Words(language).say(label_of(kind.word)))] == kind.word


ASKED = [
    ("form", "percent, amount, price or zhe"),
    ("form", "percent, amount or zhe: a promotion of this kind takes something off, it sets no price"),
    (
        "status",
        "a status: draft, scheduled, active, paused, needs_attention, ended, cancelled or rejected",
    ),
    ("switch", "yes, no or blank"),
    ("code_type", "none, group, single_use or blank"),
    ("combinability", "preferential, unrestricted, exclusive or blank"),
    ("audience", "an audience: all, prime, business, subscriber, new_customer, ... or blank"),
]


def test_cells_are_asked_for_in_these_words() -> None:
    said = {form for each in messages() for form in each.forms}
    assert {asked for _, asked in ASKED} <= said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("subject", "asked"), ASKED)
def test_the_words_that_a_cell_is_asked_for_can_be_typed_into_a_sheet(
    subject: str, asked: str, language: str
) -> None:
    said = Words(language).say(Text(asked))
    (listed,) = (part for part in re.split("[:：]", said) if re.search(r"\bor\b|或", part))
    named = [each.strip(" .…") for each in re.split(r", |、|\bor\b|或", listed)]
    assert {folded(each) for each in named} - {"", "blank", "留空"} <= {*words(subject)}


@pytest.mark.parametrize("language", TRANSLATED)
def test_code_in_a_manual_stands_in_its_translation_too(language: str) -> None:
    """`percent_of_price` is what a person types, in any language."""
    for part, (told,) in translations(language, "manuals").items():
        assert set(re.findall("`[^`]+`", part)) == set(re.findall("`[^`]+`", told)), told


def test_a_catalogue_that_is_wrong_is_seen() -> None:
    asked = {"floor": ("floor",), "{n} row": ("{n} row", "{n} rows"), "at {price}": ("at {price}",)}
    said = {"floor": ("floor",), "{n} row": ("",), "at {price}": ("售 {prize}",), "over": ("€",)}

    assert [*missing(asked, said)] == ["{n} row"]
    assert [*missing(asked, {})] == [*asked]
    assert [*obsolete(asked, said)] == ["over"]
    assert [*other_fields({**asked, "over": ("over",)}, said)] == ["{n} row", "at {price}"]
    assert [*untold({"price": ("12 ₹",)})] == ["price"]
    assert [*english(said)] == ["floor"]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("words._(label)", "no literal"),
        ("say(PREFIX + 'x')", "no literal"),
        ("f'{words._(\"Rules\")}'", "inside an f-string"),
    ],
)
def test_a_message_that_no_extractor_sees_is_refused(source: str, why: str) -> None:
    with pytest.raises(AssertionError, match=why):
        [*messages_in(source, "a.py")]


def test_messages_are_found_where_they_stand() -> None:
    source = (
        'a = say("one", n=say_n("{n} x", "{n} xs", 2))\nb = self.words.ngettext("y", "ys", 1), words.say(a)'
    )
    assert [(each.forms, each.place) for each in messages_in(source, "a.py")] == [
        (("one",), "a.py:1"),
        (("y", "ys"), "a.py:2"),
        (("{n} x", "{n} xs"), "a.py:1"),
    ]
