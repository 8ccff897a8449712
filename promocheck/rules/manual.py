"""Rules explained: the docstring at the head of a rule's file taken apart, and its options beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from promocheck.model.errors import UnknownWord
from promocheck.model.manual import Manual, plain
from promocheck.policy.option import options_of
from promocheck.rules.rule import Rule

# The first digit of an id says what a rule is about.
FAMILIES: Final = {
    "1": "price",
    "2": "stack",
    "3": "set-up",
    "4": "scope",
    "5": "stock",
    "6": "waivers",
    "9": "trust",
}
# How the paragraphs of a manual begin. One that begins otherwise belongs to the one before it.
_PARTS: Final = {
    "Why": "why",
    "A real accident": "accident",
    "An accident": "accident",
    "Example": "example",
    "Fix": "fix",
    "Options": "on_options",
}


def manual_of(rule: Rule) -> Manual:
    """The rule explained."""
    options = options_of(rule.options)
    parts = _parts(rule.manual)
    return Manual(
        id=rule.id,
        name=rule.name,
        family=FAMILIES[rule.id[2]],
        severity=next(str(option.default) for option in options if option.name == "severity"),
        trust=rule.trust,
        summary=parts["summary"],
        why=parts["why"],
        accident=parts["accident"],
        example=parts["example"],
        fix=parts["fix"],
        on_options=parts["on_options"],
        options=options,
    )


def find_rules(rules: Sequence[Rule], words: Iterable[str]) -> tuple[Rule, ...]:
    """The rules that the words name, each once: by name or id, in any case, `_` as good as `-`.

    Raises `UnknownWord` for the first word that names none.
    """
    names = [*(rule.name for rule in rules), *(rule.id for rule in rules)]
    known = dict(zip(map(plain, names), (*rules, *rules), strict=True))
    found = []
    for word in words:
        if plain(word) not in known:
            raise UnknownWord("RULE", word, names)
        found.append(known[plain(word)])
    return tuple(dict.fromkeys(found))


def _parts(docstring: str) -> dict[str, str]:
    """The manual's parts by the name of their field, each paragraph on one line."""
    parts = dict.fromkeys(("summary", *_PARTS.values()), "")
    part = "summary"
    for paragraph in re.split(r"\n\s*\n", docstring.strip()):
        text = " ".join(paragraph.split())
        label, colon, rest = text.partition(": ")
        if colon and label in _PARTS:
            part, text = _PARTS[label], _sentence(rest)
        parts[part] = f"{parts[part]}\n\n{text}" if parts[part] else text
    return parts


def _sentence(text: str) -> str:
    """A sentence that stood behind a colon, on its own. A file's name at its start stays as it is."""
    word = re.split(r"[ ,;:]", text, maxsplit=1)[0]
    return text[0].upper() + text[1:] if word.isalpha() else text
