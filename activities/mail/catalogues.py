"""The wording of notices, one catalogue a language, read as it was written: nothing to compile.

The next release brings Chinese and Persian; until then their readers are written to in English.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from domain.words import Language

_LOCALES = Path(__file__).parent / "locales"
_DOMAIN = "notices.po"

# English is the one whose dates cannot be misread: day before month, twenty-four hours.
_LOCALE_OF = {Language.ENGLISH: "en_GB", Language.TURKISH: "tr_TR"}


def written_in(language: Language) -> Language:
    """The language a person is written to: his own, or English while his has no catalogue."""
    return language if language in _LOCALE_OF else Language.ENGLISH


def locale_of(language: Language) -> str:
    """How dates and hours are written in a language, as Unicode names it."""
    return _LOCALE_OF[written_in(language)]


@cache
def wording(language: Language) -> dict[str, str]:
    """Every text of a language by its message id.

    Raises:
        PoFileError: the catalogue cannot be read.
    """
    written = written_in(language)
    with (_LOCALES / written / "LC_MESSAGES" / _DOMAIN).open("rb") as file:
        catalogue = read_po(file, locale=written, abort_invalid=True)
    return {str(one.id): str(one.string) for one in catalogue if one.id and one.string}
