"""Every question a process may ask, and what silence may answer to it (R148)."""

from __future__ import annotations

from enum import StrEnum


class QuestionName(StrEnum):
    """Every question a process may ask a person."""

    COMMITTEE = "committee"
    COMMITTEE_CHAIR = "committee_chair"
    BRIEF = "brief"
    SERVICE_LEVELS = "service_levels"
    CUSTOMER_NEEDS = "customer_needs"
    COSTS = "costs"
    SECURITY = "security"
    CONTINUITY = "continuity"
    DESIGN_ACCEPTANCE = "design_acceptance"
    GO_LIVE_CHECKLIST = "go_live_checklist"
    GO_LIVE_ACCEPTANCE = "go_live_acceptance"
    IMPROVEMENT_CYCLE = "improvement_cycle"
    CHANGE_COMMITTEE = "change_committee"
    CHANGE_CHAIR = "change_chair"
    RETIREMENT = "retirement"
    RETIREMENT_CHAIR = "retirement_chair"
    DATA_RETURN = "data_return"
    POLICY_APPROVAL = "policy_approval"
    RENEWAL = "renewal"
    TACIT_RENEWAL = "tacit_renewal"
    RENEWAL_PRICE = "renewal_price"
    EARLY_TERMINATION = "early_termination"
    SERVICE_LEAVING = "service_leaving"


# Every other outcome needs data of a person, or is never decided by silence.
DECIDED_BY_SILENCE: dict[QuestionName, tuple[str, ...]] = {
    QuestionName.COMMITTEE: ("offer", "reject"),
    QuestionName.COMMITTEE_CHAIR: ("offer", "reject"),
    QuestionName.GO_LIVE_ACCEPTANCE: ("accept", "rework", "redesign"),
    QuestionName.IMPROVEMENT_CYCLE: ("keep", "retire"),
    QuestionName.CHANGE_COMMITTEE: ("approve", "reject"),
    QuestionName.CHANGE_CHAIR: ("approve", "reject"),
    QuestionName.RETIREMENT: ("retire", "keep"),
    QuestionName.RETIREMENT_CHAIR: ("retire", "keep"),
    QuestionName.DATA_RETURN: ("nothing_held",),
    QuestionName.POLICY_APPROVAL: ("reject",),
    QuestionName.RENEWAL: ("renew", "end"),
    QuestionName.TACIT_RENEWAL: ("renew", "terminate"),
    QuestionName.RENEWAL_PRICE: ("unchanged",),
    QuestionName.EARLY_TERMINATION: ("agree", "refuse"),
    QuestionName.SERVICE_LEAVING: ("go_on", "terminate"),
}
