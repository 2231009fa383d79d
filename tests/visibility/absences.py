"""Who of the made-up company is away, and who stands in for him."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Away:
    """Days of a person on which somebody else stands in for him."""

    id: str
    absent: str
    substitute: str
    from_on: date
    back_on: date
    archived: bool = False
    of_another_customer: bool = False

    @property
    def is_now(self) -> bool:
        """Whether it lasts while the tests run, whenever that is, and lets him stand in."""
        if self.archived or self.of_another_customer:
            return False
        return self.from_on.year < 2020 and self.back_on.year > 8000


_LONG_AGO, _LAST_YEAR, _NEVER = date(2000, 1, 1), date(2020, 1, 1), date(8999, 1, 1)
ABSENCES = (
    Away("away", "acme-own", "acme-sub", date(2026, 3, 1), date(2026, 3, 9)),
    Away("away-now", "bolt-own", "bolt-sub", _LONG_AGO, _NEVER),
    Away("away-moved", "bolt-own", "acme-mixed", _LONG_AGO, _NEVER, of_another_customer=True),
    Away("away-restricted", "bolt-own", "tech-none", _LONG_AGO, _NEVER),
    Away("away-passive", "bolt-own", "acme-passive", _LONG_AGO, _NEVER),
    Away("away-before", "cargo-own", "cargo-sub", _LONG_AGO, _LAST_YEAR),
    Away("away-archived", "cargo-own", "cargo-sub", _LONG_AGO, _NEVER, archived=True),
    Away("away-later", "cargo-own", "cargo-sub", date(8998, 1, 1), _NEVER),
)
