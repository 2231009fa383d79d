"""A figure of an index that prices follow, as a person records it with where it was read (R65)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain.model import Edge, ShortText


class IndexFigure(Edge):
    """The figure of one month."""

    index: ShortText
    month: Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
    figure: Annotated[Decimal, Field(gt=0, max_digits=16, decimal_places=6)]
    source: ShortText

    @property
    def month_on(self) -> date:
        """The first day of the month."""
        return date.fromisoformat(f"{self.month}-01")
