"""What policy says of contracts; a document of an earlier release is read with these numbers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.model import Edge

Lead = Annotated[int, Field(ge=1, le=3_650)]


class ContractRule(Edge):
    """How contracts are renewed, and when people hear of it (R61–R65, R92, R93).

    Args:
        express_lead_days: So many days before the end it is asked whether a contract is renewed.
        tacit_lead_days: So many days before its cut-off it is asked whether one that renews by
            itself is to be terminated.
        cut_off_days: How long before the end a contract is terminated that says nothing of it.
        renewable_days: How long after its expiry a contract may still be renewed.
        tacit_while_suspended: Whether a suspended contract renews by silence as well.
        notice_hour: The hour of the contract's own clock at which its notices fall due.
        notices_on_working_days: Whether a notice that falls on a day off goes on the working day
            before; one after the expiry goes on the working day after.
        adopt_policy: Whether a new period takes up the policy in force then.
        adopt_plan: Whether it takes up the newest version of its service plan.
        adopt_calendar: Whether it takes up the newest version of its working calendar.
    """

    express_lead_days: Lead
    tacit_lead_days: Lead
    cut_off_days: Annotated[int, Field(ge=0, le=3_650)]
    renewable_days: Annotated[int, Field(ge=0, le=3_650)]
    tacit_while_suspended: bool
    notice_hour: Annotated[int, Field(ge=0, le=23)]
    notices_on_working_days: bool
    adopt_policy: bool
    adopt_plan: bool
    adopt_calendar: bool


BEFORE_CONTRACTS = ContractRule(
    express_lead_days=60,
    tacit_lead_days=30,
    cut_off_days=30,
    renewable_days=90,
    tacit_while_suspended=False,
    notice_hour=9,
    notices_on_working_days=True,
    adopt_policy=True,
    adopt_plan=True,
    adopt_calendar=True,
)
"""What holds for a policy that an earlier release published, which knew no contracts."""
