"""The stacking oracle against prices worked out by hand: every key and word of the presets' page, a tiny table each.

Class `a` takes kind `a`, and so on. Promotions are text: kind, value (`=800` sold at, `-50` money off, `10%`, `free`)
and what else matters: `yes`, `no` (stackable), `q3` (min_quantity), `s2000` (min_spend), `1+1` (buy, get), `coded`,
`unrestricted`, `business`, `@5` (started), `#x` (its id). Money is in minor units.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.oracle.stacking import Policy, Running, lowest_end, prices, read

Section = dict[str, Any]
Case = tuple[
    str, Section, int, str, int, int
]  # what it shows, policy, listing, promotions, documented, worst


def of(name: str, **keys: Any) -> Section:
    return {"id": name, "kinds": [name], **keys}


def stage(name: str, effect: str, combine: str, classes: str | list[Section], **keys: Any) -> Section:
    rows = [of(each) for each in classes.split()] if isinstance(classes, str) else classes
    return {"id": name, "effect": effect, "combine": combine, "classes": rows, **keys}


def deal(combine: str, classes: str | list[Section] = "p q", name: str = "deal", **keys: Any) -> Section:
    return stage(name, "price", combine, classes, **keys)


def off(combine: str, classes: str | list[Section] = "a b c", name: str = "off", **keys: Any) -> Section:
    return stage(name, "reduction", combine, classes, **keys)


def units(**keys: Any) -> Section:
    return stage("units", "units", "add", [of("x", **keys)])


def stacking(*stages: Section, **keys: Any) -> Section:
    return {"stages": list(stages), "other_pairs": "add", **keys}


def pair(one: str, other: str, then: str, when: str = "") -> Section:
    line: Section = {"between": [one, other], "then": then}
    return line | {"when": {"price_set_by": when.split()}} if when else line


def running(number: int, text: str) -> Running:
    kind, value, *rest = text.split()
    terms: dict[str, Any] = {"id": f"{number}", "form": "percent", "value": None}
    if value != "free":
        sign = value.strip("0123456789.")
        form = {"=": "price", "-": "amount", "%": "percent"}[sign]
        terms |= {"form": form, "value": Fraction(value.strip("=-%")) / (100 if sign == "%" else 1)}
    for word in rest:
        terms |= _term(word)
    return Running(kind=kind, **terms)


def _term(word: str) -> dict[str, Any]:
    if word in ("yes", "no"):
        return {"stackable": word}
    if word == "coded":
        return {"coded": True}
    if word == "business":
        return {"audience": word}
    if "+" in word:
        buy, get = word.split("+")
        return {"buy": int(buy), "get": int(get)}
    numbered = {"q": "min_quantity", "s": "min_spend", "@": "started"}
    if word[0] in numbered and word[1:].isdigit():
        return {numbered[word[0]]: int(word[1:])}
    return {"id": word[1:]} if word[0] == "#" else {"combinability": word}


def promotions(text: str) -> list[Running]:
    return [running(number, each) for number, each in enumerate(text.split(",")) if each.strip()]


# --- Price stages --------------------------------------------------------------------

PRIME = of("p", audience="prime")
LOWEST = stacking(deal("lowest"), off("add"))
FIRST = stacking(deal("first"), off("add"))
BEST = stacking(deal("best"), off("add"))
REPLACES = stacking(deal("lowest", "s", name="sale", above="replaces"), deal("lowest"), off("add"))
AUDIENCE = stacking(deal("best", [PRIME, of("q")]), off("add"))


def alternative(combine: str) -> Section:
    return stacking(deal(combine, above="alternative"), off("add"))


ONE_OF_TWO = stacking(deal("lowest", [of("p", above="alternative"), of("q")]), off("add"))

PRICE_STAGES: list[Case] = [
    ("nothing runs", LOWEST, 1000, "", 1000, 1000),
    ("lowest", LOWEST, 1000, "p =800, q =700", 700, 700),
    ("an amount off", LOWEST, 1000, "p -300", 700, 700),
    ("an amount off, at least 0", LOWEST, 1000, "p -1300", 0, 0),
    ("a share off, the money off is rounded", LOWEST, 1001, "p 50%", 500, 500),
    ("above is ignored", LOWEST, 1000, "p =1001", 1000, 1000),
    ("above replaces", REPLACES, 1000, "s =1200", 1200, 1200),
    ("above replaces, the lowest", REPLACES, 1000, "s =1200, s =1100", 1100, 1100),
    ("a later stage starts from the running price", REPLACES, 1000, "s =800, p 50%", 400, 400),
    ("above the running price, not the listing's", REPLACES, 1000, "s =800, p =900", 800, 800),
    ("first: the earliest class", FIRST, 1000, "q =700, p =900", 900, 900),
    ("first of what is left", FIRST, 1000, "q =700, p =1001", 700, 700),
    ("first: started first", FIRST, 1000, "p =700 @9, p =900 @5", 900, 900),
    ("first: none is earliest", FIRST, 1000, "p =700 @9, p =900", 900, 900),
    ("first: then by id", FIRST, 1000, "p =700 #z, p =900 #y", 900, 900),
    # Two units at 490 reach 500, one at 500 does.
    ("lowest goes on with one price", LOWEST, 600, "p =490, q =500, a -300 s500", 340, 340),
    ("best goes on with each", BEST, 600, "p =490, q =500, a -300 s500", 200, 200),
    ("best: the running price is none", BEST, 500, "p =490, a -300 s500", 340, 340),
    ("best: it is one beside an audience", AUDIENCE, 500, "p =490, a -300 s500", 200, 200),
    ("best: not where anybody has an offer", AUDIENCE, 500, "p =490, q =495, a -300 s500", 340, 340),
    ("best: where none is left", AUDIENCE, 500, "q =501, a 10%", 450, 450),
    ("best: where those of an audience are left", AUDIENCE, 500, "p =490, q =501, a -300 s500", 200, 200),
    (
        "lowest: an audience changes nothing",
        stacking(deal("lowest", [PRIME]), off("add")),
        500,
        "p =490, a -300 s500",
        340,
        340,
    ),
    # One unit at 500 reaches 500, two at 490 do.
    ("alternative: one above counts", alternative("lowest"), 490, "p =500, a -300 s500", 200, 200),
    ("alternative: the price before too", alternative("lowest"), 500, "p =990, a -300 s500", 200, 200),
    ("alternative: the lowest of two above", alternative("lowest"), 490, "p =495, q =500, a -300 s500", 340, 340),
    ("alternative: nothing beside one below", alternative("lowest"), 500, "p =480, q =505, a -300 s500", 330, 330),
    ("alternative: alone it changes nothing", alternative("best"), 1000, "p =1200, a 10%", 900, 900),
    ("alternative: the first", alternative("first"), 490, "p =500, q =480, a -300 s500", 200, 200),
    ("alternative: the first without it", alternative("first"), 510, "p =990, q =505, a -300 s500", 205, 205),
    ("alternative: best", alternative("best"), 490, "p =500, q =480, a -300 s500", 200, 200),
    ("alternative: best, the price before", alternative("best"), 500, "p =990, a -300 s500", 200, 200),
    ("alternative: best, one below binds", alternative("best"), 500, "p =990, q =490, a -300 s500", 340, 340),
    ("alternative: of a class", ONE_OF_TWO, 490, "p =500, a -300 s500", 200, 200),
    ("alternative: not of another", ONE_OF_TWO, 490, "q =500, a -300 s500", 340, 340),
    ("alternative: without the other's", ONE_OF_TWO, 490, "p =505, q =495, a -300 s500", 205, 205),
]  # fmt: skip

# --- Reductions ----------------------------------------------------------------------

LISTING: list[Section] = [{"use": "listing"}]
DISPUTED: list[Section] = [
    {"when": {"price_set_by": "p"}, "use": "listing"},
    {"use": "item", "worst": "listing"},
]
ONLY_P: list[Section] = [{"when": {"price_set_by": ["p"]}, "use": "listing"}]
EARLIER: list[Section] = [{"use": "sale"}]
CHAIN = stacking(off("chain"))
ADD = stacking(off("add"))


def based(base: list[Section], combine: str = "add") -> Section:
    return stacking(deal("lowest", "s", name="sale"), deal("lowest"), off(combine, base=base))


def itself(word: str, effect: str = "reduction", **keys: Any) -> Section:
    return stacking(deal("lowest"), stage("off", effect, "add", [of("a", itself=word, **keys), of("b")]))


def remainder(combine: str) -> Section:
    return stacking(off("chain", "c", name="before"), off(combine, threshold_on="remainder"))


REDUCTIONS: list[Case] = [
    ("a share of the item price", LOWEST, 1000, "p =800, a 10%", 720, 720),
    ("rounded", ADD, 1005, "a 10%", 904, 904),
    ("base: the listing's", based(LISTING), 1000, "p =800, a 10%", 700, 700),
    ("base: an earlier stage", based(EARLIER), 1000, "s =900, p =500, a 10%", 410, 410),
    ("base: a stage without offers left what it found", based(EARLIER), 1000, "p =500, a 10%", 400, 400),
    ("base: the first line that holds", based(DISPUTED), 1000, "p =800, a 10%", 700, 700),
    ("base: the next one, disputed", based(DISPUTED), 1000, "q =800, a 10%", 720, 700),
    ("base: who was last to set it", based(DISPUTED), 1000, "s =900, p =900, q =800, a 10%", 720, 700),
    ("base: no line holds, item", based(ONLY_P), 1000, "q =800, a 10%", 720, 720),
    ("base: no line holds, running", based(ONLY_P, "chain"), 1000, "q =800, a 10%, b 10%", 648, 648),
    ("base: a line holds in a chain", based(ONLY_P, "chain"), 1000, "p =800, a 10%, b 10%", 600, 600),
    (
        "base: the class's before the stage's",
        stacking(deal("lowest"), off("add", [of("a", base=[{"use": "item"}]), of("b")], base=LISTING)),
        1000,
        "p =500, a 10%, b 10%",
        350,
        350,
    ),
    (
        "base: running, at the start of a stage that adds",
        stacking(off("add", "c", name="before"), off("add", "a b", base=[{"use": "running"}])),
        1000,
        "c 50%, a 10%, b 10%",
        400,
        400,
    ),
    (
        "base: what a stage of reductions left",
        stacking(off("add", "c", name="before"), off("chain", "a b", base=[{"use": "before"}])),
        1000,
        "c 50%, a 10%, b 10%",
        400,
        400,
    ),
    ("amount by min_quantity", ADD, 1000, "a -100 q3", 967, 966),
    ("amount by min_spend, at the edge", ADD, 1000, "a -100 s2000", 950, 950),
    ("amount by min_spend, beyond it", ADD, 1000, "a -100 s2001", 967, 966),
    ("amount by the greater of the two", ADD, 1000, "a -100 q4 s2001", 975, 975),
    ("a share has no thresholds", ADD, 1000, "a 10% q3 s9000", 900, 900),
    ("each its own number of units", ADD, 1000, "a -100 q2, b -100 q4", 925, 925),
    ("threshold on the item price", CHAIN, 1000, "a -100, b -400 s1000", 500, 500),
    # The remainder of 900 takes two units; the better buyer leaves `c` alone.
    ("threshold on the remainder", remainder("chain"), 1000, "c -100, b -120 s1000", 840, 840),
    ("threshold on the remainder, alone", remainder("chain"), 1000, "c -100, b -400 s1000", 600, 600),
    ("threshold on the remainder of the stage", remainder("add"), 1000, "a -100, b -400 s1000", 500, 500),
    ("units: free", stacking(units()), 1000, "x free 1+1", 500, 500),
    ("units: a share", stacking(units()), 1000, "x 50% 2+1", 833, 833),
    ("units: the price is rounded, down at worst", stacking(units()), 1001, "x free 1+1", 501, 500),
    ("units: an amount", stacking(units()), 900, "x -300 1+2", 700, 700),
    ("units: an amount above the base", stacking(units()), 900, "x -1000 2+1", 600, 600),
    ("units: a price", stacking(units()), 900, "x =300 2+1", 700, 700),
    ("units: a price above the base", stacking(units()), 900, "x =1000 2+1", 900, 900),
    ("units: no thresholds", stacking(units()), 1000, "x free 1+1 s9000", 500, 500),
    ("units: with a base", stacking(deal("lowest"), units(base=LISTING)), 1000, "p =800, x free 1+1", 300, 300),
    ("itself: add", itself("add"), 1000, "a 10%, a 20%", 700, 700),
    ("itself: chain", itself("chain"), 1000, "a 10%, a 20%", 720, 720),
    ("itself: chain, shares before amounts", itself("chain"), 1000, "a -100, a 10%", 800, 800),
    ("itself: chain, larger shares first", itself("chain"), 11, "a 10%, a 50%", 4, 4),
    ("itself: chain, not below 0", itself("chain"), 1000, "a 10%, a -2000, b 1%", 0, 0),
    ("itself: chain, from the base", itself("chain", base=LISTING), 1000, "p =800, a 10%, a 10%", 610, 610),
    ("itself: best", itself("best"), 1000, "a 10%, a -150", 850, 850),
    ("itself: best by default", ADD, 1000, "a 10%, a -150", 850, 850),
    ("itself: first", itself("first"), 1000, "a 10% @5, a 20% @9", 900, 900),
    ("itself: first, none is earliest", itself("first"), 1000, "a 10%, a 20% @9", 900, 900),
    ("itself: first, then by id", itself("first"), 1000, "a 20% #z, a 10% #y", 900, 900),
    ("itself: open", itself("open"), 1000, "a 10%, a 20%", 800, 700),
    ("itself: handshake, both yes", itself("handshake"), 1000, "a 10% yes, a 20% yes", 700, 700),
    ("itself: handshake, one no", itself("handshake"), 1000, "a 10% yes, a 20% no", 800, 800),
    ("itself: handshake, one blank", itself("handshake"), 1000, "a 10% yes, a 20%", 800, 700),
    ("itself: handshake, of three", itself("handshake"), 1000, "a 10% yes, a 15% yes, a 20% no", 750, 750),
    ("itself: units open", itself("open", "units"), 1000, "a free 1+1, a 50% 1+1", 500, 250),
    ("combine: add", ADD, 1000, "a 10%, b 10%", 800, 800),
    ("combine: chain", CHAIN, 1000, "a 10%, b 10%", 810, 810),
    ("combine: chain in the order of the list", CHAIN, 1000, "b 10%, a -100", 810, 810),
    ("combine: best", stacking(off("best")), 1000, "a 10%, b 20%", 800, 800),
    ("combine: first", stacking(off("first")), 1000, "b 20%, a 10%", 900, 900),
    ("combine: first, though it takes nothing", stacking(off("first")), 1000, "b 20%, a 0%", 1000, 1000),
    ("never below 0", ADD, 1000, "a -600, b -600", 0, 0),
    ("clamp", stacking(off("add"), clamp=300), 1000, "a -600, b -600", 300, 300),
    ("clamp, below it already", stacking(deal("lowest"), off("add"), clamp=300), 1000, "p =200, a 10%", 200, 200),
    ("clamp at each turn of a chain", stacking(off("chain"), clamp=300), 1000, "a -900, b 10%", 300, 300),
]  # fmt: skip

# --- Legal sets ----------------------------------------------------------------------

CODES = {"codes": ["b", "c"], "all": ["a", "b", "c"]}


def paired(*lines: Section, combine: str = "add", **keys: Any) -> Section:
    return stacking(deal("best"), off(combine), pairs=list(lines), **keys)


def limited(*limits: Section, word: str = "add") -> Section:
    return stacking(off("add", [of(each, itself=word) for each in "ab"]), limits=list(limits))


def stopping(**keys: Any) -> Section:
    return stacking(off("add", [of("a"), of("b", stop=True), of("c")]), off("add", "d", name="later"), **keys)


SHAKE = paired(pair("a", "b", "handshake"))
SHAKE_ADD = stacking(off("add", [of("a", itself="add"), of("b")]), pairs=[pair("a", "b", "handshake")])
SHAKE_CHAIN = stacking(off("chain", [of("a", itself="add"), of("b")]), pairs=[pair("a", "b", "handshake")])
SHAKE_FIRST = stacking(off("add", [of("a", itself="first"), of("b")]), pairs=[pair("a", "b", "handshake")])
# Elsewhere than under `p` the halves of `a` have turns of their own, too: money off first, then the share of the rest.
SHAKE_WHEN = stacking(
    deal("lowest"),
    off("chain", [of("a", itself="add"), of("b")]),
    pairs=[pair("a", "b", "handshake", when="p")],
)
ACROSS = stacking(off("add", "a"), off("add", "b", name="later"))

LEGAL: list[Case] = [
    ("add", paired(pair("a", "b", "add"), combine="best"), 1000, "a 10%, b 20%", 700, 700),
    ("best", paired(pair("a", "b", "best")), 1000, "a 10%, b 20%", 800, 800),
    ("best: symmetric", paired(pair("b", "a", "best")), 1000, "a 10%, b 20%", 800, 800),
    ("best: with a third one", paired(pair("a", "b", "best")), 1000, "a 10%, b 20%, c 5%", 750, 750),
    ("best: one against two", paired(pair("a", "b", "best"), pair("b", "c", "best")), 1000, "a 10%, b 15%, c 10%", 800, 800),
    ("exclude: the earlier one counts", paired(pair("b", "a", "exclude")), 1000, "a 10%, b 20%", 900, 900),
    ("exclude: though it takes nothing", paired(pair("a", "b", "exclude")), 1000, "a 0%, b 20%", 1000, 1000),
    ("exclude: not where it does not run", paired(pair("a", "b", "exclude")), 1000, "b 20%", 800, 800),
    ("exclude: what does not count excludes nothing", paired(pair("a", "b", "exclude"), pair("b", "c", "exclude")), 1000, "a 10%, b 50%, c 5%", 850, 850),
    ("open", paired(pair("a", "b", "open")), 1000, "a 10%, b 20%", 800, 700),
    ("forbid", paired(pair("a", "b", "forbid")), 1000, "a 10%, b 20%", 800, 700),
    ("both classes before a group", paired(pair("a", "codes", "best"), pair("a", "b", "add"), groups=CODES), 1000, "a 10%, b 20%", 700, 700),
    ("a group for the others", paired(pair("a", "codes", "best"), pair("a", "b", "add"), groups=CODES), 1000, "a 10%, c 20%", 800, 800),
    ("a class and a group before two groups", paired(pair("all", "all", "best"), pair("a", "codes", "add"), groups=CODES), 1000, "a 10%, b 20%, c 30%", 600, 600),
    ("two groups", paired(pair("codes", "codes", "best"), groups=CODES), 1000, "a 10%, b 20%, c 30%", 600, 600),
    ("in order of the list", paired(pair("a", "b", "best"), pair("b", "a", "add")), 1000, "a 10%, b 20%", 800, 800),
    ("a `when` that holds comes first", paired(pair("a", "b", "best"), pair("a", "b", "add", when="p")), 1000, "p =900, a 10%, b 20%", 630, 630),
    ("a `when` that does not hold", paired(pair("a", "b", "best"), pair("a", "b", "add", when="p")), 1000, "q =900, a 10%, b 20%", 720, 720),
    ("a `when` does not beat both classes", paired(pair("a", "b", "best"), pair("a", "codes", "add", when="p"), groups=CODES), 1000, "p =900, a 10%, b 20%", 720, 720),
    ("other pairs are across stages", ACROSS | {"other_pairs": "open"}, 1000, "a 10%, b 20%", 800, 700),
    ("other pairs: best", ACROSS | {"other_pairs": "best"}, 1000, "a 10%, b 20%", 800, 800),
    ("other pairs: exclude", ACROSS | {"other_pairs": "exclude"}, 1000, "a 10%, b 20%", 900, 900),
    ("other pairs: within a stage that adds", paired(other_pairs="best"), 1000, "a 10%, b 20%", 800, 800),
    ("other pairs: within a stage that chains", paired(other_pairs="open", combine="chain"), 1000, "a 10%, b 20%", 800, 720),
    ("other pairs: not where the stage says best", paired(other_pairs="add", combine="best"), 1000, "a 10%, b 20%", 800, 800),
    ("other pairs: not where the stage says first", paired(other_pairs="add", combine="first"), 1000, "a 10%, b 20%", 900, 900),
    ("handshake: both yes", SHAKE, 1000, "a 10% yes, b 20% yes", 700, 700),
    ("handshake: one no", SHAKE, 1000, "a 10% yes, b 20% no", 800, 800),
    ("handshake: one blank", SHAKE, 1000, "a 10% yes, b 20%", 800, 700),
    ("handshake: the better half", SHAKE, 1000, "a 10% yes, a 25% no, b 20% yes", 700, 700),
    ("handshake: halves of a best class are never both", SHAKE, 1000, "a 10% yes, a 25% no", 750, 750),
    ("handshake: halves of an add class both count", SHAKE_ADD, 1000, "a 10% yes, a 25% no, b 20% yes", 650, 650),
    ("handshake: the yes half has its turn first", SHAKE_CHAIN, 1000, "a 10% no, a -100 yes", 810, 810),
    ("handshake: halves everywhere, where another set the price too", SHAKE_WHEN, 1000, "q =900, a 10% no, a -100 yes", 720, 720),
    ("handshake: the first of each half", SHAKE_FIRST, 1000, "a 10% yes @1, a 20% no @2", 800, 800),
    ("stop", stopping(), 1000, "a 10%, b 1%, c 20%", 890, 890),
    ("stop: in later stages too", stopping(), 1000, "b 1%, d 20%", 990, 990),
    ("stop: only where it runs", stopping(), 1000, "a 10%, c 20%, d 20%", 500, 500),
    ("stop: before pairs", stopping(pairs=[pair("b", "c", "add")]), 1000, "b 1%, c 20%", 990, 990),
    ("a price's pair: best", paired(pair("p", "a", "best")), 1000, "p =800, a 10%, b 1%", 792, 792),
    ("a price's pair: where another set it", paired(pair("p", "a", "best")), 1000, "p =800, q =810, a 10%", 729, 729),
    ("a price's pair: not where it set nothing", paired(pair("p", "a", "best")), 1000, "p =1001, a 10%", 900, 900),
    ("a price's pair: exclude", paired(pair("a", "p", "exclude")), 1000, "p =800, a 10%", 800, 800),
    ("a price's pair: open", paired(pair("p", "a", "open")), 1000, "p =800, a 10%", 800, 720),
    ("a price's pair: forbid", paired(pair("p", "a", "forbid")), 1000, "p =800, a 10%", 800, 720),
    ("a price's pair: add before a group's", paired(pair("p", "all", "best"), pair("p", "a", "add"), groups=CODES), 1000, "p =800, a 10%, b 20%", 720, 720),
    ("a price's pair: other_pairs say nothing", paired(other_pairs="best"), 1000, "p =800, a 10%", 720, 720),
    ("a price's pair: what does not count excludes nothing", paired(pair("p", "a", "best"), pair("a", "b", "exclude")), 1000, "p =800, a 10%, b 10%", 720, 720),
    ("limit: those that take most", limited({"classes": ["a"], "per_order": 2}), 1000, "a 10%, a 20%, a 30%", 500, 500),
    ("limit: each by itself", limited({"classes": "a", "per_order": 1}, word="chain"), 1000, "a 10%, a -200", 800, 800),
    ("limit: the smaller of the two", limited({"classes": ["a"], "per_order": 2, "per_customer": 1}), 1000, "a 10%, a 20%", 800, 800),
    ("limit: ties by id", limited({"classes": ["a"], "per_customer": 1}, word="chain"), 1000, "a 10% #z, a -100 #y", 900, 900),
    ("limit: nothing to say to `first`", limited({"classes": ["a"], "per_order": 1}, word="first"), 1000, "a 10% @1, a 20% @2", 900, 900),
    ("limit over classes: not where they exclude", limited({"classes": ["a", "b"], "per_order": 1}) | {"pairs": [pair("a", "b", "exclude")]}, 1000, "a 10%, b 15%", 900, 900),
    ("limit over classes: `first` stays", limited({"classes": ["a", "b"], "per_order": 1}, word="first"), 1000, "a 10% @1, a 20% @2, b 15%", 850, 850),
    ("limit over classes: no hands are shaken", SHAKE_ADD | {"limits": [{"classes": ["a", "b"], "per_order": 1}]}, 1000, "a 10% yes, b 20% yes", 800, 800),
    ("limit: others are not bound", limited({"classes": ["a"], "per_order": 1}), 1000, "a 10%, a 20%, b 10%, b 10%", 600, 600),
    ("limit over classes: best, with itself too", limited({"classes": ["a", "b"], "per_order": 1}), 1000, "a 10%, a 10%, b 15%", 850, 850),
    ("limit over a group", limited({"classes": "all", "per_order": 1}) | {"groups": CODES}, 1000, "a 10%, b 15%", 850, 850),
    ("limit: one for both halves", SHAKE_ADD | {"limits": [{"classes": ["a"], "per_order": 1}]}, 1000, "a 10% yes, a 25% no, a 20% yes", 750, 750),
]  # fmt: skip

# --- Classes, buyers, rounding -------------------------------------------------------

SELECTED = stacking(
    off(
        "chain",
        [
            {"id": "code", "kinds": ["a"], "coded": True, "combinability": ["unrestricted", "exclusive"]},
            {"id": "coded", "kinds": ["a"], "coded": True},
            {"id": "money", "kinds": ["a", "b"], "form": "amount", "itself": "add"},
            {"id": "rest", "kinds": ["a", "b"], "coded": False},
        ],
    ),
    not_priced=["n"],
)
PREFERENTIAL = stacking(
    off("chain", [{"id": "code", "kinds": ["a"], "combinability": "preferential"}, of("a")]), not_priced=["n"]
)
ONE_CLASS = stacking(
    {"id": "off", "effect": "reduction", "combine": "add", "kinds": ["a", "b"], "itself": "add"}
)
BUSINESS = stacking(
    deal("lowest", [of("p", audience="business")]), off("add", [of("a"), of("b", audience="business")])
)
BUSINESS_STOP = stacking(off("add", [of("a", audience="business", stop=True), of("b")]))


def rounding(effect: str = "reduction", **keys: Any) -> Section:
    return stacking(
        deal("lowest"), stage("off", effect, "add", [of("a", itself="chain"), of("b")]), rounding=keys
    )


TENS: Section = {"to": {"USD": 10}}

OTHERS: list[Case] = [
    ("selectors: coded and combinability", SELECTED, 1000, "a 10% coded unrestricted, a 20% coded", 720, 720),
    ("selectors: the first class that takes it", SELECTED, 1000, "a -10 coded, a 20% coded", 800, 800),
    ("selectors: form", SELECTED, 1000, "a -100, b -100, a 10%, b 20%", 640, 640),
    ("selectors: a blank combinability is preferential", PREFERENTIAL, 1000, "a 10% coded, a 20%", 720, 720),
    ("selectors: another one is not", PREFERENTIAL, 1000, "a 10% coded exclusive, a 20%", 800, 800),
    ("not priced", SELECTED, 1000, "n 50%, a 10%", 900, 900),
    ("kinds instead of classes", ONE_CLASS, 1000, "a 10%, b 10%", 800, 800),
    ("business: a class", BUSINESS, 1000, "p =800, a 10%", 720, 720),
    ("business: everything else too", BUSINESS, 1000, "a 10%, b 10%", 800, 800),
    ("business: the others pay the listing's", BUSINESS, 500, "p =490, a -300 s500", 200, 200),
    ("business: a promotion", ADD, 1000, "a 10%, b 10% business", 800, 800),
    ("business: what stops it stops nobody else", BUSINESS_STOP, 1000, "a 10%, b 20%", 800, 800),
    ("mode: half up", rounding(), 1005, "a 10%", 904, 904),
    ("mode: half even", rounding(mode="half_even"), 1005, "a 10%", 905, 905),
    ("mode: half even, odd", rounding(mode="half_even"), 1015, "a 10%", 913, 913),
    ("mode: down", rounding(mode="down"), 1009, "a 10%", 909, 909),
    ("mode: up", rounding(mode="up"), 1001, "a 10%", 900, 900),
    ("mode: of money off per unit", rounding(mode="down"), 1000, "a -200 q3", 934, 933),
    ("mode: of the price per unit", rounding("units", mode="up"), 1001, "b free 1+1", 501, 500),
    ("mode: of a price set by a share", rounding(mode="down"), 1001, "p 50%", 501, 501),
    ("to: a multiple", rounding(**TENS), 1000, "a 3.5%", 960, 960),
    ("to: of another currency", rounding(to={"JPY": 10}), 1000, "a 3.5%", 965, 965),
    ("to: a price as given", rounding(**TENS), 1000, "p =777", 777, 777),
    ("to: money off per unit", rounding(**TENS), 1000, "a -100 q3", 970, 960),
    ("to: the price per unit", rounding("units", **TENS), 1010, "b free 1+1", 510, 500),
    ("at end: carried", rounding(at="end"), 1005, "a 10%, a 10%", 814, 814),  # 814.05
    ("at each: rounded twice", rounding(), 1005, "a 10%, a 10%", 814, 814),  # 1005 - 101 - 90
    ("at end: half a cent of each", rounding(at="end"), 105, "a 10%, b 10%", 84, 84),
    ("at each: half a cent of each", rounding(), 105, "a 10%, b 10%", 83, 83),
    ("at end: by mode", rounding(at="end", mode="up"), 1001, "a 10%", 901, 901),
    ("at end: a ten-thousandth", rounding(at="end", mode="down"), 1, "a -1 q3", 0, 0),  # 0.6667 and 0.6666
    ("at end: a ten-thousandth, half up", rounding(at="end"), 1, "a -1 q3", 1, 1),
    ("at end: to", rounding(at="end", **TENS), 1004, "a 3.5%", 970, 970),  # 968.86
]


# --- Published numbers that one unit can express -------------------------------------

ITSELF_CHAIN = stacking(
    {"id": "a", "effect": "reduction", "combine": "add", "kinds": ["a"], "itself": "chain"}
)
ITSELF_ADD = stacking({"id": "a", "effect": "reduction", "combine": "add", "kinds": ["a"], "itself": "add"})
TEN_STAGES = stacking(deal("lowest"), off("best", "a"), off("best", "b", name="coins"))

PUBLISHED: list[Case] = [
    ("B8", CHAIN, 2000, "a -500, b 10%", 1350, 1350),
    ("B15", ADD, 10000, "a -2000 s10000, b -5000 s10000", 3000, 3000),
    ("B16", stacking(off("best")), 10000, "a -4000 s10000, b -8000 s10000", 2000, 2000),
    ("B20 percent first", CHAIN, 5000, "a 20%, b -500", 3500, 3500),
    ("B20 money first", CHAIN, 5000, "a -500, b 20%", 3600, 3600),
    ("B21", CHAIN, 2600, "a -100, b 25%", 1875, 1875),
    ("B21 reversed", CHAIN, 2600, "a 25%, b -100", 1850, 1850),
    ("B21 never below 0", CHAIN, 50, "a -100, b 25%", 0, 0),
    ("B22 stacked", ITSELF_ADD, 10000, "a 5%, a 10%, a 15%", 7000, 7000),
    ("B22 not", ITSELF_CHAIN | {"rounding": {"at": "end"}}, 10000, "a 5%, a 10%, a 15%", 7268, 7268),
    ("B22 not, each rounded", ITSELF_CHAIN, 10000, "a 5%, a 10%, a 15%", 7267, 7267),
    ("B23", ITSELF_CHAIN, 10000, "a 10%, a 10%", 8100, 8100),
    ("B27", LOWEST, 900, "p 10%", 810, 810),
    ("B28", TEN_STAGES, 10000, "p =7000, b 5%", 6650, 6650),
    ("B28 another", TEN_STAGES | {"rounding": {"at": "end"}}, 10000, "p 30%, b 5%", 6650, 6650),
]

CASES = [*PRICE_STAGES, *REDUCTIONS, *LEGAL, *OTHERS, *PUBLISHED]


@pytest.mark.parametrize(
    ("section", "listing", "texts", "documented", "worst"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_case(section: Section, listing: int, texts: str, documented: int, worst: int) -> None:
    assert prices(read(section), listing, promotions(texts)) == (documented, worst)


def test_other_currencies_round_to_their_own_multiple() -> None:
    policy: Policy = read(rounding(to={"JPY": 10, "USD": 5}))
    ends = [
        lowest_end(policy, 1000, promotions("a 3.3%"), currency, worst=False)
        for currency in ("JPY", "USD", "EUR")
    ]
    assert ends == [970, 965, 967]


def test_every_case_has_a_name_of_its_own() -> None:
    names = [case[0] for case in CASES]
    assert len(names) == len(set(names))
