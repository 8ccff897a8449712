"""Find, read and check a rules file; every fault names file, line, what is known and the nearest name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError

from promocheck.model.errors import NoSuchPath, PolicyFault, suggestion
from promocheck.model.report import PolicySource
from promocheck.policy.section import Section
from promocheck.policy.settings import ExportsSettings, FloorSettings, Policy, RuleSettings
from promocheck.policy.stacking import Stacking
from promocheck.policy.yaml_lines import Path as YamlPath
from promocheck.policy.yaml_lines import YamlFault, read_yaml

_VERSION: Final = 1
_SECTIONS: Final[dict[str, type[Section]]] = {"exports": ExportsSettings, "floors": FloorSettings}
_TOP: Final = ("version", *_SECTIONS, "stacking", "rules")
PRESETS: Final = ("amazon",)
PACKAGED: Final = "packaged"

# Rule id → (rule name, the type of its options with their defaults).
RuleTypes = Mapping[str, tuple[str, type[RuleSettings]]]


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
    except UnicodeDecodeError:
        raise PolicyFault(shown, [(None, "is not UTF-8 text. Save it as UTF-8.")]) from None
    except YamlFault as fault:
        raise PolicyFault(shown, [(fault.line, fault.what)]) from None
    check = _Check(shown, lines)
    top = check.mapping({} if document is None else document, (), _TOP)
    check.version(top.get("version", _VERSION))
    sections = {name: check.section(kind, top.get(name, {}), (name,)) for name, kind in _SECTIONS.items()}
    stacking = check.stacking(top.get("stacking", {}))
    rules = check.rules(top.get("rules", {}), rule_types)
    if check.faults:
        raise PolicyFault(shown, check.faults)
    source = PolicySource(shown, hashlib.sha256(raw).hexdigest())
    return Policy(stacking=stacking, rules=rules, source=source, **sections)


def _bytes_of(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise NoSuchPath(path) from None
    except OSError as error:
        raise PolicyFault(path, [(None, f"cannot be read: {error.strerror}")]) from None


@cache
def _preset(name: str) -> dict[str, Any]:
    text = resources.files("promocheck.policy").joinpath(f"presets/{name}.yaml").read_text(encoding="utf-8")
    values: dict[str, Any] = read_yaml(text)[0]
    return values


class _Check:
    """Collects every fault of a document, so that a person mends them in one go."""

    def __init__(self, shown: str, lines: Mapping[YamlPath, int]) -> None:
        self.shown = shown
        self.faults: list[tuple[int | None, str]] = []
        self._lines = lines

    def mapping(self, value: Any, path: YamlPath, known: Sequence[str]) -> dict[str, Any]:
        """`value` if it is a mapping of known keys; faults otherwise."""
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._fault(path, f"{_dotted(path)}: expected names with values, found {value!r}")
            return {}
        for key in value:
            if known and key not in known:
                self._unknown((*path, key), "key", key, known)
        return {key: item for key, item in value.items() if not known or key in known}

    def version(self, value: Any) -> None:
        """Only one version is known so far."""
        if value != _VERSION:
            self._fault(("version",), f"version: expected {_VERSION}, found {value!r}")

    def section(self, kind: type[Section], value: Any, path: YamlPath) -> Any:
        """`value` as `kind`, or None with its faults recorded at their lines."""
        if value is None:
            value = {}
        try:
            return kind.model_validate(value)
        except ValidationError as error:
            for fault in error.errors():
                self._validation(kind, path, fault)
            return None

    def stacking(self, value: Any) -> Any:
        """The preset that is extended, with the keys given here in its place."""
        own = dict(self.mapping(value, ("stacking",), ("extends", *Stacking.model_fields)))
        name = own.pop("extends", "amazon")
        if name not in PRESETS:
            self._unknown(("stacking", "extends"), "preset", str(name), PRESETS)
            return None
        found = self.section(Stacking, {**_preset(name), **own}, ("stacking",))
        if isinstance(found, Stacking):
            self._pairs(found)
        return found

    def rules(self, value: Any, rule_types: RuleTypes) -> dict[str, RuleSettings]:
        """Every rule's settings by id: the defaults, with what stands here in their place."""
        given = self.mapping(value, ("rules",), ())
        by_name = {name: rule for rule, (name, _) in rule_types.items()}
        found = {rule: kind.model_validate({}) for rule, (_, kind) in rule_types.items()}
        for key, options in given.items():
            rule = key if key in rule_types else by_name.get(key)
            if rule is None:
                self._unknown(("rules", key), "rule", key, (*by_name, *rule_types))
                continue
            short = options if isinstance(options, dict | None) else {"severity": options}
            settings = self.section(rule_types[rule][1], short, ("rules", key))
            if settings is not None:
                found[rule] = settings
        return found

    def _pairs(self, stacking: Stacking) -> None:
        known = [each.id for each in stacking.reductions]
        for index, pair in enumerate(stacking.pairs):
            for name in pair.between:
                if name not in known:
                    self._unknown(("stacking", "pairs", index), "reduction class", name, known)

    def _validation(self, kind: type[BaseModel], path: YamlPath, fault: Any) -> None:
        where: YamlPath = (*path, *(part for part in fault["loc"] if isinstance(part, str | int)))
        if fault["type"] == "extra_forbidden":
            self._unknown(where, "key", str(where[-1]), _fields_at(kind, fault["loc"][:-1]))
            return
        message = fault["msg"].removeprefix("Value error, ")
        given = "" if fault["type"] == "missing" else f" (found {fault['input']!r})"
        self._fault(where, f"{_dotted(where)}: {message[0].lower()}{message[1:]}{given}")

    def _unknown(self, path: YamlPath, what: str, name: str, known: Sequence[str]) -> None:
        text = (
            f"{_dotted(path)}: unknown {what} {name!r}.{suggestion(name, known)} Known: {', '.join(known)}."
        )
        self._fault(path, text)

    def _fault(self, path: YamlPath, what: str) -> None:
        while path and path not in self._lines:
            path = path[:-1]
        self.faults.append((self._lines.get(path), what))


def _fields_at(kind: type[BaseModel], path: Sequence[Any]) -> tuple[str, ...]:
    """The field names of the section that `path` leads to below `kind`."""
    for part in path:
        if isinstance(part, str):
            annotation = kind.model_fields[part].annotation
            inner = [each for each in (annotation, *get_args(annotation)) if isinstance(each, type)]
            kind = next(each for each in inner if issubclass(each, BaseModel))
    return tuple(kind.model_fields)


def _dotted(path: YamlPath) -> str:
    return ".".join(str(part) for part in path) or "the policy"
