"""Tables that were read → the report on them: what the rules find, what is accepted of it, and what became of all that was read."""

from __future__ import annotations

from dataclasses import replace

from promocheck import exports, rules
from promocheck.crew import processors
from promocheck.crew.memory import give_back
from promocheck.model.finding import Finding
from promocheck.model.manual import Manual
from promocheck.model.problem import Unpriced, UnreadCell, UnreadFile
from promocheck.model.report import Report, Told
from promocheck.model.run import Worst
from promocheck.model.timeline import Timeline
from promocheck.pipeline.accounts import coverage_of, inputs_of
from promocheck.pipeline.asked_shops import of_asked_shops
from promocheck.pipeline.locks import SOON, locks_of
from promocheck.pipeline.parts import Whole
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.prices import lowest_stacked
from promocheck.pipeline.recorded import campaigns_of, worst_prices
from promocheck.pipeline.remembered import unapproved
from promocheck.pipeline.request import Request
from promocheck.pipeline.shares import Share
from promocheck.pipeline.shop import shop_of, without_the_joined
from promocheck.pipeline.told import Terms, divided, findings_in, told
from promocheck.pipeline.waived import waive
from promocheck.policy import Policy
from promocheck.policy.weaker import weaker_rules
from promocheck.pricing.scopes import Scopes
from promocheck.pricing.timeline import Horizon
from promocheck.rules.manual import manual_of
from promocheck.tables import KEY
from promocheck.tables.frames import Columns


def judged_alone(tables: exports.Tables, policy: Policy, as_of: int) -> tuple[Finding, ...]:
    """The findings of tables judged for themselves."""
    return found_in(tables, Request((), policy, as_of))


def judge(tables: exports.Tables, policy: Policy, as_of: int) -> Report:
    """Tables judged for themselves, with every promoted SKU's lowest prices."""
    return report_on(tables, Request((), policy, as_of, prices=True))


def report_on(tables: exports.Tables, request: Request) -> Report:
    """The report on these tables. Findings that are told as lines are judged in shares, by several processes or elsewhere."""
    policy, as_of = request.policy, request.as_of
    # Waivers are held against all findings, as is what was there before a draft or was approved; a ledger keeps all of them.
    ledger = request.recording or request.remembers.required
    held = request.drafts or policy.waivers.entries or ledger or request.lines is None
    if held and request.elsewhere is None:
        return report_of(tables, Priced.of(tables, policy, as_of), request)
    give_back()
    whole, shares = _joined(tables, request, whole=bool(held))
    del tables  # what is left of them is the joined shop's
    give_back()
    terms = Terms(policy, as_of, None if held else request.lines)
    priced, found = told(whole, shares, terms, request.jobs, request.elsewhere)
    return report_of(whole.tables, priced, request, findings_in(found) if held else found)


def _joined(tables: exports.Tables, request: Request, *, whole: bool) -> tuple[Whole, tuple[Share, ...]]:
    """The shop of these tables, in shares; without what only its findings' lines need no more, unless the `whole` of it is wanted."""
    policy = request.policy
    jobs = request.jobs or processors()
    shop = shop_of(tables, policy, Horizon.of(request.as_of, policy.stacking), jobs)
    if whole:
        return divided(shop, tables, jobs=1)
    return divided(*without_the_joined(shop, tables), request.jobs)


def found_in(tables: exports.Tables, request: Request) -> tuple[Finding, ...]:
    """The findings alone, for comparing: nobody reads their fixes."""
    return findings_of(Priced.of(tables, request.policy, request.as_of), request, fixing=False)


