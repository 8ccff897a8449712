"""A policy's document against its types: every fault names its line, what is known and the nearest name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final

from pydantic import ValidationError

from promocheck.model.errors import suggestion
from promocheck.policy.coherence import contradictions
from promocheck.policy.extend import Extended
from promocheck.policy.layout import LayoutSettings, faults_of
from promocheck.policy.section import Section
from promocheck.policy.settings import ExportsSettings, RuleSettings
from promocheck.policy.stacking import Stacking
from promocheck.policy.wording import dotted, expected, misread, place_of, shown, what_is_wrong
from promocheck.policy.yaml_lines import Path as YamlPath
from promocheck.policy.yaml_lines import read_yaml, twice

PRESETS: Final = ("amazon", "shopify", "taobao", "walmart", "aliexpress", "add", "chain", "best")
FROM_NOTHING: Final = "nothing"  # extends it: all of the section is written out

# Rule id → (rule name, the type of its options with their defaults).
RuleTypes = Mapping[str, tuple[str, type[RuleSettings]]]


class Check:
    """Collects every fault of a document, so that a person mends them in one go."""

    def __init__(self, lines: Mapping[YamlPath, int]) -> None:
        self.faults: list[tuple[int | None, str]] = []
        self._lines = lines
        self._written: Callable[[YamlPath], YamlPath] = _as_it_is  # where in the document a path was written

    def mapping(self, value: Any, path: YamlPath, known: Sequence[str] | None) -> dict[str, Any]:
        """`value` if it is a mapping of known keys (None: any); faults otherwise."""
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._fault(path, expected("names with values", value))
            return {}
        unknown = [key for key in value if known is not None and key not in known]
        for key in unknown:
            self._unknown((*path, key), "key", key, known or ())
        return {key: item for key, item in value.items() if key not in unknown}

    def version(self, value: Any, known: int) -> None:
        """Only one version is known so far."""
        if type(value) is not int or value != known:
            self._fault(("version",), expected(str(known), value))

    def section(self, kind: type[Section], value: Any, path: YamlPath) -> Any:
        """`value` as `kind`, or None with its faults recorded at their lines."""
        given = {} if value is None else value
        try:
            found = kind.model_validate(given)
        except ValidationError as error:
            by_place: dict[
                YamlPath, list[Any]
            ] = {}  # where several types are allowed, there is a fault for each
            for fault in error.errors():
                by_place.setdefault(place_of(fault, given), []).append(fault)
            for place, faults in by_place.items():
                where, what = what_is_wrong(kind, place, faults)
                self._fault((*path, *place), what, named=(*path, *where))
            return None
        for where, number in misread(given, found, path):
            self._fault(where, expected("a number", number))
        return found

    def stacking(self, value: Any, path: YamlPath = ("stacking",)) -> Any:
        """The preset that is extended, with the keys given here in its place; `path` is where the section stands."""
        own = dict(self.mapping(value, path, ("extends", *Stacking.model_fields)))
        name = own.pop("extends", PRESETS[0])
        if not isinstance(name, str):
            self._fault((*path, "extends"), expected(f"the name of a preset ({', '.join(PRESETS)})", name))
            return None
        if name not in (*PRESETS, FROM_NOTHING):
            self._unknown((*path, "extends"), "preset", name, (*PRESETS, FROM_NOTHING))
            return None
        extended = Extended({} if name == FROM_NOTHING else preset(name), own)
        began = len(self.faults)
        self._written = lambda place: (*path, *extended.own_path(place[len(path) :]))
        found = self.section(Stacking, extended.value, path)
        if isinstance(found, Stacking) and len(self.faults) == began:
            for place, what in contradictions(found):
                self._fault((*path, *place), what)
        self._written = _as_it_is
        return found

    def exports(self, value: Any) -> Any:
        """The exports section, each layout in it on its own, so that a fault in one does not hide another's."""
        known = (*ExportsSettings.model_fields,)
        own = dict(self.mapping(value, ("exports",), known))
        given = self.mapping(own.pop("layouts", None), ("exports", "layouts"), None)
        found = self.section(ExportsSettings, own, ("exports",))
        layouts = {str(name): self._layout(layout, str(name)) for name, layout in given.items()}
        if found is None or None in layouts.values():
            return None
        return found.model_copy(update={"layouts": layouts})

    def _layout(self, value: Any, name: str) -> Any:
        path = ("exports", "layouts", name)
        found = self.section(LayoutSettings, value, path)
        for place, what in faults_of(found) if isinstance(found, LayoutSettings) else ():
            self._fault((*path, *place), what)
        return found

    def rules(self, value: Any, rule_types: RuleTypes) -> dict[str, RuleSettings]:
        """Every rule's settings by id: the defaults, with what stands here in their place."""
        by_name = {name: rule for rule, (name, _) in rule_types.items()}
        found = {rule: kind.model_validate({}) for rule, (_, kind) in rule_types.items()}
        given: dict[str, str] = {}  # rule id → the key that it was given by: its name or its id
        for key, options in self.mapping(value, ("rules",), None).items():
            rule = key if key in rule_types else by_name.get(key)
            if rule is None:
                self._unknown(("rules", key), "rule", key, (*by_name, *rule_types))
                continue
            first = given.setdefault(rule, key)
            if first != key:
                name, line = rule_types[rule][0], self._lines.get(("rules", first))
                self._fault(("rules", key), twice(name, line))
                continue
            short = options if isinstance(options, dict | None) else {"severity": options}
            settings = self.section(rule_types[rule][1], short, ("rules", key))
            if settings is not None:
                found[rule] = settings
        return found

    def _unknown(self, path: YamlPath, what: str, name: str, known: Sequence[str]) -> None:
        self._fault(
            path, f"unknown {what} {shown(name)}.{suggestion(name, known)} Known: {', '.join(known)}."
        )

    def _fault(self, path: YamlPath, what: str, named: YamlPath | None = None) -> None:
        """A fault under the name of `named`, else of `path`, at the line of the nearest thing that stands there."""
        name = dotted(path if named is None else named)
        path = self._written(path)
        while path and path not in self._lines:
            path = path[:-1]
        self.faults.append((self._lines.get(path), f"{name}: {what}"))


def _as_it_is(path: YamlPath) -> YamlPath:
    return path


@cache
def preset(name: str) -> dict[str, Any]:
    """A preset's values. Nothing may change them: they are read once."""
    text = resources.files("promocheck.policy").joinpath(f"presets/{name}.yaml").read_text(encoding="utf-8")
    values: dict[str, Any] = read_yaml(text)[0]
    return values
