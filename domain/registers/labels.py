"""How the header of a column is understood, whatever a spreadsheet made of it."""

from __future__ import annotations

import re
import unicodedata

_BETWEEN = re.compile(r"[\s_\-./]+")
_DOT_ABOVE = "\u0307"


def folded(header: str) -> str:
    """A header without capitals, dots, dashes and blanks; the dotted and the dotless i are one.

    `Müşteri Yöneticisi`, `MÜŞTERİ YÖNETİCİSİ` and `müşteri_yöneticisi` are the same header.
    """
    plain = unicodedata.normalize("NFKC", header).casefold().replace(_DOT_ABOVE, "")
    return _BETWEEN.sub("_", plain.replace("ı", "i").strip()).strip("_")
