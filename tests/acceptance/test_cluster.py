"""A scan on a cluster: the bytes of a scan here, whoever is lost on the way; and where that cannot be, a fault that says so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import promocheck
from promocheck.crew.cluster import Cluster, connected
from promocheck.model.errors import Altered, ClusterGone, NotStored, OtherVersion, StorageFault, TaskFailed
from promocheck.pipeline import Request, elsewhere, scan, told
from promocheck.pipeline.elsewhere import Elsewhere, on_cluster
from promocheck.pipeline.parts import Whole
from promocheck.pipeline.told import Judged, Terms
from promocheck.policy import load_policy
from promocheck.pricing.keys import Ints
from promocheck.reports import Words, json_report
from promocheck.rules import RULE_TYPES
from promocheck.storage import Storage, Stored
from tests.acceptance.cluster import LocalDask
from tests.cli.command import promocheck as command

pytestmark = pytest.mark.acceptance
SAMPLES = Path(__file__).parents[2] / "sample_exports"
AS_OF = 1_795_478_400  # 2026-11-24


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told, "PAIRS_OF_A_PART", 12)


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[LocalDask]:
    """A scheduler with two workers."""
    folder = tmp_path / "dask"
    folder.mkdir()
    cluster = LocalDask(folder)
    cluster.worker()
    cluster.worker()
    yield cluster
    cluster.close()


def request(folder: str = "incidents") -> Request:
    return Request(
        (str(SAMPLES / folder),),
        load_policy(None, RULE_TYPES),
        AS_OF,
        prices=True,
        line=json_report.line_in(Words()),
        jobs=1,
    )


def rendered(asked: Request) -> str:
    return json_report.render(scan(asked), Words())


class Meanwhile:
    """A cluster to which something happens when the first part has come back."""

    def __init__(self, there: Elsewhere, happens: Callable[[], object]) -> None:
        self._there, self._happens = there, happens

    def judged(self, whole: Whole, terms: Terms, parts: Sequence[Ints]) -> Iterator[Judged]:
        assert len(parts) > 4
        came = self._there.judged(whole, terms, parts)
        yield next(came)
        self._happens()
        yield from came


def test_a_cluster_several_processes_and_one_say_the_same(dask: LocalDask, tmp_path: Path) -> None:
    with on_cluster(dask.address, str(tmp_path / "shared")) as there:
        for folder in ("incidents", "untrusted", "clean"):
            here = rendered(request(folder))
            assert rendered(replace(request(folder), jobs=2)) == here
            assert rendered(replace(request(folder), elsewhere=there)) == here
            held = json_report.render(scan(replace(request(folder), line=None, elsewhere=there)), Words())
            assert held == here
    assert list((tmp_path / "shared").iterdir()) == []


def test_a_worker_that_is_killed_costs_nothing_but_time(dask: LocalDask, tmp_path: Path) -> None:
    with on_cluster(dask.address, str(tmp_path)) as there:
        killing = Meanwhile(there, lambda: dask.kill(dask.workers[0]))
        assert rendered(replace(request(), elsewhere=killing)) == rendered(request())
    assert dask.workers[0].returncode == -9


def test_without_any_worker_it_is_a_fault(dask: LocalDask, tmp_path: Path) -> None:
    def all_of_them() -> None:
        for each in dask.workers:
            dask.kill(each)

    with on_cluster(dask.address, str(tmp_path)) as there:
        left = Cluster(there.cluster.scheduler, there.cluster.client, patience=3)
        killing = Meanwhile(Elsewhere(left, there.storage), all_of_them)
        with pytest.raises(ClusterGone, match="no worker is left"):
            scan(replace(request(), elsewhere=killing))


def test_without_its_scheduler_it_is_a_fault(dask: LocalDask, tmp_path: Path) -> None:
    with (
        on_cluster(dask.address, str(tmp_path / "shared")) as there,
        pytest.raises(ClusterGone, match="the scheduler is gone"),
    ):
        scan(replace(request(), elsewhere=Meanwhile(there, lambda: dask.kill(dask.scheduler))))
    assert list((tmp_path / "shared").iterdir()) == []


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (Path.unlink, NotStored),
        (lambda path: path.write_bytes(path.read_bytes()[:-1] + b"!"), Altered),
        (lambda path: path.write_bytes(b""), Altered),
    ],
)
def test_a_part_that_is_lost_or_altered(
    harm: Any, fault: type[Exception], dask: LocalDask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Harmed(Storage):
        def put(self, name: str, data: bytes) -> Stored:
            stored = super().put(name, data)
            if name == "part-3":
                harm(Path(stored.url))
            return stored

    monkeypatch.setattr(elsewhere, "Storage", Harmed)
    with on_cluster(dask.address, str(tmp_path)) as there, pytest.raises(fault, match="part-3"):
        scan(replace(request(), elsewhere=there))


def test_a_storage_that_is_lost(dask: LocalDask, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    with on_cluster(dask.address, str(shared)) as there:
        with pytest.raises(NotStored):
            scan(replace(request(), elsewhere=Meanwhile(there, lambda: shutil.rmtree(shared))))
        shared.write_text("no folder any more", encoding="utf-8")
        with pytest.raises(StorageFault):
            scan(replace(request(), elsewhere=there))


@pytest.fixture
def another(tmp_path: Path) -> dict[str, str]:
    """The environment of a worker for which somebody changed the code."""
    package = tmp_path / "another" / "promocheck"
    shutil.copytree(Path(promocheck.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    with (package / "rules" / "near_zero.py").open("a", encoding="utf-8") as file:
        file.write("\n# by somebody\n")
    return {"PYTHONPATH": str(package.parent)}


def test_a_worker_of_another_version_is_refused(
    dask: LocalDask, another: dict[str, str], tmp_path: Path
) -> None:
    dask.worker(environment=another)
    with connected(dask.address) as cluster:
        cluster.client.wait_for_workers(3, timeout=60)
    with pytest.raises(OtherVersion, match="Install the same"), on_cluster(dask.address, str(tmp_path)):
        pass


def test_a_worker_of_another_version_that_comes_later_too(
    dask: LocalDask, another: dict[str, str], tmp_path: Path
) -> None:
    with on_cluster(dask.address, str(tmp_path)) as there:
        dask.worker(environment=another)
        there.cluster.client.wait_for_workers(3, timeout=60)
        for each in dask.workers[:2]:
            dask.kill(each)
        with pytest.raises(OtherVersion, match="Install the same"):
            scan(replace(request(), elsewhere=there))


def ends(_task: int) -> None:
    os._exit(9)


def raises(task: int) -> int:
    raise TimeoutError(task)


def test_a_task_that_fails_is_a_fault(tmp_path: Path) -> None:
    cluster = LocalDask(tmp_path)
    try:
        cluster.worker(nanny=True)
        with connected(cluster.address) as there:
            with pytest.raises(TaskFailed, match="TimeoutError: 7"):
                list(there.shared_out(raises, [7]))
            with pytest.raises(TaskFailed, match="one worker after the other"):
                list(there.shared_out(ends, [1]))
    finally:
        cluster.close()


def test_the_command(dask: LocalDask, tmp_path: Path) -> None:
    asked = ("scan", str(SAMPLES / "incidents"), "--as-of", "2026-11-24T00:00:00Z", "--format", "json")
    there = ("--engine", "dask", "--scheduler", dask.address, "--storage", (tmp_path / "shared").as_uri())
    here, done = command(tmp_path, *asked), command(tmp_path, *asked, *there)
    assert (done.code, done.out) == (here.code, here.out)
    assert done.code == 1
    for each in dask.workers:
        dask.kill(each)
    dask.kill(dask.scheduler)
    gone = command(tmp_path, *asked, *there)
    assert (gone.code, gone.out) == (3, "")
    assert "no scheduler answers there" in gone.err
    assert command(tmp_path, *asked, "--engine", "dask").code == 2
    assert command(tmp_path, *asked, "--scheduler", dask.address).code == 2
