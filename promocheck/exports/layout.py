"""Layouts: every known export as data in `layouts/*.yaml`, and a user's own from the policy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

from promocheck.exports.vocabulary import folded, folded_header
from promocheck.model.errors import UsageFault
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.policy.layout import LayoutSettings, Role, is_pattern
from promocheck.policy.layout import Part as PartSettings

# In the order of preference where two layouts explain a header equally well.
_NAMES: Final = (
    "amazon_all_listings",
    "amazon_active_listings",
    "amazon_open_listings",
    "amazon_unified_template",
    "amazon_category_flat_file",
    "amazon_price_quantity",
    "amazon_coupon_bulk",
    "amazon_coupon_report",
    "amazon_promotion_report",
    "amazon_prime_exclusive",
    "amazon_subscribe_save",
    "amazon_fba_inventory",
    "amazon_fba_fees",
    "amazon_orders",
    "amazon_unshipped_orders",
    "promotions",
    "plan",
    "floors",
    "listings",
)
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FOLDER: Final = resources.files("promocheck.exports")
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")
_JAPANESE: Final = re.compile("[\u3040-\u30ff]")


@dataclass(frozen=True, slots=True)
class Headers:
    """The headers of one field: folded texts, and patterns for a whole header; and the texts as people write them."""

    texts: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...] = ()
    written: tuple[str, ...] = ()

    @property
    def chinese(self) -> str | None:
        """The Chinese text, where there is one."""
        return next(filter(_CHINESE.search, self.written), None)


@dataclass(frozen=True, slots=True)
class PartLayout:
    """Columns that together say one thing of a row."""

    fields: Mapping[str, Headers]
    constants: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """One known table, ready to explain headers: see `policy.layout.LayoutSettings` for what it says.

    `own` marks a user's layout, which comes before every shipped one. One of the `telling` headers has every such table,
    where that can be said of some field's.
    """

    id: str
    settings: LayoutSettings
    whole: PartLayout
    each: tuple[PartLayout, ...]
    harmless: Headers
    never: Headers
    telling: frozenset[str] | None
    own: bool = False

    @property
    def title(self) -> str:
        """What people call the table."""
        return self.settings.title

    @property
    def role(self) -> Role:
        """What its rows are."""
        return self.settings.role

    @property
    def required(self) -> tuple[str, ...]:
        """The fields without which a table is another one."""
        needed = self.settings.required
        return tuple(self.settings.fields) if needed is None else needed

    @property
    def fields(self) -> Mapping[str, Headers]:
        """Every field that some column may hold, with the headers that it has in any part."""
        found: dict[str, Headers] = {}
        for part in (self.whole, *self.each):
            for name, heads in part.fields.items():
                known = found.get(name, Headers(()))
                found[name] = Headers(
                    (*known.texts, *heads.texts),
                    (*known.patterns, *heads.patterns),
                    (*known.written, *heads.written),
                )
        return found

    def header_of(self, name: str, beside: Iterable[str] = ()) -> str:
        """A field's header as most such tables have it; `beside` Chinese ones in Chinese."""
        heads = self.fields.get(name, Headers(()))
        usual = next(iter(heads.written), name)
        return heads.chinese or usual if _are_chinese(beside) else usual


def _are_chinese(headers: Iterable[str]) -> bool:
    text = " ".join(headers)
    return bool(_CHINESE.search(text)) and not _JAPANESE.search(text)


Known = Sequence[Layout]


@cache
def layouts() -> tuple[Layout, ...]:
    """Every shipped layout."""
    return tuple(
        compile_layout(name, LayoutSettings.model_validate(_yaml(f"layouts/{name}.yaml"))) for name in _NAMES
    )


def compile_layout(name: str, settings: LayoutSettings, *, own: bool = False) -> Layout:
    """A layout ready to explain headers."""
    spellings = _spellings(settings.headings) if settings.headings else {}
    whole = _part(settings, spellings)
    each = tuple(_part(part, spellings) for part in settings.each)
    taken = {text for part in (whole, *each) for heads in part.fields.values() for text in heads.texts}
    harmless = _headers((*settings.harmless, *spellings), spellings)
    return Layout(
        id=name,
        settings=settings,
        whole=whole,
        each=each,
        harmless=Headers(tuple(text for text in harmless.texts if text not in taken), harmless.patterns),
        never=_headers(settings.never, spellings),
        telling=_telling(settings, (whole, *each)),
        own=own,
    )


def _telling(settings: LayoutSettings, parts: Sequence[PartLayout]) -> frozenset[str] | None:
    """The headers of a field that every such table has; None where each may be a constant, or be told by a pattern."""
    for name in settings.fields if settings.required is None else settings.required:
        heads = [part.fields[name] for part in parts if name in part.fields]
        if not any(name in part.constants for part in parts) and not any(each.patterns for each in heads):
            return frozenset(text for each in heads for text in each.texts)
    return None


def own_layouts(settings: Mapping[str, LayoutSettings]) -> tuple[Layout, ...]:
    """A user's layouts by name, ready to explain headers.

    Raises `UsageFault` for one with the name of a shipped layout: reports name layouts.
    """
    for name in settings:
        if name in _NAMES:
            raise UsageFault(
                say("exports.layouts.{name}: a shipped layout has this name. Choose another.", name=name)
            )
    return tuple(compile_layout(name, each, own=True) for name, each in settings.items())


def layouts_told(own: Sequence[Layout]) -> list[list[str]]:
    """A user's layouts as JSON, for comparing."""
    return [[each.id, each.settings.model_dump_json()] for each in own]


def known_layouts(settings: Mapping[str, LayoutSettings]) -> tuple[Layout, ...]:
    """The user's layouts and then the shipped ones, as a read tries them."""
    return (*own_layouts(settings), *layouts())


def _part(part: LayoutSettings | PartSettings, spellings: Mapping[str, tuple[str, ...]]) -> PartLayout:
    return PartLayout(
        fields={name: _headers(heads, spellings) for name, heads in part.fields.items()},
        constants=part.constants,
        values={
            name: {folded(text) or text: word for text, word in words.items()}
            for name, words in part.values.items()
        },
        optional=isinstance(part, PartSettings) and part.optional,
    )


def _headers(written: Iterable[str], spellings: Mapping[str, tuple[str, ...]]) -> Headers:
    texts: list[str] = []
    patterns: list[re.Pattern[str]] = []
    for header in written:
        if is_pattern(header):
            patterns.append(re.compile(header[1:-1], re.IGNORECASE))
        else:
            texts += [header, *spellings.get(header, ())]
    return Headers(tuple(dict.fromkeys(map(folded_header, texts))), tuple(patterns), tuple(texts))


@cache
def dictionary(name: str) -> Mapping[str, Any]:
    """A dictionary of headings as its file has it."""
    return _yaml(f"headings/{name}.yaml")


@cache
def _spellings(name: str) -> Mapping[str, tuple[str, ...]]:
    """Heading → its translations."""
    found: dict[str, tuple[str, ...]] = {}
    for heading, languages in dictionary(name).items():
        listed = ([each] if isinstance(each, str) else each for each in languages.values())
        found[heading] = tuple(text for texts in listed for text in texts)
    return found


def _yaml(name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.load(_FOLDER.joinpath(name).read_text("utf-8"), _LOADER)  # noqa: S506 - safe, and in C where there is one
    return document
