"""Find, read and check a rules file; every fault names file, line, what is known and the nearest name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
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
from promocheck.policy.yaml_lines import YamlFault, read_yaml, twice

_VERSION: Final = 1
_SECTIONS: Final[dict[str, type[Section]]] = {"exports": ExportsSettings, "floors": FloorSettings}
_TOP: Final = ("version", *_SECTIONS, "stacking", "rules")
PRESETS: Final = ("amazon",)
PACKAGED: Final = "packaged"
_LONGEST_SHOWN: Final = 60  # characters of a value in a message

# What pydantic's faults mean to the person who wrote the file.
_EXPECTED: Final = {
    "tuple_type": "a list such as [a, b]",
    "model_type": "names with values",
    "dict_type": "names with values",
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "decimal_max_places": "a number with at most {decimal_places} decimal places",
    "greater_than": "a number above {gt}",
    "greater_than_equal": "a number of at least {ge}",
    "less_than": "a number below {lt}",
    "less_than_equal": "a number of at most {le}",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "too_long": "{max_length} entries",
}

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
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PolicyFault(shown, [(line, "is not UTF-8 text. Save the file as UTF-8.")]) from None
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
            self._expected(path, "names with values", value)
            return {}
        for key in value:
            if known and key not in known:
                self._unknown((*path, key), "key", key, known)
        return {key: item for key, item in value.items() if not known or key in known}

    def version(self, value: Any) -> None:
        """Only one version is known so far."""
        if type(value) is not int or value != _VERSION:
            self._expected(("version",), str(_VERSION), value)

    def section(self, kind: type[Section], value: Any, path: YamlPath) -> Any:
        """`value` as `kind`, or None with its faults recorded at their lines."""
        if value is None:
            value = {}
        try:
            found = kind.model_validate(value)
        except ValidationError as error:
            self._validation(kind, value, path, error)
            return None
        for where, given in _misread(value, found, path):
            self._expected(where, "a number", given)
        return found

    def stacking(self, value: Any) -> Any:
        """The preset that is extended, with the keys given here in its place."""
        own = dict(self.mapping(value, ("stacking",), ("extends", *Stacking.model_fields)))
        name = own.pop("extends", "amazon")
        if not isinstance(name, str):
            self._expected(("stacking", "extends"), f"the name of a preset ({', '.join(PRESETS)})", name)
            return None
        if name not in PRESETS:
            self._unknown(("stacking", "extends"), "preset", name, PRESETS)
            return None
        found = self.section(Stacking, {**_preset(name), **own}, ("stacking",))
        if isinstance(found, Stacking):
            self._pairs(found)
        return found

    def rules(self, value: Any, rule_types: RuleTypes) -> dict[str, RuleSettings]:
        """Every rule's settings by id: the defaults, with what stands here in their place."""
        by_name = {name: rule for rule, (name, _) in rule_types.items()}
        found = {rule: kind.model_validate({}) for rule, (_, kind) in rule_types.items()}
        given: dict[str, str] = {}  # rule id → the key that it was given by: its name or its id
        for key, options in self.mapping(value, ("rules",), ()).items():
            rule = key if key in rule_types else by_name.get(key)
            if rule is None:
                self._unknown(("rules", key), "rule", key, (*by_name, *rule_types))
                continue
            first = given.setdefault(rule, key)
            if first != key:
                name = rule_types[rule][0]
                self._fault(("rules", key), f"rules.{key}: {twice(name, self._lines.get(('rules', first)))}")
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

    def _validation(self, kind: type[Section], value: Any, path: YamlPath, error: ValidationError) -> None:
        """One fault per place: where several types are allowed, pydantic has one for each."""
        by_place: dict[YamlPath, list[Any]] = {}
        for fault in error.errors():
            by_place.setdefault(_in_document(fault, value), []).append(fault)
        for place, faults in by_place.items():
            self._invalid(kind, (*path, *place), faults)

    def _invalid(self, kind: type[Section], where: YamlPath, faults: Sequence[Any]) -> None:
        fault = faults[0]
        words = [word for each in faults for word in _words(each)]
        if fault["type"] == "extra_forbidden":
            self._unknown(where, "key", str(where[-1]), _fields_at(kind, fault["loc"][:-1]))
        elif fault["type"] == "missing":
            name = f"{where[-1]!r}" if isinstance(where[-1], str) else f"entry {where[-1] + 1}"
            self._fault(where, f"{_dotted(where[:-1])}: {name} is missing.")
        elif words:
            near = suggestion(fault["input"], words) if isinstance(fault["input"], str) else ""
            self._expected(where, f"{', '.join(words[:-1])} or {words[-1]}", fault["input"], near)
        elif fault["type"] in _EXPECTED:
            context = fault.get("ctx", {})
            found = context.get("actual_length", fault["input"])
            self._expected(where, _EXPECTED[fault["type"]].format(**context), found)
        else:
            self._fault(where, f"{_dotted(where)}: {_own_words(fault)}")

    def _expected(self, path: YamlPath, what: str, found: Any, near: str = "") -> None:
        self._fault(path, f"{_dotted(path)}: expected {what}, found {_shown(found)}.{near}")

    def _unknown(self, path: YamlPath, what: str, name: str, known: Sequence[str]) -> None:
        text = f"{_dotted(path)}: unknown {what} {_shown(name)}.{suggestion(name, known)} Known: {', '.join(known) or 'none'}."
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


