"""What damage leaves of SKUs is taken off many at once as it is off one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from promocheck.pricing.keys import repaired, repaired_all

PLAIN = st.text(st.characters(max_codepoint=127), max_size=6)


@given(st.lists(PLAIN) | st.lists(st.text(max_size=6)))
def test_many_at_once(skus: list[str]) -> None:
    assert repaired_all(skus) == list(map(repaired, skus))


def test_what_is_taken_off() -> None:
    damaged = ["00417-LAMP", "417 lamp", "４１７－ＬАМР", "'00417_LAMP"]
    assert set(repaired_all(damaged)) == {"417lamp"}
    assert set(repaired_all(damaged[:2])) == {"417lamp"}
