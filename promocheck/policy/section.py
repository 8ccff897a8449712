"""The base of every part of the policy."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from functools import cache
from inspect import cleandoc, getsource
from itertools import chain, pairwise
from textwrap import dedent
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from promocheck.model.kind import Kind


class Section(BaseModel):
    """A part of the policy: frozen, and refusing keys it does not know. What stands below a field describes it."""

    # Of most sections nothing is written in most policies: what checks them is built where something is.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    @classmethod
    def usual(cls) -> Self:
        """What holds where nothing is written; every key needs a default."""
        return cls.model_construct()

    @classmethod
    def may_be_left_out(cls) -> bool:
        """Whether every key has a default."""
        return not any(field.is_required() for field in cls.model_fields.values())

    @classmethod
    def is_usual(cls, given: Any) -> bool:
        """Whether what is written is no more than what holds where nothing is written: then there is nothing to check."""
        return cls.may_be_left_out() and isinstance(given, dict) and _says(given, cls.usual())

    # pydantic can look below fields itself, but does when a class is made: a fifth of a second of every run, for a schema
    # that hardly any run writes.
    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The JSON Schema, each key with its description."""
        schema = handler(core)
        keys: dict[str, dict[str, Any]] = handler.resolve_ref_schema(schema).get("properties", {})
        below = {name: text for each in reversed(cls.mro()) for name, text in _below_fields(each)}
        for name in keys.keys() & below.keys():
            keys[name].setdefault("description", below[name])
        return schema


def _says(given: dict[Any, Any], usual: Section) -> bool:
    """Whether each key that is written says what holds anyway, in the very type that stands in a policy."""
    known = type(usual).model_fields
    return all(name in known and _is(item, getattr(usual, name)) for name, item in given.items())


def _is(item: Any, usual: Any) -> bool:
    match usual:
        case Section():
            return (
                isinstance(item, dict)
                and item.keys() == type(usual).model_fields.keys()
                and _says(item, usual)
            )
        case dict():
            return isinstance(item, dict) and _is([*chain(*item.items())], (*chain(*usual.items()),))
        case tuple():
            return isinstance(item, list) and len(item) == len(usual) and all(map(_is, item, usual))
        case Decimal():
            return type(item) in {int, Decimal} and str(item) == str(usual)
        case Kind() | StrEnum():
            return type(item) is str and item == (usual.word if isinstance(usual, Kind) else usual)
    return type(item) is type(usual) and bool(item == usual)


@cache
def _below_fields(kind: type) -> tuple[tuple[str, str], ...]:
    """The fields of a class with the text that stands below each; none of a class that is no section, or was never written."""
    if kind is Section or not issubclass(kind, Section):
        return ()
    try:
        written = ast.parse(dedent(getsource(kind))).body[0]
    except OSError:
        return ()
    return tuple(_texts(written.body)) if isinstance(written, ast.ClassDef) else ()


def _texts(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for field, below in pairwise(body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                yield name, cleandoc(text)
