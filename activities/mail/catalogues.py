"""The wording of notices, one catalogue a language, read as it was written: nothing to compile."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from gettext import c2py
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from domain.words import Language

_LOCALES = Path(__file__).parent / "locales"
_DOMAIN = "notices.po"
_IDEOGRAPHS = "\u2e80"
# What stays as it is whatever a reader calls things: a gap, and a command on a line of its own.
_KEPT = re.compile(r"(\{\w+\}|^ {4}servicecycle .*$)", re.MULTILINE)


@dataclass(frozen=True)
class Wording:
    """The texts of one language.

    Args:
        single: The texts that are always the same, by their message id.
        counted: Those with plural forms: the gap that is counted, and the text of each form.
        form: Which form goes with a number.
    """

    single: Mapping[str, str]
    counted: Mapping[str, tuple[str, tuple[str, ...]]]
    form: Callable[[int], int]

    @property
    def keys(self) -> set[str]:
        """The message ids of every text."""
        return {*self.single, *self.counted}

    def get(self, key: str) -> str | None:
        """A text that has no plural, where there is one."""
        return self.single.get(key)

    def text(self, key: str, counts: Mapping[str, int]) -> str:
        """A text, in the form that goes with what is counted in it.

        Raises:
            KeyError: there is no such text, or nothing is known of what it counts.
        """
        if key not in self.counted:
            return self.single[key]
        gap, forms = self.counted[key]
        return forms[self.form(counts[gap])]

    def forms(self, key: str) -> tuple[str, ...]:
        """A text in every form it has."""
        return self.counted[key][1] if key in self.counted else (self.single[key],)

    def in_terms(self, preferred: Mapping[str, str]) -> Wording:
        """The same texts in the words their reader prefers (R135).

        Args:
            preferred: His word for a word of ours; a whole word is replaced, and never in a name,
                an id or a command.
        """
        if not preferred:
            return self
        counted = {
            key: (gap, tuple(_in_terms(one, preferred) for one in forms))
            for key, (gap, forms) in self.counted.items()
        }
        single = {key: _in_terms(text, preferred) for key, text in self.single.items()}
        return replace(self, single=single, counted=counted)


@cache
def wording(language: Language) -> Wording:
    """Every text of a language.

    Raises:
        PoFileError: the catalogue cannot be read.
    """
    with (_LOCALES / language / "LC_MESSAGES" / _DOMAIN).open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    single: dict[str, str] = {}
    counted: dict[str, tuple[str, tuple[str, ...]]] = {}
    for one in catalogue:
        match one.id, one.string:
            case str(key), str(text) if key:
                single[key] = text
            case (key, plural), (*forms,):
                counted[key] = (_counted_in(plural), tuple(forms))
            case _:
                continue  # The head of a catalogue is a message without an id.
    return Wording(single, counted, form=c2py(catalogue.plural_expr))


def gaps_in(text: str) -> set[str]:
    """The names of the gaps of a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _counted_in(plural_id: str) -> str:
    """The one gap that the plural's id of a message names: it is what is counted."""
    (gap,) = gaps_in(plural_id)
    return gap


def _in_terms(text: str, preferred: Mapping[str, str]) -> str:
    words = sorted(preferred, key=len, reverse=True)
    either = re.compile("|".join(_whole_word(one) for one in words))
    parts = _KEPT.split(text)
    parts[::2] = [either.sub(lambda found: preferred[found[0]], part) for part in parts[::2]]
    return "".join(parts)


def _whole_word(word: str) -> str:
    """Chinese writes no blanks between words, so a word of it is found wherever it stands."""
    if word >= _IDEOGRAPHS:
        return re.escape(word)
    return rf"(?<!\w){re.escape(word)}(?!\w)"
