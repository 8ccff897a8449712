"""A promotion's name speaks of another product than the one it is on.

Why: the name is written for a product, the selection is picked from a list: when they do not agree, the list was the wrong one.

A real accident: a social code called after a seasonal product was set on the wrong product selection, on goods that had a coupon
already; the two added up to nearly everything.

Example: "Halloween lights 75 % off" on a coffee grinder, while the shop sells Halloween lights.

Fix: pick the products that the name means, or correct the name.

Options: `pattern` (null), how names say their products in this shop: a regular expression with a group called `sku` or `asin`, such as
'^(?P<sku>[A-Z]+-[0-9]+)'; then every promotion with a name has to say each of its products, by the whole SKU or its beginning. Without one, a
name is told that shares its words with another listing's title, and none with the title, SKU or brand of any of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from promocheck.model.finding import Severity
from promocheck.model.kind import Kind, label_of
from promocheck.model.text import Text, say
from promocheck.policy import Faults, RuleSettings, SeverityOrOff, expected, no_pattern
from promocheck.rules.evidence import Evidence
from promocheck.rules.naming import Spoken, spoken_elsewhere
from promocheck.rules.primary import TARGET, Primary
from promocheck.rules.rule import Hit, Rule, hit_of_promotion
from promocheck.rules.telling import skus_named

_GROUPS = ("sku", "asin")


class Options(RuleSettings):
    """How names say their products."""

    severity: SeverityOrOff = Severity.WARNING
    pattern: str | None = None
    """A regular expression with a group called sku or asin, by which every name says each of its products."""

    def faults(self) -> Faults:
        """A pattern that is no regular expression, or names no target."""
        if self.pattern is not None and (what := no_pattern(self.pattern) or _no_target(self.pattern)):
            yield ("pattern",), what


def _no_target(pattern: str) -> Text | None:
    """That a regular expression has none of the groups; None where it has one."""
    if any(name in re.compile(pattern).groupindex for name in _GROUPS):
        return None
    return expected(
        say("a group called sku or asin, such as {example}", example="(?P<sku>[A-Z]+-[0-9]+)"), pattern
    )


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion."""
    named = evidence.live(evidence.promotions["name"] != "")
    if options.pattern is None:
        for each in spoken_elsewhere(evidence, named):
            yield _hit(evidence, each.rows, each.listings, _words(each))
        return
    pattern = re.compile(options.pattern)
    for rows in evidence.by_id(named):
        said = _said(pattern, evidence.promotions.text("name", rows[0]))
        listings = evidence.listings_of(rows).tolist()
        others = tuple(at for at in listings if not _says(evidence, at, said))
        if others:
            yield _hit(evidence, rows, others, _targets(said))


def _said(pattern: re.Pattern[str], name: str) -> tuple[str, ...]:
    """What a name says by its groups, each once."""
    found = [match.groupdict() for match in pattern.finditer(name)]
    return tuple(dict.fromkeys(each[group] for each in found for group in _GROUPS if each.get(group)))


def _says(evidence: Evidence, listing: int, said: tuple[str, ...]) -> bool:
    """Whether one of these is the listing's ASIN, its SKU, or where its SKU begins, up to a sign."""
    sku, asin = (evidence.listings.text(name, listing).casefold() for name in ("sku", "asin"))
    words = [word.casefold() for word in said]
    return any(
        word in (sku, asin) or (sku.startswith(word) and not sku[len(word)].isalnum()) for word in words
    )


def _words(each: Spoken) -> Text:
    return say("its name says {words}: other listings are called that", words=each.words)


def _targets(said: tuple[str, ...]) -> Text:
    if not said:
        return say("its name does not fit the pattern of the policy")
    return say("its name says {said}", said=said)


def _hit(evidence: Evidence, rows: tuple[int, ...], listings: tuple[int, ...], what: Text) -> Hit:
    message = say(
        "{kind} {name} is on {skus}; {what}.",
        kind=label_of(Kind(evidence.promotions.number("kind", rows[0])).word),
        name=evidence.promotions.text("name", rows[0]),
        skus=skus_named(evidence, listings),
        what=what,
    )
    fix = say("Pick the products that the name means, or correct the name.")
    row = next(each for each in rows if listings[0] in evidence.listings_of([each]))
    return hit_of_promotion(evidence, rows, message, fix, primary=Primary(TARGET.fields, row))


RULE = Rule("PC403", "name-does-not-match-target", Options, check, __doc__, scope="run")
