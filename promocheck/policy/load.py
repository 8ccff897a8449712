"""Find a rules file, read it, and refuse it whole where it does not hold together."""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path
from typing import Final

from promocheck.model.errors import NoSuchPath, PolicyFault
from promocheck.model.report import PolicySource
from promocheck.policy.check import Check, RuleTypes
from promocheck.policy.settings import FloorSettings, Policy
from promocheck.policy.yaml_lines import YamlFault, read_yaml

VERSION: Final = 1
_TOP: Final = ("version", "exports", "floors", "stacking", "rules")
PACKAGED: Final = "packaged"


def load_policy(path: str | None, rule_types: RuleTypes) -> Policy:
    """The policy at `path`, else `./rules.yaml`, else the packaged one.

    Raises `NoSuchPath` for a named file that is not there, `PolicyFault` for one that does not hold together.
    """
    if path is None and Path("rules.yaml").is_file():
        path = "rules.yaml"
    shown, raw = (PACKAGED, packaged_policy()) if path is None else (path.replace("\\", "/"), _bytes_of(path))
    return parse_policy(shown, raw, rule_types)


def packaged_policy() -> bytes:
    """The shipped rules.yaml: every option at its default."""
    return resources.files("promocheck.policy").joinpath("rules.yaml").read_bytes()


def parse_policy(shown: str, raw: bytes, rule_types: RuleTypes) -> Policy:
    """The policy in `raw`; `shown` is the path its faults are named by."""
    try:
        document, lines = read_yaml(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PolicyFault(shown, [(line, "is not UTF-8 text. Save the file as UTF-8.")]) from None
    except YamlFault as fault:
        raise PolicyFault(shown, [(fault.line, fault.what)]) from None
    check = Check(lines)
    top = check.mapping(document, (), _TOP)
    check.version(top.get("version", VERSION), VERSION)
    exports = check.exports(top.get("exports"))
    floors = check.section(FloorSettings, top.get("floors"), ("floors",))
    stacking = check.stacking(top.get("stacking"))
    rules = check.rules(top.get("rules"), rule_types)
    if check.faults:
        raise PolicyFault(shown, check.faults)
    source = PolicySource(shown, hashlib.sha256(raw).hexdigest())
    return Policy(exports, floors, stacking, rules, source)


def _bytes_of(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise NoSuchPath(path) from None
    except OSError as error:
        raise PolicyFault(path, [(None, f"cannot be read: {error.strerror}")]) from None
