from __future__ import annotations

import multiprocessing.synchronize
import os
import time

import pytest

from promocheck import crew
from promocheck.crew import Claims, among, beside, shared_out
from promocheck.model.errors import HelperEnded


def with_offset(state: list[int], task: int) -> tuple[int, int]:
    return state[0] + task, os.getpid()


def refused(_state: None, task: int) -> int:
    if task == 2:
        raise ValueError(task)
    return task


def killed(_state: None, _task: int) -> None:
    os._exit(9)


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_come_in_the_order_of_the_tasks(jobs: int) -> None:
    found = list(shared_out(with_offset, [100], range(20), jobs))
    assert [number for number, _ in found] == list(range(100, 120))
    elsewhere = {process for _, process in found} - {os.getpid()}
    assert bool(elsewhere) == (jobs > 1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_goes_wrong_with_one_task_goes_wrong_with_all(jobs: int) -> None:
    with pytest.raises(ValueError, match="2"):
        list(shared_out(refused, None, range(5), jobs))


def test_a_killed_process_never_passes_for_one_that_found_nothing() -> None:
    with pytest.raises(HelperEnded):
        list(shared_out(killed, None, range(5), 2))


@pytest.mark.parametrize("jobs", [0, 1, 3])
def test_others_begin_at_once_and_give_their_results_in_order(jobs: int) -> None:
    with beside(with_offset, [100], range(5), jobs) as results:
        found = list(results)
    assert [number for number, _ in found] == list(range(100, 105))
    assert (os.getpid() in {process for _, process in found}) == (jobs == 0)


def slow_here(asking: int, task: int) -> tuple[int, bool]:
    mine = os.getpid() == asking
    time.sleep(0.05 if mine else 0)
    return task, mine


def killed_elsewhere(asking: int, _task: int) -> None:
    time.sleep(0.2)
    if os.getpid() != asking:
        os._exit(9)


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_who_asks_does_its_share(jobs: int) -> None:
    found = among(slow_here, os.getpid(), range(20), jobs)
    assert [number for number, _ in found] == list(range(20))
    by = {mine for _, mine in found}
    assert by == ({True, False} if jobs > 1 and crew._SPLITS else {True})
    assert among(slow_here, os.getpid(), [], jobs) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_goes_wrong_among_several_goes_wrong_with_all(jobs: int) -> None:
    with pytest.raises(ValueError, match="2"):
        among(refused, None, range(5), jobs)


@pytest.mark.skipif(not crew._SPLITS, reason="no process is split off there")
def test_one_that_is_killed_among_several_ends_all() -> None:
    with pytest.raises(HelperEnded):
        among(killed_elsewhere, os.getpid(), range(5), 2)


@pytest.mark.parametrize(("jobs", "tasks"), [(1, 5), (3, 1), (2, 0)])
def test_who_does_all_alone_asks_the_system_for_nothing(
    jobs: int, tasks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_to_be_had(*_: object, **__: object) -> None:
        raise FileNotFoundError  # as where there is no /dev/shm

    monkeypatch.setattr(multiprocessing.synchronize, "SemLock", none_to_be_had)
    assert among(with_offset, [100], range(tasks), jobs) == [(100 + at, os.getpid()) for at in range(tasks)]


def claimed(claims: Claims, task: int) -> bool:
    return claims.take(task)


@pytest.mark.parametrize("splits", [True, False])
@pytest.mark.parametrize("jobs", [0, 1, 3])
def test_a_task_is_taken_once_whoever_takes_it(
    jobs: int, splits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "_SPLITS", splits and crew._SPLITS)
    claims = Claims.of(5)
    assert claims.take(3)
    assert not claims.take(3)
    with beside(claimed, claims, range(5), jobs) as results:
        assert list(results) == [True, True, True, False, True]
    assert not any(map(claims.take, range(5)))


def test_what_others_stumble_over_is_not_lost() -> None:
    with pytest.raises(ValueError, match="2"), beside(refused, None, range(5), 2) as results:
        list(results)
    with pytest.raises(HelperEnded), beside(killed, None, range(5), 2) as results:
        list(results)


def test_who_gives_up_meanwhile_does_not_wait_for_others() -> None:
    with pytest.raises(KeyError), beside(with_offset, [100], range(5), 2):
        raise KeyError
