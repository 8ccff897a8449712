"""One SKU's story for programs."""

from __future__ import annotations

from typing import Any, Final

from promocheck.model.finding import Arithmetic
from promocheck.model.story import Chapter, Named, Stories, Story, Touching
from promocheck.model.window import iso_utc
from promocheck.reports.finding_json import finding_object, instant, place_object, step_objects
from promocheck.reports.json_report import head, one_object
from promocheck.reports.story_verdict import told_nowhere
from promocheck.reports.words import Words

SCHEMA: Final = "promocheck.story/1"


def render(stories: Stories, words: Words) -> str:
    """One object: a story for each listing, money as decimal strings, instants in UTC."""
    words = words.with_raw_data()
    return one_object(
        {
            **head(SCHEMA, stories.report),
            "stories": [_story(each, words) for each in stories.stories],
            "findings": [finding_object(each, words) for each in told_nowhere(stories)],
        }
    )


def _story(story: Story, words: Words) -> dict[str, Any]:
    return {
        "store": story.store,
        "marketplace": story.marketplace,
        "sku": story.sku,
        "asin": story.asin,
        "title": story.title,
        "brand": story.brand,
        "owner": story.owner,
        "prices": [_named(each, words) for each in story.prices],
        "floor": None if story.floor is None else _named(story.floor, words),
        "promotions": [_touching(each, words) for each in story.promotions],
        "segments": [_chapter(each, story, words) for each in story.chapters],
        "findings": [finding_object(each, words) for each in story.findings],
    }


def _named(each: Named, words: Words) -> dict[str, Any]:
    return {
        "name": words.say(each.name),
        "value": str(each.value),
        "currency": each.value.currency,
        "place": None if each.place is None else place_object(each.place),
    }


def _touching(each: Touching, words: Words) -> dict[str, Any]:
    return {
        "promotion": each.id or each.kind,
        "name": each.name or None,
        "kind": each.kind,
        "effect": each.effect,
        "value": None if each.value is None else str(each.value),
        "terms": [words.say(term) for term in each.terms],
        "start": instant(each.start),
        "end": instant(each.end),
        "set_aside": None if each.aside is None else words.say(each.aside),
        "cancelled": each.cancelled,
        "owner": each.owner,
        "place": place_object(each.place),
    }


def _chapter(chapter: Chapter, story: Story, words: Words) -> dict[str, Any]:
    def names(rows: tuple[int, ...]) -> list[str]:
        return sorted({story.promotions[row].id or story.promotions[row].kind for row in rows})

    return {
        "start": iso_utc(chapter.start),
        "end": instant(chapter.end),
        "running": names(chapter.running),
        "may_run": names(chapter.perhaps),
        "stacked_price": str(chapter.stacked_price),
        "documented_price": str(chapter.documented_price),
        "floor": None if chapter.floor is None else str(chapter.floor),
        "floor_source": None if chapter.floor_source is None else words.say(chapter.floor_source),
        "stacked": _arithmetic(chapter.stacked, words),
        "documented": _arithmetic(chapter.documented, words),
    }


def _arithmetic(each: Arithmetic, words: Words) -> dict[str, Any]:
    return {
        "steps": step_objects(each.told),
        "assumptions": [words.say(text) for text in each.assumptions],
    }
