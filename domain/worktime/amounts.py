"""An amount of working time with its unit, as people write it: `8h`, `1h30m`, `3bd`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import model_serializer, model_validator

from domain.model import Value
from domain.worktime.days import close_of_business
from domain.worktime.reckoning import add

if TYPE_CHECKING:
    from datetime import datetime

    from domain.worktime.calendar import WorkCalendar

_TIME = re.compile(r"(?:([0-9]{1,6})h)?(?:([0-9]{1,7})m)?")
_DAYS = re.compile(r"([0-9]{1,4})bd")
_HOUR = 60


class WorkAmount(Value):
    """Open minutes, or whole working days; a day is not so many hours, so the unit is kept.

    Args:
        minutes: Open time.
        working_days: Days that close before it has passed; the day it begins on is not one.
    """

    minutes: int = 0
    working_days: int = 0

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, given: object) -> object:
        if isinstance(given, dict):
            return given
        text = given.strip() if isinstance(given, str) else ""
        if text and (found := _TIME.fullmatch(text)):
            return {"minutes": int(found[1] or 0) * _HOUR + int(found[2] or 0)}
        if found := _DAYS.fullmatch(text):
            return {"working_days": int(found[1])}
        message = "working time is written as 8h, 45m, 1h30m, or 3bd for three business days"
        raise ValueError(message)

    @model_validator(mode="after")
    def _of_one_unit(self) -> WorkAmount:
        if (self.minutes > 0) == (self.working_days > 0) or min(
            self.minutes, self.working_days
        ) < 0:
            message = "working time is more than nothing, in hours and minutes or in working days"
            raise ValueError(message)
        return self

    @model_serializer
    def _as_text(self) -> str:
        return str(self)

    def __str__(self) -> str:
        if self.working_days:
            return f"{self.working_days}bd"
        hours, minutes = divmod(self.minutes, _HOUR)
        return "".join(f"{count}{unit}" for count, unit in ((hours, "h"), (minutes, "m")) if count)

    def after(self, calendar: WorkCalendar, start: datetime) -> datetime:
        """When it has passed: the last of its open minutes, or the close of its last working day.

        Raises:
            ConflictError: the calendar has not so much open time.
        """
        if self.working_days:
            return close_of_business(calendar, start, self.working_days)
        return add(calendar, start, timedelta(minutes=self.minutes))
