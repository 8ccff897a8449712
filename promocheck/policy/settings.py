"""The policy's types. Every option has its default here; `rules.yaml` repeats them with a comment each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from promocheck.model.finding import Severity
from promocheck.policy.floors import OF_MARKETPLACE, known_marketplace
from promocheck.policy.layout import LayoutSettings, Role
from promocheck.policy.section import Section
from promocheck.policy.yaml_lines import Faults

RowCount = Annotated[int, Field(ge=0, le=10**9)]
Hours = Annotated[int, Field(ge=0, le=100_000)]


def off_word(value: Any) -> Any:
    """A word as written: YAML 1.1 reads a bare `off` as false."""
    return "off" if value is False else value


class Expectations(Section):
    """What must be there for a run to be believed; nothing, unless the policy says so."""

    roles: tuple[Role, ...] = ()
    """Roles that must be among the files: [listings, promotions]."""
    min_rows: Mapping[Role, RowCount] = {}
    """The fewest rows of a role, over all its files: {listings: 500}."""
    max_rows: Mapping[Role, RowCount] = {}
    """Likewise the most."""
    max_skew_hours: Hours | None = None
    """How far apart files of one run may have been written."""
    max_age_hours: Mapping[Role, Hours] = {}
    """How old the files of a role may be: {listings: 24}, in place of the 48 hours of stale-export; judged only without --as-of."""


class ExportsSettings(Section):
    """What to read when the command line does not say, and what the headers of tables mean that no shipped layout knows."""

    paths: tuple[str, ...] = ()
    """What a scan reads when no PATH is given; else the current folder."""
    store: str | None = None
    """The store of rows that name none, neither themselves nor by their folder."""
    marketplace: Annotated[
        str | None,
        BeforeValidator(known_marketplace),
        WithJsonSchema({"anyOf": [OF_MARKETPLACE, {"type": "null"}]}),
    ] = None
    """Likewise the marketplace: US, UK, DE, ..."""
    expect: Expectations = Expectations.usual()
    """What must be there for a run to be trusted."""
    newest: bool = False
    """Of several exports of one kind and shop only the newest is read, and the older ones are told; else all are read together."""
    settle_seconds: Annotated[int, Field(ge=0, le=3_600)] = 0
    """How long a file must not have changed before it is read: one that is still being copied is waited for."""
    settle_limit_seconds: Annotated[int, Field(ge=0, le=86_400)] = 300
    """How long that is waited for; then the file is named, and the run is not trustworthy."""
    cache: Annotated[
        Annotated[str, Field(min_length=1)] | None,
        BeforeValidator(off_word),
        WithJsonSchema({"anyOf": [{"type": "string", "minLength": 1}, {"const": False}, {"type": "null"}]}),
    ] = None
    """Where the columns of large exports are kept for the next run: a folder, or off; else the user's own cache."""
    layouts: Mapping[str, LayoutSettings] = {}
    """Tables of your own: what their headers mean; `promocheck inspect FILE --suggest` begins one."""


SeverityOrOff = Annotated[
    Severity | Literal["off"],
    BeforeValidator(off_word),
    Field(description="How much a finding of this rule weighs; off: it is not reported."),
]


class RuleSettings(Section):
    """What every rule has; a rule's own options are fields of a subclass in its file."""

    severity: SeverityOrOff

    def faults(self) -> Faults:
        """What no type sees in a rule's own options, each with its place among them."""
        return iter(())


class ErrorByDefault(RuleSettings):
    """A rule without options of its own, an error unless the policy says otherwise."""

    severity: SeverityOrOff = Severity.ERROR


class WarningByDefault(RuleSettings):
    """A rule without options of its own, a warning unless the policy says otherwise."""

    severity: SeverityOrOff = Severity.WARNING
