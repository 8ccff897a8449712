"""Find a rules file, read it, and refuse it whole where it does not hold together."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any, Final

from promocheck.model.address import is_url
from promocheck.model.errors import PolicyFault
from promocheck.model.report import PolicySource, WaiversSource
from promocheck.model.value import dataclass
from promocheck.model.waiver import WAIVERS_FILE, Waivers
from promocheck.policy.check import Check, RuleTypes
from promocheck.policy.documents import Document, bytes_of, overlaid, read_document
from promocheck.policy.ledger import LedgerSettings
from promocheck.policy.nightly import NightlySettings
from promocheck.policy.notify import NotifySettings
from promocheck.policy.overrides import Overrides
from promocheck.policy.policy import Policy
from promocheck.policy.preset import Combined
from promocheck.policy.waivers import load_waivers
from promocheck.policy.written import Written

VERSION: Final = 1
TOP: Final = (
    "version",
    "extends",
    "exports",
    "floors",
    "stacking",
    "waivers",
    "ledger",
    "nightly",
    "notify",
    "rules",
    "overrides",
)
PACKAGED: Final = "packaged"


def load_policy(path: str | None, rule_types: RuleTypes) -> Policy:
    """The policy at `path`, else `./rules.yaml`, else the packaged one; with its waivers.

    A folder or a link to nothing that is called rules.yaml was to be the policy: another one would be less than was meant.
    Raises `NoSuchPath` for a named file that is not there, `PolicyFault` for one that does not hold together.
    """
    if path is None and os.path.lexists("rules.yaml"):
        path = "rules.yaml"
    if path is None:
        return _with_waivers(parse_policy(PACKAGED, packaged_policy(), rule_types), rule_types)
    shown, folder = path.replace("\\", "/"), Path(path).parent
    return _with_waivers(parse_policy(shown, bytes_of(path), rule_types, folder), rule_types)


def _with_waivers(policy: Policy, rule_types: RuleTypes) -> Policy:
    waivers = load_waivers(policy.waivers.path, rule_types)
    applied = None if waivers.sha256 is None else WaiversSource(waivers.path, waivers.sha256)
    return replace(policy, waivers=waivers, source=replace(policy.source, waivers=applied))


def packaged_policy() -> bytes:
    """The shipped rules.yaml: every option at its default."""
    return resources.files("promocheck.policy").joinpath("rules.yaml").read_bytes()


def parse_policy(shown: str, raw: bytes, rule_types: RuleTypes, folder: Path = Path()) -> Policy:
    """The policy in `raw`, its waivers still to be read.

    `shown` is the path its faults are named by, `folder` where the files are that it extends.
    """
    document = read_document(shown, raw, folder)
    return _parsed(document, rule_types).policy


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A policy, and what it says in the terms of its files, for a file that extends it."""

    policy: Policy
    exports: Any
    floors: Any
    ledger: Any
    nightly: Any
    notify: Any
    rules: Mapping[str, Mapping[str, Any]]
    stacking: Combined


def _parsed(document: Document, rule_types: RuleTypes) -> _Parsed:
    """Each file is checked on top of the one that it extends, which must hold together by itself."""
    base = _parsed(document.base, rule_types) if document.base else None
    check = Check(document.lines, document.shown)
    top = check.mapping(document.value, (), TOP)
    check.version(top.get("version", VERSION), VERSION)
    given = {
        name: overlaid(getattr(base, name, None), top.get(name))
        for name in ("exports", "floors", "ledger", "nightly", "notify")
    }
    exports = check.exports(given["exports"])
    floors = check.floors(given["floors"])
    stacking, combined = check.stacking(top.get("stacking"), base=base.stacking if base else None)
    rules, options = check.rules(top.get("rules"), rule_types, base.rules if base else {})
    ledger = check.section(LedgerSettings, given["ledger"], ("ledger",))
    nightly = check.section(NightlySettings, given["nightly"], ("nightly",))
    notify = check.section(NotifySettings, given["notify"], ("notify",))
    waivers = check.file(top.get("waivers"), ("waivers",))
    entries = check.overrides(top.get("overrides"), options, rule_types)
    if check.faults:
        raise PolicyFault(document.shown, check.faults)
    before = base.policy.overrides.entries if base else ()
    written = _written(document, base, combined, rule_types)
    policy = Policy(
        exports,
        floors,
        stacking,
        rules,
        _source(document),
        Overrides((*before, *entries), given["floors"] or {}, options),
        written,
        Waivers(_waivers_path(document, base, waivers)),
        _ledger(document, base, ledger),
        _nightly(document, base, nightly),
        notify,
    )
    return _Parsed(policy, **given, rules=options, stacking=combined)


def _ledger(document: Document, base: _Parsed | None, ledger: LedgerSettings) -> LedgerSettings:
    """The settings with the path as seen from the folder of the file that names it; a URL is one from everywhere."""
    if ledger.path is None or is_url(ledger.path):
        return ledger
    if base and ("ledger", "path") not in document.lines:
        return ledger.model_copy(update={"path": base.policy.ledger.path})
    return ledger.model_copy(update={"path": _beside(document, ledger.path)})


def _nightly(document: Document, base: _Parsed | None, nightly: NightlySettings) -> NightlySettings:
    """Likewise."""
    if nightly.last_run is None:
        return nightly
    if base and ("nightly", "last_run") not in document.lines:
        return nightly.model_copy(update={"last_run": base.policy.nightly.last_run})
    return nightly.model_copy(update={"last_run": _beside(document, nightly.last_run)})


def _beside(document: Document, named: str) -> str:
    return (Path(document.shown).parent / named.replace("\\", "/")).as_posix()


def _waivers_path(document: Document, base: _Parsed | None, named: str | None) -> str:
    """The path as seen from the folder of the file that names it; where none does, beside the one that extends others."""
    if base and named is None and ("waivers",) in document.places:
        return base.policy.waivers.path
    return (Path(document.shown).parent / (named or WAIVERS_FILE).replace("\\", "/")).as_posix()


def _written(document: Document, base: _Parsed | None, stacking: Combined, rule_types: RuleTypes) -> Written:
    """Where everything stands, whatever a rule is called in the file: by its id here, and its severity by its option."""
    by_name = {name: rule for rule, (name, _) in rule_types.items()}
    found = {
        path: place for path, place in document.places.items() if path[:1] not in (("rules",), ("stacking",))
    }
    found |= base.policy.written.below("rules") if base else {}
    given = document.value.get("rules") if isinstance(document.value, dict) else None
    for key, options in (given or {}).items():
        for option in options if isinstance(options, dict) else ("severity",):
            line = document.lines.get(("rules", key, option)) or document.lines[("rules", key)]
            found["rules", by_name.get(key, key), option] = f"{document.shown}:{line}"
    found |= {("stacking", *path): place for path, place in stacking.places.items()}
    return Written(found)


def _source(document: Document) -> PolicySource:
    """The file's hash; where it extends others, that of all their hashes, so that a change in any of them shows."""
    hashes = [hashlib.sha256(each.raw).hexdigest() for each in document.files()]
    whole = hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(hashes).encode()).hexdigest()
    return PolicySource(document.shown, whole)
