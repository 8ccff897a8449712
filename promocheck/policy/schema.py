"""The policy's form as JSON Schema, so that an editor completes and checks rules.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import Field, TypeAdapter, create_model

from promocheck.model.waiver import WAIVERS_FILE
from promocheck.policy.check import RuleTypes
from promocheck.policy.floors import FloorSettings
from promocheck.policy.ledger import LedgerSettings
from promocheck.policy.load import VERSION
from promocheck.policy.nightly import NightlySettings
from promocheck.policy.notify import NotifySettings
from promocheck.policy.overrides import OverrideSettings
from promocheck.policy.preset import FROM_NOTHING, PRESETS
from promocheck.policy.schema_refined import OFF, refine
from promocheck.policy.section import Section
from promocheck.policy.settings import ExportsSettings, SeverityOrOff
from promocheck.policy.stacking import Stacking

Schema = dict[str, Any]
# Of what extends a preset only the name is needed: the rest is the preset's.
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "Stacking": (),
    "Stage": ("id",),
    "PromotionClass": ("id",),
}

_OF_WAIVERS: Final = "The file of what was accepted, relative to the folder of this one."


def json_schema(rule_types: RuleTypes, says: Mapping[str, str] | None = None) -> Schema:
    """The schema of rules.yaml (JSON Schema 2020-12), each key with its description; `says` has those of rules, by id."""
    rules = _rules(rule_types)
    document = create_model(
        "Policy",
        __base__=Section,
        exports=(
            ExportsSettings,
            Field(ExportsSettings(), description="What is read, and what must be there."),
        ),
        floors=(FloorSettings, Field(FloorSettings(), description="How low prices may go.")),
        stacking=(Stacking, Field(description="How promotions combine.")),
        waivers=(str, Field(WAIVERS_FILE, description=_OF_WAIVERS)),
        ledger=(LedgerSettings, Field(LedgerSettings(), description="Where every scan is written down.")),
        nightly=(NightlySettings, Field(NightlySettings(), description="Runs that nobody looks at.")),
        notify=(
            NotifySettings,
            Field(NotifySettings(), description="Which chats and mailboxes `scan --notify` tells."),
        ),
        rules=(rules, Field(description="How grave each finding is, and what each rule takes for one.")),
        overrides=(
            tuple[OverrideSettings, ...],
            Field((), description="Floors and rules of some stores, marketplaces or brands."),
        ),
    )
    schema = document.model_json_schema()
    parts: dict[str, Schema] = schema["$defs"]
    for name, needed in _NEEDED.items():
        parts[name]["required"] = list(needed)
    parts["Stacking"]["properties"]["extends"] = {
        "enum": [*PRESETS, FROM_NOTHING],
        "default": PRESETS[0],
        "description": "The preset whose keys count where this section has none.",
    }
    for owner in ("Stage", "PromotionClass"):
        base = parts[owner]["properties"]["base"]
        parts[owner]["properties"]["base"] = {
            "description": base.pop("description"),
            "anyOf": [{"type": "string"}, base],
        }
    severity = TypeAdapter(SeverityOrOff).json_schema()
    described = {key: text for rule, text in (says or {}).items() for key in (rule, rule_types[rule][0])}
    for name in parts["Rules"]["properties"]:
        options = parts["Rules"]["properties"][name]
        parts["Rules"]["properties"][name] = {
            "description": described.get(name, "A rule: its severity, or its options."),
            "anyOf": [options, _word(severity), OFF],
        }
    refine(schema)
    schema["properties"] = {
        "version": {"const": VERSION, "description": "Of this file's format."},
        "extends": {
            "anyOf": [{"type": "string"}, {"type": "null"}],
            "default": None,
            "description": "Another rules file, seen from this one's folder: what this one names stands in its place.",
        },
        **schema["properties"],
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "required": []}


def _rules(rule_types: RuleTypes) -> type[Section]:
    """A section with a key for every rule, by its name and by its id."""
    fields: dict[str, Any] = {}
    for rule, (name, options) in rule_types.items():
        for key in (name, rule):
            fields[key] = (options, options.model_validate({}))
    return create_model("Rules", __base__=Section, **fields)


def _word(schema: Schema) -> Schema:
    """The words of a severity, without the references that stand only in its own schema."""
    words = [*schema["$defs"]["Severity"]["enum"], "off"]
    return {"enum": words, "description": "The rule's severity alone."}
