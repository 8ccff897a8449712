"""What a shell completes where only promocheck knows the words. A Tab must not wait for numpy, which the rules import."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from promocheck.model.manual import plain
from promocheck.model.marketplace import BY_CODE


def complete_rule(incomplete: str) -> list[tuple[str, str]]:
    """Names and ids of rules that begin like this, each with what is wrong; spelled on as they were begun."""
    begun = plain(incomplete)
    rules = sorted(_rules())
    words = [(name, says) for _, name, says in rules] + [(rule, says) for rule, _, says in rules]
    return [
        (incomplete + word[len(incomplete) :], says) for word, says in words if plain(word).startswith(begun)
    ]


def complete_shop(incomplete: str) -> list[str]:
    """Marketplaces that begin like this, of a store where one stands before them; spelled on as they were begun."""
    begun = incomplete.rpartition("/")[2].upper()
    return [incomplete + code[len(begun) :] for code in BY_CODE if code.startswith(begun)]


def _rules() -> Iterator[tuple[str, str, str]]:
    """Id, name and first paragraph of every rule, read from the rules' files without running them."""
    from importlib import resources  # only a Tab needs it

    for file in (resources.files("promocheck") / "rules").iterdir():
        if file.name.endswith(".py"):
            yield from _rule_in(ast.parse(file.read_bytes()))


def _rule_in(module: ast.Module) -> Iterator[tuple[str, str, str]]:
    for statement in module.body:
        match statement:
            case ast.Assign(
                targets=[ast.Name("RULE")],
                value=ast.Call(args=[ast.Constant(str() as rule), ast.Constant(str() as name), *_]),
            ):
                says, _, _ = (ast.get_docstring(module) or "").partition("\n\n")
                yield rule, name, " ".join(says.split())
