"""What is ready to paste for the night does what it says, as far as it can be run without the machines that it is for."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest
import yaml

from tests.cli.command import BELOW_FLOOR, COUPON, write_shop
from tests.shop import table, write_sheet

ROOT: Final = Path(__file__).parents[1]
NIGHTLY: Final = ROOT / "sample_exports" / "nightly"
INSTALLED: Final = "/opt/promocheck/bin/promocheck"
FOLDER: Final = "/srv/promocheck"
needs_sh = pytest.mark.skipif(sys.platform == "win32", reason="cron has a shell of its own")


def of(name: str) -> str:
    return (NIGHTLY / name).read_text("utf-8")


def here(text: str, folder: Path) -> str:
    """The same for this machine: this Python, and another folder."""
    command = f"{shlex.quote(sys.executable)} -m promocheck"
    return text.replace(INSTALLED, command).replace(FOLDER, str(folder))


@pytest.fixture
def nightly(tmp_path: Path) -> Path:
    """A folder like the one on the server, with something to find in its exports."""
    (tmp_path / "exports").mkdir()
    (tmp_path / "reports").mkdir()
    write_shop(tmp_path / "exports", promotions=BELOW_FLOOR)
    (tmp_path / "rules.yaml").write_text(
        "version: 1\nexports: {paths: [exports]}\nnightly: {last_run: last-run.json}\nnotify: {attempts: 1, channels: [{name: ops, address: FEISHU_ROBOT}]}\n",
        "utf-8",
    )
    (tmp_path / "secrets.env").write_text("export FEISHU_ROBOT=nonsense\n", "utf-8")
    return tmp_path


def crontab() -> list[str]:
    """The commands of the crontab, in order."""
    lines = (line for line in of("crontab").splitlines() if re.match(r"[0-9]", line))
    return [line.split(maxsplit=5)[5] for line in lines]


def as_cron(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line as cron does: by sh, with nothing in the environment and no terminal."""
    return subprocess.run(
        ["/bin/sh", "-c", here(command, folder)],
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "LOGNAME": "ops"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@needs_sh
def test_the_crontab_finds_reports_and_is_noticed(nightly: Path) -> None:
    check, switch = crontab()
    found = as_cron(check, nightly)
    assert found.returncode == 1
    assert "PC101" in found.stdout
    assert "the message to ops was not delivered: its address is none" in found.stderr
    assert {each.name for each in (nightly / "reports").iterdir()} == {"last.html", "last.json"}
    good = as_cron(switch, nightly)
    assert (good.returncode, good.stdout.partition(":")[0]) == (1, "NOT GOOD"), good.stderr


@needs_sh
def test_on_a_good_night_nobody_gets_a_mail(nightly: Path) -> None:
    write_sheet(nightly / "exports" / "US" / "promotions.csv", table(COUPON))
    (nightly / "secrets.env").write_text("export FEISHU_ROBOT=feishu://0123456789abcdef\n", "utf-8")
    for command in crontab():
        silent = as_cron(command, nightly)
        assert (silent.returncode, silent.stdout, silent.stderr) == (0, "", "")


@needs_sh
def test_before_the_first_night_the_switch_says_so(nightly: Path) -> None:
    assert as_cron(crontab()[1], nightly).returncode == 3


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")
def test_systemd_takes_its_units(nightly: Path) -> None:
    units = sorted(each.name for each in NIGHTLY.glob("promocheck*"))
    for name in units:
        text = of(name).replace(INSTALLED, sys.executable).replace(FOLDER, str(nightly))
        (nightly / name).write_text(text, "utf-8")
    run = subprocess.run(
        ["systemd-analyze", "verify", *(f"./{name}" for name in units)],
        cwd=nightly,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert len(units) == 4


def test_every_scheduler_runs_the_same_scan() -> None:
    """One line, wherever it is pasted."""
    (service,) = re.findall(r"^ExecStart=\S+ (.*)$", of("promocheck.service"), re.MULTILINE)
    cron = crontab()[0].split(f"{INSTALLED} ", 1)[1]
    arguments = task().find(".//{*}Arguments")
    assert arguments is not None
    assert cron == service == (arguments.text or "").replace("\\", "/")


def task() -> ET.Element:
    return ET.fromstring(of("task.xml"))  # noqa: S314 - ours


# The elements that we use, in the order in which Microsoft's schema of tasks has them (MS-TSCH, 2.5): it is a sequence.
ORDER: Final = {
    "Task": ["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"],
    "CalendarTrigger": ["StartBoundary", "Enabled", "ScheduleByDay"],
    "Exec": ["Command", "Arguments", "WorkingDirectory"],
}


def test_the_task_has_its_elements_in_the_order_of_the_schema() -> None:
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    root = task()
    for name, children in ORDER.items():
        (element,) = [root] if name == "Task" else root.findall(f".//{space}{name}")
        assert [each.tag for each in element] == [space + child for child in children]
    principal, actions = root.find(f".//{space}Principal"), root.find(f"{space}Actions")
    assert principal is not None
    assert actions is not None
    assert actions.attrib["Context"] == principal.attrib["id"]


def workflow() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(of("github-actions.yml"))
    return found


def test_the_workflow_is_one_by_the_published_schema() -> None:
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "check_jsonschema",
            "--builtin-schema",
            "vendor.github-workflows",
            str(NIGHTLY / "github-actions.yml"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@needs_sh
@pytest.mark.parametrize("nightly_run", [True, False])
def test_the_workflows_scan_runs(nightly: Path, nightly_run: bool) -> None:
    (scan,) = [each for each in workflow()["jobs"]["scan"]["steps"] if each.get("name") == "Scan"]
    command = re.sub(r"\$\{\{.*\}\}", "--notify" if nightly_run else "", scan["run"])
    found = as_cron(f"cd {FOLDER} && {command.replace('promocheck scan', f'{INSTALLED} scan', 1)}", nightly)
    assert found.returncode == 1, found.stderr
    assert "\n::error file=exports/US/" in found.stdout
    assert {"promocheck.sarif", "promocheck.html"} <= {each.name for each in nightly.iterdir()}


def test_the_image_has_all_that_an_installation_needs() -> None:
    copied = re.findall(r"^COPY (.*) \S+$", of("Dockerfile"), re.MULTILINE)
    assert {name for line in copied for name in line.split()} == {"pyproject.toml", "README.md", "promocheck"}
    assert all((ROOT / name).exists() for line in copied for name in line.split())
