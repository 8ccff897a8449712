"""How deep a promotion may go: guessed by what is left where prices go straight down, it is what halves find."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from promocheck.model.kind import Form
from promocheck.pipeline.ground import ground_of
from promocheck.pricing import deepest as solved
from promocheck.pricing.deepest import Bears, Deepest, Questions, deepest
from promocheck.pricing.safe_dates import holds
from tests.pricing.test_segments import priced


def by_halves(*_: object) -> np.ndarray:
    """Of no copy it is known that its prices go straight down."""
    return np.zeros(1, dtype=bool)


def every_pair(folder: Path, seed: int, preset: str) -> tuple[Deepest, np.ndarray]:
    """How deep each promotion of a random shop may go on each of its listings, and the forms of these."""
    found = priced(folder, seed, preset)
    ground = ground_of(found.shop, found.work, found.horizon)
    listing, promotion = found.work.listing, found.work.promotion
    asked = Questions.on_own_dates(ground, listing, promotion)
    return deepest(ground, asked), found.shop.promotions["form"][promotion]


@pytest.mark.parametrize(
    ("seed", "preset"), [(71, "amazon"), (72, "amazon"), (73, "amazon"), (74, "chain"), (75, "best")]
)
def test_guesses_end_where_halves_do(
    seed: int, preset: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guessed, form = every_pair(tmp_path, seed, preset)
    monkeypatch.setattr(solved, "_straight", by_halves)
    halved, _ = every_pair(tmp_path, seed, preset)
    assert guessed.value.tolist() == halved.value.tolist()
    assert guessed.bears.tolist() == halved.bears.tolist()
    assert guessed.whole.tolist() == halved.whole.tolist()
    some = guessed.bears == Bears.SOME
    assert {Form.PERCENT, Form.AMOUNT} <= {*form[some].tolist()}


@pytest.mark.parametrize(("seed", "preset"), [(71, "amazon"), (74, "chain"), (75, "best")])
def test_many_questions_are_answered_as_one_by_one(seed: int, preset: str, tmp_path: Path) -> None:
    found, rng = priced(tmp_path, seed, preset), Random(seed)
    ground, cuts = ground_of(found.shop, found.work, found.horizon), found.work.cuts
    pairs = rng.choices(range(len(found.work.listing)), k=12)
    listing, promotion = (
        each[rng.choices(pairs, k=60)] for each in (found.work.listing, found.work.promotion)
    )
    windows = [rng.choice(np.flatnonzero(cuts.listing == each)) for each in listing.tolist()]
    start, end = cuts.start[windows] + rng.choice((0, 60)), cuts.end[windows]
    documented = np.array(rng.choices((0, 0, 2_000), k=60))
    gone = [found.work.promotion[rng.choices(pairs, k=60)] for _ in range(2)]
    asked = Questions(listing, promotion, start, end, documented)
    whole = deepest(ground, asked, gone)
    since, until = (found.shop.promotions[name][promotion] for name in ("start", "end"))
    held = holds(ground, listing, promotion, since, until, (start, end))
    for at in range(60):
        one = np.array([at])
        alone = deepest(ground, asked.where(one), [each[one] for each in gone])
        answer = (whole.value[at], whole.bears[at], whole.whole[at])
        assert (alone.value[0], alone.bears[0], alone.whole[0]) == answer
        own, row, first, last = (each[one] for each in (listing, promotion, since, until))
        assert holds(ground, own, row, first, last, (start[one], end[one]))[0] == held[at]
    assert Bears.SOME in whole.bears
    assert {*held.tolist()} == {True, False}
