"""The keys of a section as a person needs to know them: what may stand there, and what counts when nothing does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from promocheck.model.manual import Option
from promocheck.model.text import Text, say
from promocheck.policy.section import Section
from promocheck.policy.wording import one_of

Schema = Mapping[str, Any]

_LIMITS: Final = {
    "minimum": say("of at least"),
    "exclusiveMinimum": say("above"),
    "maximum": say("of at most"),
    "exclusiveMaximum": say("below"),
}


def options_of(kind: type[Section]) -> tuple[Option, ...]:
    """The keys of a section in their order. Every key needs a default: `ValidationError` otherwise."""
    schema = kind.model_json_schema()
    defaults = kind.model_validate({}).model_dump(mode="json")
    return tuple(
        Option(name, _words(each, schema.get("$defs", {})), defaults[name], each.get("description", ""))
        for name, each in schema["properties"].items()
    )


def _words(schema: Schema, named: Mapping[str, Schema]) -> Text:
    """What may stand there. Of several types the first counts: pydantic takes a number as text too."""
    choices = list(_alternatives(schema, named))
    words = tuple(word for each in choices for word in _listed(each))
    found = one_of(words) if words else _typed(choices[0], named)
    if any(each.get("type") == "null" for each in choices):
        return say("{what}, or null", what=found)
    return found


def _alternatives(schema: Schema, named: Mapping[str, Schema]) -> Iterator[Schema]:
    if "$ref" in schema:
        schema = named[schema["$ref"].rpartition("/")[2]]
    if "anyOf" not in schema:
        yield schema
    for each in schema.get("anyOf", ()):
        yield from _alternatives(each, named)


def _listed(schema: Schema) -> tuple[str, ...]:
    words = schema.get("enum", (schema["const"],) if "const" in schema else ())
    return tuple(map(str, words))


def _typed(schema: Schema, named: Mapping[str, Schema]) -> Text:
    match schema.get("type"):
        case "integer":
            return _within(say("a whole number"), schema)
        case "number":
            return _within(say("a number"), schema)
        case "boolean":
            return say("true or false")
        case "array":
            return _entries(schema, named)
        case "object":
            inside = schema.get("additionalProperties")
            return (
                say("names, each with {what}", what=_words(inside, named))
                if inside
                else say("names with values")
            )
    return say("text")


def _within(number: Text, schema: Schema) -> Text:
    limits = {name: _plain(schema[name]) for name in _LIMITS if name in schema}
    if limits.keys() == {"minimum", "maximum"}:
        return say(
            "{number} from {least} to {most}",
            number=number,
            least=limits["minimum"],
            most=limits["maximum"],
        )
    told = tuple(say("{limit} {bound}", limit=_LIMITS[name], bound=bound) for name, bound in limits.items())
    return say("{number} {limits}", number=number, limits=told) if told else number


def _plain(bound: float) -> str:
    return str(int(bound) if bound == int(bound) else bound)


def _entries(schema: Schema, named: Mapping[str, Schema]) -> Text:
    inside = _words(schema["items"] if "items" in schema else schema["prefixItems"][0], named)
    least, most = (schema.get(name) for name in ("minItems", "maxItems"))
    if least is not None and least == most:
        return say("a list of {n}, each {what}", n=least, what=inside)
    return say("a list, each entry {what}", what=inside)
