"""What `promocheck init` has to know before it writes: looked up in the exports, told by options, or asked."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from promocheck.cli.kinds import pairs_of
from promocheck.cli.language import LANGUAGES
from promocheck.cli.progress import ProgressBar
from promocheck.cli.questions import Questions
from promocheck.cli.targets import Targets
from promocheck.model.errors import MissingMarketplace, UnknownWord
from promocheck.model.kind import label_of
from promocheck.model.marketplace import BY_CODE, find_marketplace
from promocheck.model.survey import Survey
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.pipeline.survey import Ground, survey, told_by_folders
from promocheck.policy.answers import is_none, margin, preset_name, share_of_price
from promocheck.policy.load import PACKAGED, packaged_policy, parse_policy
from promocheck.policy.starter import Answers
from promocheck.reports import Words
from promocheck.rules import RULE_TYPES
from promocheck.rules.forbidden_stack import Options


@dataclass(frozen=True, slots=True)
class Begin:
    """What the command line says; what it leaves open (None) is asked where somebody is there. `as_of` in UTC seconds."""

    targets: Targets
    questions: Questions
    as_of: int
    headers: str
    language: str
    colour: bool
    marketplace: str | None
    store: str | None
    min_percent: str | None
    min_margin: str | None
    forbid: str | None
    preset: str | None


def look(asked: Begin, words: Words) -> tuple[Ground, Survey]:
    """What the exports hold. A marketplace is asked for only where something cannot be told without."""
    stacking = parse_policy(PACKAGED, packaged_policy(), RULE_TYPES).stacking
    ground = Ground(asked.targets.to_read, stacking, asked.as_of)
    try:
        return ground, _survey(ground, asked.language)
    except MissingMarketplace as missing:
        if asked.marketplace is None and not asked.questions.asking:
            raise
        told = told_by_folders(ground.paths)
        question = words._("Marketplace of {files} (US, UK, DE, ...)", files=_some(missing.files, words))
        code = asked.questions.answer(
            "--marketplace", asked.marketplace, question, told[0] if len(told) == 1 else None, _marketplace
        )
    ground = replace(ground, marketplace=code)
    return ground, _survey(ground, asked.language)


def in_a_store(asked: Begin, ground: Ground, found: Survey, words: Words) -> tuple[Ground, Survey]:
    """The same with the seller account of what names none, if it has a name."""
    if not found.storeless:
        return ground, found
    question = words._("Seller account, if you have several")
    store = asked.questions.answer("--store", asked.store, question, words._("none"), _store)
    if store is None:
        return ground, found
    ground = replace(ground, store=store)
    return ground, _survey(ground, asked.language)


def _survey(ground: Ground, language: str) -> Survey:
    with ProgressBar(sys.stderr, language) as progress:
        return survey(replace(ground, progress=progress))


def answers_of(asked: Begin, words: Words) -> Answers:
    """What the policy is to say, but for what the exports say."""
    answer = asked.questions.answer
    return Answers(
        min_percent=answer(
            "--min-percent",
            asked.min_percent,
            words._("Floor for every SKU, in percent of its price, such as 60"),
            words._("none"),
            share_of_price,
        ),
        min_margin=answer(
            "--min-margin",
            asked.min_margin,
            words._("Margin to keep where you fill in costs, in percent, such as 15"),
            "0",
            margin,
        ),
        pairs=answer("--forbid", asked.forbid, words._("Never together"), _shipped_pairs(words), pairs_of),
        preset=answer(
            "--preset",
            asked.preset,
            words._("Promotions combine as on (amazon, shopify, taobao, walmart, ...)"),
            "amazon",
            preset_name,
        ),
    )


def _marketplace(text: str) -> str:
    found = find_marketplace(text)
    if found is None:
        raise UnknownWord(say("marketplace"), text.strip().upper(), tuple(BY_CODE))
    return found.code


def _store(text: str) -> str | None:
    return None if is_none(text) else text.strip()


def _shipped_pairs(words: Words) -> str:
    """The pairs of a policy that names none, as they would be typed: in the words of rules.yaml, or in Chinese."""
    kinds = [(one.word, other.word) for one, other in Options().pairs]
    if words.language != LANGUAGES[0]:
        kinds = [(words.say(label_of(one)), words.say(label_of(other))) for one, other in kinds]
    return ", ".join(map("+".join, kinds))


def _some(files: tuple[str, ...], words: Words) -> str:
    """The files by name, as many as fit on a line."""
    first = Path(files[0]).name
    return (
        words.data(first) if len(files) == 1 else words._("{file} and {n} more", file=first, n=len(files) - 1)
    )
