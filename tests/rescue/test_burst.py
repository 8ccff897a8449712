"""What is far more than usual: by the time before, robustly, and never on a hunch."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from promocheck.rescue.burst import Found, bursts, poisson_bound

HOUR = 3_600


def found(*orders: tuple[int, list[int]]) -> list[Found]:
    """The bursts among orders: a code, and the seconds at which it was bought."""
    code = np.array([code for code, at in orders for _ in at], dtype=np.int64)
    return bursts(code, np.array([second for _, at in orders for second in at], dtype=np.int64))


def steady(per_hour: float, hours: int, seed: int = 1) -> list[int]:
    """Orders by chance."""
    chance = random.Random(seed)
    return sorted(int(chance.uniform(0, hours * HOUR)) for _ in range(int(per_hour * hours)))


def test_four_hundred_in_three_minutes_are_a_burst_and_its_neighbours_are_none() -> None:
    rush = [30 * HOUR + n * 180 // 400 for n in range(400)]
    (burst,) = found((0, steady(3, 31)), (1, [*steady(2, 31, 2), *rush]), (2, steady(40, 31, 3)))
    assert (burst.code, burst.window) == (1, 180)
    assert burst.orders >= 400
    assert burst.bound < 15


def test_days_as_usual_are_no_burst_for_any_of_many() -> None:
    orders = [(code, steady(rate, 72, code)) for code, rate in enumerate([0.05, 0.5, 1, 3, 10, 30] * 8)]
    assert found(*orders) == []


def test_a_busy_evening_is_none() -> None:
    """Twice and three times as many as at other hours happens every day."""
    evening = [at + 24 * HOUR for at in steady(20, 3, 5)]
    assert found((0, [*steady(10, 30), *evening])) == []


def test_one_that_seldom_sells_needs_more_than_a_handful() -> None:
    seldom = [2 * HOUR, 40 * HOUR, 90 * HOUR]
    assert found((0, [*seldom, *(100 * HOUR + n for n in range(4))])) == []
    assert [each.orders for each in found((0, [*seldom, *(100 * HOUR + n for n in range(9))]))] == [9]


def test_an_earlier_burst_does_not_become_usual() -> None:
    rush = [HOUR * 50 + n for n in range(300)]
    again = [HOUR * 90 + n for n in range(60)]
    (burst,) = found((0, [*steady(2, 91), *rush, *again]))
    assert burst.until >= 90 * HOUR
    assert burst.usual < 1


def test_without_a_history_nothing_is_proven() -> None:
    assert found((0, list(range(400)))) == []
    assert found() == []


@pytest.mark.parametrize("usual", [0.001, 0.1, 1.0, 2.5, 10.0, 80.0, 400.0])
def test_the_bound_is_poissons(usual: float) -> None:
    def beyond(n: int) -> float:
        return sum(math.exp(k * math.log(usual) - usual - math.lgamma(k + 1)) for k in range(n, n + 400))

    bound = poisson_bound(usual)
    assert beyond(bound) <= 1.1e-9 < 10 * beyond(bound - 1) * 1.2
