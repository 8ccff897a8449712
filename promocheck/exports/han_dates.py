"""Dates as Chinese and Japanese cells write them → the form that all others have.

2026年12月4日（周五）下午1时30分 is 2026年12月4日 13:30, on a Friday. At midnight Windows writes 上午 12:00; what 晚上12:00 is,
of this day or the next, nobody can tell, and it is left as it is.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

_WEEKDAYS: Final = ("一二三四五六日", "月火水木金土日")
_WEEKDAY: Final = re.compile(
    r"\s*(?:\((?:星期|周|週)?([一二三四五六日天月火水木金土])\)|(?:星期|周|週)([一二三四五六日天]))"
)
_HOURS: Final = re.compile(r"([0-9]{1,2})[时時点點](?:([0-9]{1,2})分)?(?:([0-9]{1,2})秒)?")
_HALF_DAY: Final = re.compile(r"(上午|午前|凌晨|早上|中午|下午|午後|晚上)\s*([0-9]{1,2})(?=:)")
_EARLY: Final = {"上午", "午前", "凌晨", "早上"}


def plain_form(text: str) -> tuple[str, str]:
    """A text without full-width characters, 时 and 分, 上午 and 下午, as far as they leave one meaning; its day of the week."""
    text = unicodedata.normalize("NFKC", text)
    weekday = _WEEKDAY.search(text)
    text = _HOURS.sub(_clock, _WEEKDAY.sub(" ", text))
    return _HALF_DAY.sub(_of_whole_day, text), (weekday[1] or weekday[2]).replace(
        "天", "日"
    ) if weekday else ""


def falls_on(day: date, weekday: str) -> bool:
    """Whether a day is the day of the week that stood beside it, if one did."""
    return not weekday or any(weekday == names[day.weekday()] for names in _WEEKDAYS)


def _clock(found: re.Match[str]) -> str:
    hour, minute, second = found.groups("")
    return f"{hour}:{minute or '00'}" + (f":{second}" if second else "")


def _of_whole_day(half: re.Match[str]) -> str:
    """The hour from 0 to 23 of one that stands behind 上午, 下午, ...; the text as it is where that is not one hour."""
    word, hour = half[1], int(half[2])
    early = word in _EARLY
    if (word == "晚上" and hour in {0, 12}) or (word == "中午" and hour != 12) or (early and hour > 12):
        return half[0]
    if early:
        return f" {hour % 12}"
    return f" {hour if hour >= 12 else hour + 12}"
