"""A policy's document against its types: every fault names its line, what is known and the nearest name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from promocheck.model.errors import nearest
from promocheck.model.text import Text, say
from promocheck.policy.coherence import contradictions
from promocheck.policy.documents import overlaid
from promocheck.policy.extend import Extended
from promocheck.policy.floors import FloorSettings, two_names
from promocheck.policy.floors import faults_of as faults_of_floors
from promocheck.policy.layout import LayoutSettings, faults_of
from promocheck.policy.overrides import Override, Scope
from promocheck.policy.preset import FROM_NOTHING, NOTHING, PRESETS, Combined, preset_with_places
from promocheck.policy.section import Section
from promocheck.policy.settings import ExportsSettings, RuleSettings, off_word
from promocheck.policy.stacking import Stacking
from promocheck.policy.wording import dotted, expected, misread, place_of, shown, what_is_wrong
from promocheck.policy.written import paths_of
from promocheck.policy.yaml_lines import Path as YamlPath
from promocheck.policy.yaml_lines import twice

# Rule id → (rule name, the type of its options with their defaults).
RuleTypes = Mapping[str, tuple[str, type[RuleSettings]]]
# Rule id → its options as they are written.
RuleOptions = Mapping[str, Mapping[str, Any]]


class Check:
    """Collects every fault of a document, so that a person mends them in one go."""

    whole = say("the policy")  # what a fault is of that is no key's

    def __init__(self, lines: Mapping[YamlPath, int], shown: str = "") -> None:
        self.faults: list[tuple[int | None, Text | str]] = []
        self._lines = lines
        self._shown = shown
        self._written: Callable[[YamlPath], YamlPath] = _as_it_is  # where in the document a path was written

    def mapping(self, value: Any, path: YamlPath, known: Sequence[str] | None) -> dict[str, Any]:
        """`value` if it is a mapping of known keys (None: any); faults otherwise."""
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._fault(path, expected(say("names with values"), value))
            return {}
        unknown = [key for key in value if known is not None and key not in known]
        for key in unknown:
            self._unknown((*path, key), say("key"), key, known or ())
        return {key: item for key, item in value.items() if key not in unknown}

    def version(self, value: Any, known: int) -> None:
        """Only one version is known so far; a file of a later one asks for a later promocheck."""
        if type(value) is int and value > known:
            self._fault(
                ("version",),
                say(
                    "this file is of version {value}, this promocheck reads version {known}. Update promocheck: pip install --upgrade promocheck.",
                    value=value,
                    known=known,
                ),
            )
        elif type(value) is not int or value != known:
            self._fault(("version",), expected(Text(str(known)), value))

    def file(self, value: Any, path: YamlPath) -> str | None:
        """`value` if it names a file, None where nothing stands."""
        if value is None or (isinstance(value, str) and value.strip() and "\0" not in value):
            return value
        self._fault(path, expected(say("the name of a file"), value))
        return None

    def section(self, kind: type[Section], value: Any, path: YamlPath) -> Any:
        """`value` as `kind`, or None with its faults recorded at their lines."""
        given = {} if value is None else value
        if kind.is_usual(given):
            return kind.usual()
        try:
            found = kind.model_validate(given)
        except ValidationError as error:
            # Where several types are allowed, there is a fault for each.
            by_place: dict[YamlPath, list[Any]] = {}
            for fault in error.errors():
                by_place.setdefault(place_of(fault, given), []).append(fault)
            for place, faults in by_place.items():
                where, what = what_is_wrong(kind, place, faults)
                self._fault((*path, *place), what, named=(*path, *where))
            return None
        for where, number in misread(given, found, path):
            self._fault(where, expected(say("a number"), number))
        return found

    def stacking(
        self, value: Any, path: YamlPath = ("stacking",), base: Combined | None = None
    ) -> tuple[Any, Combined]:
        """What is extended, with the keys given here in its place; `path` is where the section stands.

        `base` is what the section of another file came to: it is extended where this one names no preset.
        """
        own = dict(self.mapping(value, path, ("extends", *Stacking.model_fields)))
        named = "extends" in own
        name = own.pop("extends", PRESETS[0])
        if not isinstance(name, str):
            self._fault(
                (*path, "extends"),
                expected(say("the name of a preset ({presets})", presets=PRESETS), name),
            )
            return None, NOTHING
        if name not in (*PRESETS, FROM_NOTHING):
            self._unknown((*path, "extends"), say("preset"), name, (*PRESETS, FROM_NOTHING))
            return None, NOTHING
        before = preset_with_places(name) if named or base is None else base
        extended = Extended(before.value, own)
        began = len(self.faults)
        self._written = lambda place: (*path, *extended.own_path(place[len(path) :]))
        found = self.section(Stacking, extended.value, path)
        if isinstance(found, Stacking) and len(self.faults) == began:
            for place, what in contradictions(found):
                self._fault((*path, *place), what)
        self._written = _as_it_is
        return found, self._combined(before, extended, path)

    def _combined(self, before: Combined, extended: Extended, path: YamlPath) -> Combined:
        """The section's values, each with the place where it was written."""
        places = {}
        for each in paths_of(extended.value):
            own = extended.says(each)
            line = None if own is None else self._lines.get((*path, *own))
            place = f"{self._shown}:{line}" if line else before.places.get(each)
            if place:
                places[each] = place
        return Combined(extended.value, places)

    def floors(self, value: Any, path: YamlPath = ("floors",)) -> Any:
        """The floors section."""
        found = self.section(FloorSettings, value, path)
        for place, what in faults_of_floors(found) if isinstance(found, FloorSettings) else ():
            self._fault((*path, *place), what)
        for place, what in two_names(value) if isinstance(found, FloorSettings) else ():
            self._fault((*path, *place), what)
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

    def rules(
        self, value: Any, rule_types: RuleTypes, base: RuleOptions
    ) -> tuple[dict[str, RuleSettings], RuleOptions]:
        """Every rule's settings by id, and the options that are written: `base`, with what stands here in their place."""
        found = self._rules_named(value, rule_types, base, ("rules",))
        written = {**base, **{rule: options for rule, (_, options) in found.items()}}
        return {
            rule: found[rule][0] if rule in found else _settings(kind, written.get(rule))
            for rule, (_, kind) in rule_types.items()
        }, written

    def _rules_named(
        self, value: Any, rule_types: RuleTypes, base: RuleOptions, path: YamlPath
    ) -> dict[str, tuple[RuleSettings, Mapping[str, Any]]]:
        """The rules that stand there, by id: their settings, and their options as written, on top of those of `base`."""
        by_name = {name: rule for rule, (name, _) in rule_types.items()}
        found: dict[str, tuple[RuleSettings, Mapping[str, Any]]] = {}
        given: dict[str, str] = {}  # rule id → the key that it was given by: its name or its id
        for key, options in self.mapping(value, path, None).items():
            rule = key if key in rule_types else by_name.get(key)
            if rule is None:
                self._unknown((*path, key), say("rule"), key, (*by_name, *rule_types))
                continue
            first = given.setdefault(rule, key)
            if first != key:
                name, line = rule_types[rule][0], self._lines.get((*path, first))
                self._fault((*path, key), twice(name, line))
                continue
            together = overlaid(base.get(rule, {}), _spelled_out(options))
            settings = self.section(rule_types[rule][1], together, (*path, key))
            if settings is not None:
                for place, what in settings.faults():
                    self._fault((*path, key, *place), what)
                found[rule] = settings, together or {}
        return found

    def overrides(self, value: Any, rules: RuleOptions, rule_types: RuleTypes) -> tuple[Override, ...]:
        """The entries of `overrides`; their rules are checked on top of the policy's own."""
        if value is None:
            return ()
        if not isinstance(value, list):
            self._fault(("overrides",), expected(say("a list of entries"), value))
            return ()
        entries = (self._override(each, at, rules, rule_types) for at, each in enumerate(value))
        return tuple(each for each in entries if each)

    def _override(self, value: Any, at: int, rules: RuleOptions, rule_types: RuleTypes) -> Override | None:
        path: YamlPath = ("overrides", at)
        if not isinstance(value, dict):
            self._fault(path, expected(say("names with values"), value))
            return None
        scope_keys = (*Scope.model_fields,)
        given = self.mapping(value, path, (*scope_keys, "floors", "rules"))
        scope = self.section(Scope, {name: item for name, item in given.items() if name in scope_keys}, path)
        if scope is not None and scope == Scope():
            self._fault(path, say("expected one of {scope_keys}: where it holds.", scope_keys=scope_keys))
        own = self.mapping(given.get("floors"), (*path, "floors"), None)
        if "exchange_rates" in own:
            self._fault(
                (*path, "floors", "exchange_rates"), say("stands under floors: rates hold everywhere.")
            )
        self.floors(own, (*path, "floors"))
        self._rules_named(given.get("rules"), rule_types, rules, (*path, "rules"))
        ids = {key: rule for rule, (name, _) in rule_types.items() for key in (rule, name)}
        said = given.get("rules")
        said = said if isinstance(said, dict) else {}
        options = {ids[key]: _spelled_out(each) or {} for key, each in said.items() if key in ids}
        return None if scope is None else Override(scope, own, options, self._places(value, path, ids))

    def _places(self, value: Any, path: YamlPath, ids: Mapping[str, str]) -> dict[YamlPath, str]:
        """Where everything of an entry was written, rules by their ids."""
        found = {}
        for each in paths_of(value):
            of_rule = each[:1] == ("rules",) and len(each) > 1
            at = ("rules", ids.get(str(each[1]), each[1]), *each[2:]) if of_rule else each
            found[at] = f"{self._shown}:{self._lines.get((*path, *each))}"
        return found

    def _unknown(self, path: YamlPath, what: Text, name: str, known: Sequence[str]) -> None:
        self._fault(
            path,
            say(
                "unknown {what} {found}.{near} Known: {known}.",
                what=what,
                found=shown(name),
                near=nearest(name, known),
                known=tuple(known),
            ),
        )

    def _fault(self, path: YamlPath, what: Text, named: YamlPath | None = None) -> None:
        """A fault under the name of `named`, else of `path`, at the line of the nearest thing that stands there."""
        name = dotted(path if named is None else named, self.whole)
        path = self._written(path)
        while path and path not in self._lines:
            path = path[:-1]
        self.faults.append((self._lines.get(path), say("{name}: {what}", name=name, what=what)))


def _spelled_out(options: Any) -> Any:
    """A rule's options, where its severity may stand alone."""
    return options if isinstance(options, dict | None) else {"severity": off_word(options)}


def _settings(kind: type[RuleSettings], options: Any) -> RuleSettings:
    """What the options of a rule that are known to hold come to."""
    return kind.model_validate(options) if options else kind.usual()


def _as_it_is(path: YamlPath) -> YamlPath:
    return path
