"""A scan on a cluster: the bytes of a scan here, whoever is lost on the way; and where that cannot be, a fault that says so."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import promocheck
from promocheck.crew import cluster as cluster_module
from promocheck.crew.cluster import Cluster, connected
from promocheck.model.errors import (
    Altered,
    ClusterGone,
    NotStored,
    OtherVersion,
    StorageFault,
    TaskFailed,
    Unseen,
)
from promocheck.pipeline import Request, elsewhere, scan, told
from promocheck.pipeline.elsewhere import Elsewhere, on_cluster
from promocheck.policy import load_policy
from promocheck.reports import Words, json_report
from promocheck.reports.finding_json import lines_in
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
        lines=lines_in(Words()),
        jobs=1,
    )


def rendered(asked: Request) -> str:
    return json_report.render(scan(asked), Words())


Meanwhile = Callable[[Callable[[Path], object]], None]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Let something happen when some parts are handed out, and others are not; it is given the last of them."""

    def when(happens: Callable[[Path], object]) -> None:
        class Watched(Storage):
            def put(self, name: str, data: bytes) -> Stored:
                stored = super().put(name, data)
                if name == "part-3":
                    happens(Path(stored.url))
                return stored

        monkeypatch.setattr(elsewhere, "Storage", Watched)

    return when


def test_a_cluster_several_processes_and_one_say_the_same(dask: LocalDask, tmp_path: Path) -> None:
    with on_cluster(dask.address, str(tmp_path / "shared")) as there:
        for folder in ("incidents", "untrusted", "clean"):
            here = rendered(request(folder))
            assert rendered(replace(request(folder), jobs=2)) == here
            assert rendered(replace(request(folder), elsewhere=there)) == here
            held = json_report.render(scan(replace(request(folder), lines=None, elsewhere=there)), Words())
            assert held == here
    assert list((tmp_path / "shared").iterdir()) == []


def test_a_worker_that_is_killed_costs_nothing_but_time(
    dask: LocalDask, tmp_path: Path, meanwhile: Meanwhile
) -> None:
    meanwhile(lambda _: dask.kill(dask.workers[0]))
    with on_cluster(dask.address, str(tmp_path)) as there:
        assert rendered(replace(request(), elsewhere=there)) == rendered(request())
    assert dask.workers[0].returncode == -9


def test_without_any_worker_it_is_a_fault(dask: LocalDask, tmp_path: Path, meanwhile: Meanwhile) -> None:
    def all_of_them(_: Path) -> None:
        for each in dask.workers:
            dask.kill(each)

    meanwhile(all_of_them)
    with on_cluster(dask.address, str(tmp_path)) as there:
        hasty = Elsewhere(Cluster(there.cluster.scheduler, there.cluster.client, patience=3), there.storage)
        with pytest.raises(ClusterGone, match="no worker is left"):
            scan(replace(request(), elsewhere=hasty))


def test_without_its_scheduler_it_is_a_fault(dask: LocalDask, tmp_path: Path, meanwhile: Meanwhile) -> None:
    meanwhile(lambda _: dask.kill(dask.scheduler))
    with (
        on_cluster(dask.address, str(tmp_path / "shared")) as there,
        pytest.raises(ClusterGone, match="the scheduler is gone"),
    ):
        scan(replace(request(), elsewhere=there))
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
    harm: Callable[[Path], object],
    fault: type[Exception],
    dask: LocalDask,
    tmp_path: Path,
    meanwhile: Meanwhile,
) -> None:
    meanwhile(harm)
    with on_cluster(dask.address, str(tmp_path)) as there, pytest.raises(fault, match="part-3"):
        scan(replace(request(), elsewhere=there))


def test_a_storage_that_is_lost(dask: LocalDask, tmp_path: Path, meanwhile: Meanwhile) -> None:
    shared = tmp_path / "shared"
    meanwhile(lambda _: shutil.rmtree(shared))
    with on_cluster(dask.address, str(shared)) as there:
        with pytest.raises(NotStored):
            scan(replace(request(), elsewhere=there))
        shutil.rmtree(shared, ignore_errors=True)
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


def stopped(process: subprocess.Popen[bytes]) -> None:
    """It is there, and says nothing any more."""
    process.send_signal(signal.SIGSTOP)


def test_a_scheduler_that_says_nothing_any_more(
    dask: LocalDask, tmp_path: Path, meanwhile: Meanwhile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_module, "_ANSWER", 2.0)
    meanwhile(lambda _: stopped(dask.scheduler))
    try:
        with on_cluster(dask.address, str(tmp_path)) as there:
            hasty = Elsewhere(
                Cluster(there.cluster.scheduler, there.cluster.client, patience=5), there.storage
            )
            with pytest.raises(ClusterGone, match="the scheduler is gone"):
                scan(replace(request(), elsewhere=hasty))
    finally:
        dask.scheduler.send_signal(signal.SIGCONT)


def test_a_worker_that_says_nothing_from_the_beginning(dask: LocalDask, tmp_path: Path) -> None:
    with connected(dask.address, patience=5) as cluster:
        cluster.client.wait_for_workers(2, timeout=60)
        stopped(dask.workers[0])
        probe = Storage(str(tmp_path)).put("probe", b"1")
        with pytest.raises(ClusterGone, match="does not answer"):
            list(cluster.ask_all(elsewhere.introduced, probe))
        dask.workers[0].send_signal(signal.SIGCONT)


def test_a_scheduler_that_is_lost_while_parts_are_handed_out(
    dask: LocalDask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(Storage):
        def put(self, name: str, data: bytes) -> Stored:
            if name == "part-2":
                dask.kill(dask.scheduler)
                until = time.monotonic() + 40  # longer than the library tries to get back
                while there.cluster.client.status != "closed" and time.monotonic() < until:
                    time.sleep(0.2)
            return super().put(name, data)

    monkeypatch.setattr(elsewhere, "Storage", Slow)
    with (
        on_cluster(dask.address, str(tmp_path)) as there,
        pytest.raises(ClusterGone, match="the scheduler is gone"),
    ):
        scan(replace(request(), elsewhere=there))


def test_a_storage_that_a_worker_does_not_see(dask: LocalDask) -> None:
    with pytest.raises(Unseen, match="every worker can read"), on_cluster(dask.address, "memory://here"):
        pass


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
            assert logging.getLogger("distributed.client").level == logging.CRITICAL  # a fault is one line
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
    for address in (
        "tls://127.0.0.1:1",
        "nothing",
        "http://127.0.0.1",
    ):  # TLS needs settings that nobody made here
        wrong = command(
            tmp_path, *asked, "--engine", "dask", "--scheduler", address, "--storage", str(tmp_path)
        )
        assert (wrong.code, wrong.out) == (3, "")
        assert wrong.err.startswith(f"promocheck: --scheduler {address}: ")
    gone = command(tmp_path, *asked, *there)
    assert (gone.code, gone.out) == (3, "")
    assert "no scheduler answers there" in gone.err
    assert command(tmp_path, *asked, "--engine", "dask").code == 2
    assert command(tmp_path, *asked, *there[:4], "--storage", "").code == 2
    assert command(tmp_path, *asked, "--scheduler", dask.address).code == 2
