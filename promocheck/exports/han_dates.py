"""Dates as Chinese and Japanese cells write them → the form that all others have.

2026年12月4日（周五）下午1时30分 is 2026年12月4日 13:30, on a Friday. At midnight Windows writes 上午 12:00; what 晚上12:00 is,
of this day or the next, nobody can tell, and it is left as it is, which no date looks like.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from promocheck.exports.wide import WIDE

_WEEKDAYS: Final = ("一二三四五六日", "月火水木金土日")
_WEEKDAY: Final = re.compile(
    r"\s*(?:\((?:星期|周|週)?([一二三四五六日天月火水木金土])(?:曜日?)?\)|(?:星期|周|週)([一二三四五六日天])|([月火水木金土日])曜日?)"
)
_HOURS: Final = re.compile(r"([0-9]{1,2})[时時点點](?:([0-9]{1,2})分)?(?:([0-9]{1,2})秒)?")
_HALF_DAY: Final = re.compile(r"(上午|午前|凌晨|早上|中午|下午|午後|晚上)\s*([0-9]{1,2})(?=:)")
# Which hour of the day each of a half day's hours is; what is missing is nobody's: 晚上1:00 is not 13:00, and of 午前12:00 and
# 午後12:00 one is noon and one midnight, to some the other.
_MORNING: Final = {12: 0, **{hour: hour for hour in range(12)}}
_AFTERNOON: Final = {0: 12, **{hour: hour % 12 + 12 for hour in range(1, 24)}}
_HOUR_OF: Final[Mapping[str, Mapping[int, int]]] = {
    "上午": _MORNING,
    "午前": {hour: hour for hour in range(12)},
    "凌晨": {hour: _MORNING[hour] for hour in (12, *range(7))},
    "早上": {hour: hour for hour in range(4, 12)},
    "中午": {11: 11, 12: 12, 1: 13},
    "下午": _AFTERNOON,
    "午後": {hour: each for hour, each in _AFTERNOON.items() if hour != 12},
    "晚上": {hour: _AFTERNOON[hour] for hour in (*range(5, 12), *range(17, 24))},
}


def plain_form(text: str) -> tuple[str, str]:
    """A text without full-width characters, 时 and 分, 上午 and 下午, as far as they leave one meaning; and its days of the week."""
    text = text.translate(WIDE)
    weekdays = "".join(map("".join, _WEEKDAY.findall(text))).replace("天", "日")
    text = _HOURS.sub(_clock, _WEEKDAY.sub(" ", text)).strip()
    return _HALF_DAY.sub(_of_whole_day, text), weekdays


def falls_on(day: date, weekdays: str) -> bool:
    """Whether a day is each of the days of the week that stood beside it, most often one or none."""
    return all(each in {names[day.weekday()] for names in _WEEKDAYS} for each in weekdays)


def _clock(found: re.Match[str]) -> str:
    hour, minute, second = found.groups("")
    return f"{hour}:{minute or '00'}" + (f":{second}" if second else "")


def _of_whole_day(half: re.Match[str]) -> str:
    """The hour from 0 to 23 of one that stands behind 上午, 下午, ...; the text as it is where that is not one hour."""
    hour = _HOUR_OF[half[1]].get(int(half[2]))
    return half[0] if hour is None else f" {hour}"
