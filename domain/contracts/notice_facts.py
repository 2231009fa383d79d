"""What becomes of the notices of a contract (R61–R63, R93)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from domain.contracts.fact import ContractFact, Letter
from domain.contracts.periods import PlannedNotice
from domain.contracts.words import NoticeStanding, Prospect, Reader
from domain.templates import Template

if TYPE_CHECKING:
    from pydantic import JsonValue

_TEMPLATE_BEFORE: dict[Prospect, Template] = {
    Prospect.ENDS: Template.CONTRACT_ENDING,
    Prospect.GOES_ON: Template.CONTRACT_GOING_ON,
    Prospect.RENEWS_ITSELF: Template.CONTRACT_RENEWING,
    Prospect.IS_ASKED: Template.CONTRACT_TO_BE_RENEWED,
}


class NoticeGiven(ContractFact):
    """A notice of a period went to the people chosen on the contract (R61–R63, R93).

    Args:
        prospect: What happens at the end, as it stands now.
    """

    kind: Literal["contract_notice_given"] = "contract_notice_given"
    period: int
    notice: PlannedNotice
    prospect: Prospect
    last_day: date
    cut_off_on: date | None = None

    def letters(self) -> tuple[Letter, ...]:
        """The notice; the account manager hears of recipients who take no part any more."""
        after = self.notice.offset > 0
        template = Template.CONTRACT_OVER if after else _TEMPLATE_BEFORE[self.prospect]
        skipped = Letter(
            template=Template.CONTRACT_RECIPIENT_GONE, readers=(Reader.MANAGER_OF_SKIPPED,)
        )
        return (Letter(template=template, readers=(Reader.RECIPIENTS,)), skipped)

    def params(self) -> dict[str, JsonValue]:
        """How many days before or after the end it is, and the days that matter."""
        cut_off = {"cut_off_on": self.cut_off_on.isoformat()} if self.cut_off_on else {}
        return {
            "days": abs(self.notice.offset),
            "ends_on": self.last_day.isoformat(),
            **cut_off,
        }

    def key_part(self) -> str:
        """Period and offset."""
        return f"{self.kind}/{self.period}/{self.notice.offset}"

    def words(self) -> str:
        """Which notice."""
        return f"notice {self.notice.offset:+} days of period {self.period}"

    def own_key(self) -> str:
        """Each notice is given once a period and offset, whatever happens (R93)."""
        return f"contract/{self.contract_id}/notice/{self.period}/{self.notice.offset}"


class NoticesPassed(ContractFact):
    """Notices of a period that are not given any more, and why (R93)."""

    kind: Literal["contract_notices_passed"] = "contract_notices_passed"
    period: int
    notices: tuple[PlannedNotice, ...]
    standing: NoticeStanding
    why: str

    def key_part(self) -> str:
        """Period and offsets."""
        offsets = ",".join(str(one.offset) for one in self.notices)
        return f"{self.kind}/{self.period}/{offsets}"
