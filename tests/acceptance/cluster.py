"""A Dask cluster of this machine: a real scheduler and workers, each a process of its own that can be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

_PATIENCE = 60.0


class LocalDask:
    """A scheduler and its workers, as an operator starts them: by the commands of `distributed`."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, folder / "scheduler.json"
        self.workers: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start(
            *("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"),
            *("--scheduler-file", str(self._file)),
        )
        self.address = str(self._told()["address"])

    def worker(self, *, nanny: bool = False, environment: Mapping[str, str] | None = None) -> None:
        """One more worker; a nanny begins it anew when it is lost."""
        self.workers.append(
            self._start(
                *("dask_worker", self.address, "--nthreads", "1", "--no-dashboard"),
                *("--nanny" if nanny else "--no-nanny", "--local-directory", str(self._folder)),
                environment=environment,
            )
        )

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End a process as nobody can prevent it."""
        process.send_signal(signal.SIGKILL)
        process.wait(_PATIENCE)

    def close(self) -> None:
        """End all of it."""
        for each in (*self.workers, self.scheduler):
            each.terminate()
        for each in (*self.workers, self.scheduler):
            try:
                each.wait(5)
            except subprocess.TimeoutExpired:  # a worker may take SIGTERM for a wish
                self.kill(each)

    def _start(
        self, command: str, *options: str, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{command}", *options],
                stdout=log,
                stderr=log,
                env={**os.environ, **(environment or {})},
                cwd=self._folder,
            )

    def _told(self) -> dict[str, object]:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            if self._file.exists() and (text := self._file.read_text("utf-8")):
                found: dict[str, object] = json.loads(text)
                return found
            time.sleep(0.1)
        raise TimeoutError((self._folder / "log").read_text("utf-8"))
