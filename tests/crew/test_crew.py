from __future__ import annotations

import os
from concurrent.futures.process import BrokenProcessPool

import pytest

from promocheck.crew import shared_out


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
    with pytest.raises(BrokenProcessPool):
        list(shared_out(killed, None, range(5), 2))
