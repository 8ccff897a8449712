"""The policy's types. Every option has its default here; `rules.yaml` repeats them with a comment each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from promocheck.model.finding import Severity
from promocheck.model.marketplace import find_marketplace
from promocheck.model.report import PolicySource
from promocheck.policy.layout import LayoutSettings, Role
from promocheck.policy.section import Section
from promocheck.policy.stacking import Stacking


def _known_marketplace(value: Any) -> Any:
    found = find_marketplace(value) if isinstance(value, str) else None
    if value is not None and found is None:
        message = "expected a marketplace code such as US, UK or DE, or Amazon's marketplace id"
        raise ValueError(message)
    return found.code if found else None


MarketplaceCode = Annotated[str, BeforeValidator(_known_marketplace)]
Rows = Annotated[int, Field(ge=0, le=10**9)]
Hours = Annotated[int, Field(ge=0, le=100_000)]


class Expectations(Section):
    """What must be there for a run to be believed; nothing, unless the policy says so."""

    roles: tuple[Role, ...] = ()
    min_rows: Mapping[Role, Rows] = {}
    max_rows: Mapping[Role, Rows] = {}
    max_skew_hours: Hours | None = None
    max_age_hours: Mapping[Role, Hours] = {}


class ExportsSettings(Section):
    """What to read when the command line does not say, and what the headers of tables mean that no shipped layout knows."""

    paths: tuple[str, ...] = ()
    store: str | None = None
    marketplace: Annotated[str | None, BeforeValidator(_known_marketplace)] = None
    expect: Expectations = Expectations()
    layouts: Mapping[str, LayoutSettings] = {}


class FloorDefaults(Section):
    """Floors for SKUs that no sheet names, in percent. None: no default floor."""

    min_percent_of_price: Annotated[Decimal | None, Field(gt=0, le=100, decimal_places=2)] = None
    min_margin_percent: Annotated[Decimal, Field(ge=0, lt=100, decimal_places=2)] = Decimal(0)


class FloorSettings(Section):
    """Which SKUs must have a floor, and what counts where a sheet is silent."""

    required: Literal["promoted", "never"] = "promoted"
    default: FloorDefaults = FloorDefaults()


def _off_word(value: Any) -> Any:
    return "off" if value is False else value  # YAML 1.1 reads a bare `off` as false


SeverityOrOff = Annotated[Severity | Literal["off"], BeforeValidator(_off_word)]


class RuleSettings(Section):
    """What every rule has; a rule's own options are fields of a subclass in its file."""

    severity: SeverityOrOff


class ErrorByDefault(RuleSettings):
    """A rule without options of its own, an error unless the policy says otherwise."""

    severity: SeverityOrOff = Severity.ERROR


class WarningByDefault(RuleSettings):
    """A rule without options of its own, a warning unless the policy says otherwise."""

    severity: SeverityOrOff = Severity.WARNING


@dataclass(frozen=True, slots=True)
class Policy:
    """The effective policy: sections, one settings value per rule (by rule id), and where it came from."""

    exports: ExportsSettings
    floors: FloorSettings
    stacking: Stacking
    rules: Mapping[str, RuleSettings]
    source: PolicySource