def _in_document(fault: Any, value: Any) -> YamlPath:
    """A fault's place as the document has it: pydantic also names the types that it tried."""
    place: YamlPath = ()
    for part in fault["loc"]:
        inside = range(len(value)) if isinstance(value, list) else value if isinstance(value, dict) else ()
        if part in inside:
            value = value[part]
        if part in inside or fault["type"] == "missing":
            place = (*place, part)
    return place


def _misread(given: Any, found: Any, path: YamlPath) -> Iterator[tuple[YamlPath, Any]]:
    """Where a truth value became a number: to pydantic `yes` is 1, to the person it is not."""
    if isinstance(found, BaseModel):
        found = {name: getattr(found, name) for name in type(found).model_fields}
    if isinstance(given, dict):
        for name, item in given.items():
            yield from _misread(item, found[name], (*path, name))
    elif isinstance(given, list):
        for index, (item, value) in enumerate(zip(given, found, strict=True)):
            yield from _misread(item, value, (*path, index))
    elif isinstance(given, bool) and isinstance(found, int | Decimal) and not isinstance(found, bool):
        yield path, given


def _words(fault: Any) -> list[str]:
    """The words that would have been right: pydantic has them as `'add', 'best' or 'open'`."""
    return (
        re.findall("'([^']*)'", fault["ctx"]["expected"])
        if fault["type"] in {"enum", "literal_error"}
        else []
    )


def _own_words(fault: Any) -> str:
    """A validator's own message. Where it ends in "Known: a, b", the nearest of them is named."""
    found = fault["input"]
    what, known, words = fault["msg"].removeprefix("Value error, ").partition(" Known: ")
    near = suggestion(found, words.split(", ")) if known and isinstance(found, str) else ""
    if what.startswith("is "):
        return f"{_shown(found)} {what}{near}{known}{words}."
    return f"{what[0].lower()}{what[1:]}, found {_shown(found)}.{near}{known}{words}{'.' * bool(known)}"


def _shown(value: Any) -> str:
    """A value as the person wrote it, more or less: short, and harmless on a terminal."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return repr(value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…")
    if isinstance(value, list):
        return "a list"
    return "names with values" if isinstance(value, dict) else str(value)


def _dotted(path: YamlPath) -> str:
    """Names only: where in a list it is, the line says."""
    names = (part if part.isprintable() else repr(part) for part in path if isinstance(part, str))
    return ".".join(names) or "the policy"