def report_of(
    tables: exports.Tables,
    priced: Priced,
    request: Request,
    found: Told | tuple[Finding, ...] | None = None,
) -> Report:
    """What the rules find in a run's prices, or have `found` already, and what became of everything that was read."""
    shop = priced.shop
    worst = worst_prices(priced) if request.recording else None
    lines = found if isinstance(found, Told) else None
    held = None if isinstance(found, Told) else found
    findings = () if lines else findings_of(priced, request, worst=worst, found=held)
    return Report(
        as_of=request.as_of,
        until=priced.horizon.until,
        fail_on=request.fail_on,
        policy=request.policy.source,
        inputs=inputs_of(tables, shop, request.as_of),
        skipped=tables.skipped,
        coverage=coverage_of(shop, priced.segments),
        findings=findings,
        told=lines,
        prices=priced.prices() if request.prices else (),
        worst=worst or (),
        campaigns=campaigns_of(priced) if request.recording else (),
        unread=tuple(each for each in tables.problems if isinstance(each, UnreadCell | UnreadFile)),
        locks=() if lines else locks_of(priced, SOON),  # lines are for programs, which are not told of locks
        catalogue=_catalogue(shop.scopes) if request.catalogue else (),
        timelines=_timelines(tables, priced, findings) if request.timelines else (),
        weaker=weaker_rules(request.policy, rules.RULE_TYPES),
        asks_approval=request.remembers.required,
    )


def _timelines(tables: exports.Tables, priced: Priced, findings: tuple[Finding, ...]) -> tuple[Timeline, ...]:
    from promocheck.pipeline.timelines import timelines_of  # noqa: PLC0415 - for reports that draw

    return timelines_of(tables, priced, findings)


def _catalogue(scopes: Scopes) -> tuple[Manual, ...]:
    """The manuals of the rules that are on anywhere in the shop."""
    settings = scopes.rules()
    on = (rule for rule in rules.ALL if any(each[rule.id].severity != "off" for each in settings))
    return tuple(map(manual_of, on))


def findings_of(
    priced: Priced,
    request: Request,
    *,
    fixing: bool = True,
    worst: tuple[Worst, ...] | None = None,
    found: tuple[Finding, ...] | None = None,
) -> tuple[Finding, ...]:
    """What the rules find, with the waivers that accept it, and what is to be said of the waivers and of approvals.

    Without `fixing` the fixes name no number: pricing them anew takes as long again. `worst` are the lowest prices and
    `found` what the rules find, where somebody knows them already.
    """
    evidence, settings = priced.evidence, priced.shop.scopes.rules()
    context = priced.context(fixing=fixing)
    if found is None:
        found = rules.run_rules(rules.ALL, settings, evidence, context)
    found = _waived(found, priced, request, context)
    approved = request.remembers.approved
    if approved is None or not request.remembers.required:
        return found
    prices = worst_prices(priced) if worst is None else worst
    of_approvals = replace(evidence, problems=tuple(unapproved(prices, approved)))
    return (*found, *rules.run_rules(rules.OF_APPROVALS, settings, of_approvals, context))


def _waived(
    found: tuple[Finding, ...], priced: Priced, request: Request, context: rules.Context
) -> tuple[Finding, ...]:
    """The findings, each with the waiver that accepts it, and what is to be said of the waivers."""
    evidence, settings = priced.evidence, priced.shop.scopes.rules()
    waivers = request.policy.waivers.entries
    if not waivers:
        return found
    lowest = lowest_stacked(evidence.listings, evidence.segments, evidence.of(Unpriced))
    judged = waive(found, waivers, lowest, _skus(evidence.listings), request.as_of)
    of_waivers = replace(evidence, problems=of_asked_shops(judged.problems, request.only))
    return (*judged.findings, *rules.run_rules(rules.OF_WAIVERS, settings, of_waivers, context))


def _skus(listings: Columns) -> dict[tuple[str, str], frozenset[str]]:
    """The SKUs of the listings by store and marketplace."""
    found: dict[tuple[str, str], set[str]] = {}
    for store, marketplace, sku in zip(*(listings[name] for name in KEY), strict=True):
        found.setdefault((store, marketplace), set()).add(sku)
    return {shop: frozenset(skus) for shop, skus in found.items()}
