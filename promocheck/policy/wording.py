"""What pydantic finds wrong, in the words of the person who wrote the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel

from promocheck.model.address import masked
from promocheck.model.errors import nearest
from promocheck.model.text import Text, say
from promocheck.policy.yaml_lines import Path

_LONGEST_SHOWN: Final = 60  # characters of a value in a message

_NO_HINT: Final = Text("")
_WHOLE: Final = say("the policy")
_EXPECTED: Final = {
    "tuple_type": say("a list such as [a, b]"),
    "model_type": say("names with values"),
    "dict_type": say("names with values"),
    "string_type": say("text in quotes"),
    "int_type": say("a whole number"),
    "int_parsing": say("a whole number"),
    "int_from_float": say("a whole number"),
    "decimal_type": say("a number"),
    "decimal_parsing": say("a number"),
    "finite_number": say("a number"),
    "decimal_max_places": say("a number with at most {decimal_places} decimal places"),
    "greater_than": say("a number above {gt}"),
    "greater_than_equal": say("a number of at least {ge}"),
    "less_than": say("a number below {lt}"),
    "less_than_equal": say("a number of at most {le}"),
    "bool_type": say("true or false"),
    "bool_parsing": say("true or false"),
    "too_long": say("{max_length} entries"),
    "too_short": say("at least {min_length} of them"),
}


def expected(what: Text, found: Any, hint: Text = _NO_HINT) -> Text:
    """What should stand there, what does, and perhaps a hint."""
    return say("expected {what}, found {found}.{hint}", what=what, found=shown(found), hint=hint)


def no_pattern(pattern: str, *, written: str | None = None) -> Text | None:
    """What is wrong with a regular expression, named as it is `written`; None where nothing is."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return say(
            "{header} is no regular expression: {error}.", header=shown(written or pattern), error=str(error)
        )
    return None


def place_of(fault: Any, value: Any) -> Path:
    """A fault's place as the document has it: pydantic also names the types that it tried."""
    place: Path = ()
    for part in fault["loc"]:
        inside = range(len(value)) if isinstance(value, list) else value if isinstance(value, dict) else ()
        if part in inside:
            value = value[part]
        if part in inside or fault["type"] == "missing":
            place = (*place, part)
    return place


def what_is_wrong(kind: type[BaseModel], place: Path, faults: Sequence[Any]) -> tuple[Path, Text]:
    """What the faults of one place come to, and the path to say it of."""
    fault = faults[0]
    found, context = fault["input"], fault.get("ctx", {})
    words = [word for each in faults for word in _words(each)]
    if fault["type"] == "extra_forbidden":
        name, known = str(place[-1]), _fields_at(kind, fault["loc"][:-1])
        return place, unknown(say("key"), name, known)
    if fault["type"] == "missing":
        last = place[-1]
        if isinstance(last, str):
            return place[:-1], say("{name} is missing.", name=repr(last))
        return place[:-1], say("entry {n} is missing.", n=str(last + 1))
    if words:
        near = nearest(found, words) if isinstance(found, str) else _NO_HINT
        return place, expected(one_of(tuple(words)), found, near)
    if fault["type"] in _EXPECTED:
        what = Text(
            _EXPECTED[fault["type"]].template, tuple((name, str(each)) for name, each in context.items())
        )
        return place, expected(what, context.get("actual_length", found))
    return place, _own_words(fault)


def misread(given: Any, found: Any, path: Path) -> Iterator[tuple[Path, bool]]:
    """Where a truth value became a number: to pydantic `yes` is 1, to the person it is not."""
    if isinstance(found, BaseModel):
        found = {name: getattr(found, name) for name in type(found).model_fields}
    if isinstance(given, dict):
        for name, item in given.items():
            if name in found:  # words that YAML takes for truth values are other keys in the section
                yield from misread(item, found[name], (*path, name))
    elif isinstance(given, list) and not isinstance(found, str):
        for index, (item, value) in enumerate(zip(given, found, strict=True)):
            yield from misread(item, value, (*path, index))
    elif isinstance(given, bool) and isinstance(found, int | Decimal) and not isinstance(found, bool):
        yield path, given


def shown(value: Any) -> Text | str:
    """A value as the person wrote it, more or less: short, without passwords, and harmless on a terminal."""
    if value is None:
        return say("nothing")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        value = masked(value)
        return repr(value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…")
    if isinstance(value, list):
        return say("a list")
    return say("names with values") if isinstance(value, dict) else str(value)


def dotted(path: Path, whole: Text = _WHOLE) -> Text | str:
    """A path's names, or those of the `whole`; where in a list it is, the line says."""
    names = (masked(part if part.isprintable() else repr(part)) for part in path if isinstance(part, str))
    return ".".join(names) or whole


def _fields_at(kind: type[BaseModel], path: Sequence[Any]) -> tuple[str, ...]:
    """The field names of the section that `path` leads to below `kind`."""
    named = False  # the next part is a name that people give, as a brand is, and no field
    for part in path:
        if isinstance(part, str) and not named:
            annotation = kind.model_fields[part].annotation
            inner = [each for each in (annotation, *get_args(annotation)) if isinstance(each, type)]
            kind = next(each for each in inner if issubclass(each, BaseModel))
            named = get_origin(annotation) is Mapping
        else:
            named = False
    return tuple(kind.model_fields)


def _words(fault: Any) -> list[str]:
    """The words that would have been right: pydantic has them as `'add', 'best' or 'open'`."""
    if fault["type"] not in {"enum", "literal_error"}:
        return []
    return re.findall("'([^']*)'", fault["ctx"]["expected"])


def _own_words(fault: Any) -> Text:
    """A validator's own message, which is a template of ours. Where it ends in "Known: a, b", the nearest of them is named."""
    found = fault["input"]
    what, known, words = fault["msg"].removeprefix("Value error, ").partition(" Known: ")
    near = nearest(found, words.split(", ")) if known and isinstance(found, str) else _NO_HINT
    hint = say("{near} Known: {known}.", near=near, known=words) if known else _NO_HINT
    if what.startswith("is "):
        return say("{found} {is_none}{hint}", found=shown(found), is_none=Text(what), hint=hint)
    return expected(Text(what.removeprefix("expected ")), found, hint)


def unknown(what: Text, name: Any, known: Sequence[str]) -> Text:
    """A name that is none of those that may stand there."""
    return say(
        "unknown {what} {name}.{near} Known: {known}.",
        what=what,
        name=shown(name),
        near=nearest(name, known),
        known=tuple(known),
    )


def one_of(words: tuple[str | Text, ...]) -> Text:
    """The words from which one may be chosen."""
    if len(words) == 1:
        return say("{word}", word=words[0])
    return say("{words} or {last}", words=words[:-1], last=words[-1])
