"""The base of every part of the policy."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from inspect import cleandoc, getsource
from itertools import pairwise
from textwrap import dedent
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic_core import CoreSchema


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
