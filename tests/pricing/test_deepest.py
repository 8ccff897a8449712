"""How deep a promotion may go: guessed by what is left where prices go straight down, it is what halves find."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from promocheck.model.kind import Form
from promocheck.pipeline.ground import ground_of
from promocheck.pricing import deepest as solved
from promocheck.pricing.deepest import Bears, Deepest, Questions, deepest
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
    return deepest(ground, asked), found.shop.promotions["form"].to_numpy()[promotion]


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
