from __future__ import annotations

from threading import Thread, current_thread

import pytest

from promocheck.crew.threads import begun, both


@pytest.mark.parametrize("jobs", [1, 2])
def test_both_are_done_the_other_by_a_thread_of_its_own(jobs: int) -> None:
    (one, mine), (other, theirs) = both(
        lambda: ("one", current_thread()), lambda: ("other", current_thread()), jobs
    )
    assert (one, other) == ("one", "other")
    assert (mine is not theirs) == (jobs > 1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_goes_wrong_with_either_goes_wrong_with_both(jobs: int) -> None:
    def refused() -> None:
        raise ValueError("2")

    with pytest.raises(ValueError, match="2"):
        both(refused, lambda: None, jobs)
    with pytest.raises(ValueError, match="2"):
        both(lambda: None, refused, jobs)


def test_what_is_begun_is_done_by_another_thread_and_had_where_it_is_asked_for() -> None:
    with begun(current_thread) as theirs:
        assert theirs() is not current_thread()
        assert theirs() is theirs()


def test_what_goes_wrong_with_what_is_begun_is_told_where_it_is_asked_for() -> None:
    def refused() -> None:
        raise ValueError("2")

    with begun(refused) as theirs, pytest.raises(ValueError, match="2"):
        theirs()


def test_what_no_thread_can_be_had_for_is_done_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", refused)
    with begun(current_thread) as theirs:
        assert theirs() is current_thread()
