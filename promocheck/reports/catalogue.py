"""Catalogues: the file that translators edit is the one that is read, so no compiled copy of it can go stale."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from pathlib import Path
from typing import Final

LOCALE: Final = Path(__file__).parent / "locale"
Forms = tuple[str, ...]


class Catalogue(gettext.NullTranslations):
    """The messages of one file. One that is missing or empty there is said in English."""

    def __init__(self, forms: Mapping[str, Forms], plural: str) -> None:
        super().__init__()
        self._forms = forms
        self._form_of = gettext.c2py(plural)

    def gettext(self, message: str) -> str:
        """The message translated."""
        forms = self._forms.get(message)
        return forms[0] if forms else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form that the language has for `n`."""
        forms = self._forms.get(msgid1)
        if forms is None:
            return msgid1 if n == 1 else msgid2
        return forms[self._form_of(n)]


def catalogue(language: str, domain: str) -> gettext.NullTranslations:
    """A language's messages of a domain: `promocheck`, what the program says, `manuals`, the rules explained, or `help`, that of the commands."""
    if language == "en":
        return gettext.NullTranslations()  # the message ids are the English texts
    return read(LOCALE / language / "LC_MESSAGES" / f"{domain}.po")


def read(path: Path) -> Catalogue:
    """The catalogue in a file. What is marked as fuzzy was not looked at by a translator and counts for nothing."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 - English needs none of it

    with path.open("rb") as file:
        messages = read_po(file, abort_invalid=True)
    forms = {_id(each.id): _forms(each.string) for each in messages if each.id and not each.fuzzy}
    return Catalogue({message: found for message, found in forms.items() if all(found)}, messages.plural_expr)


def _id(message: str | list[str] | tuple[str, ...]) -> str:
    return message if isinstance(message, str) else message[0]


def _forms(string: str | list[str] | tuple[str, ...] | None) -> Forms:
    return (string,) if isinstance(string, str) else tuple(string or ("",))
