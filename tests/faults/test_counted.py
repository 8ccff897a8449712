"""The list of write steps is whole, and stands in the README with its length."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.faults.steps import Fault
from tests.faults.test_write_steps import ROOT, matrix, pytestmark

__all__ = ["pytestmark"]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faults")
    matrix(folder)
    return folder / "room"


def steps_of(room: Path, which: str = "taken") -> list[tuple[str, str]]:
    return [(kind, file) for kind, file in json.loads((room / "steps").read_text("utf-8"))[which]]


def test_whatever_python_writes_is_a_step(room: Path) -> None:
    """Python tells of every file that it opens, renames, removes: none of these is missing among the steps, in their order."""
    told = steps_of(room, "told")
    kinds = {kind for kind, _ in told}
    assert [each for each in steps_of(room) if each[0] in kinds] == told
    assert {"open", "replace", "chmod", "mkdir"} <= kinds


def test_each_file_is_written_as_a_whole(room: Path) -> None:
    steps = steps_of(room)
    for at, (kind, file) in enumerate(steps):
        if kind == "replace":
            made = f"{Path(file).parent.as_posix()}/.{Path(file).name}.*.part"
            assert steps[at - 4 : at] == [(each, made) for each in ("open", "write", "flush", "chmod")]


def test_the_figure_of_write_steps_is_the_tests_own(room: Path) -> None:
    figure = re.search(
        r"at each of the (\d+) steps by which a run writes, (\w+) things were made to go wrong",
        " ".join((ROOT / "README.md").read_text(encoding="utf-8").split()),
    )
    assert figure
    assert (int(figure[1]), figure[2]) == (len(steps_of(room)), {6: "six"}[len(Fault)])
