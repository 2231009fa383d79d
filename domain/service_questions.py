"""The questions a service asks on its way, in business words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.asking import Question
from domain.ids import service_workflow_id, subject_of, task_id
from domain.policy import QuestionName
from domain.words import Gate

if TYPE_CHECKING:
    from domain.policy import Policy
    from domain.service_state import ServiceState

OFFER, REJECT, DEFER = "offer", "reject", "defer"
ACCEPT, REWORK, REDESIGN = "accept", "rework", "redesign"
KEEP, CHANGE, RETIRE = "keep", "change", "retire"
APPROVE = "approve"
COMPLETE, READY = "complete", "ready"
RETURNED, NOTHING_HELD = "returned_and_erased", "nothing_held"

_GATE_TEXT: dict[Gate, str] = {
    Gate.BRIEF: "What is the purpose and scope of {name}, and which strategic goals does it serve?",
    Gate.SERVICE_LEVELS: "Which service levels will {name} offer?",
    Gate.CUSTOMER_NEEDS: "What do customers need and expect of {name}, and what meets it?",
    Gate.COSTS: "What does {name} cost to build and to run, and who pays for it?",
    Gate.SECURITY: "How do customers' data stay confidential and intact in {name}?",
    Gate.CONTINUITY: "How does {name} survive the loss of its infrastructure, and who restores it?",
}

_TEXT: dict[QuestionName, str] = {
    QuestionName.COMMITTEE: "Shall we offer {name}?",
    QuestionName.COMMITTEE_CHAIR: "The committee reached no decision: shall we offer {name}?",
    QuestionName.DESIGN_ACCEPTANCE: "Is the design of {name}, version {version}, accepted?",
    QuestionName.GO_LIVE_CHECKLIST: "Is all ready for {name}, version {version}, to go live?",
    QuestionName.GO_LIVE_ACCEPTANCE: "Does {name}, version {version}, go live?",
    QuestionName.IMPROVEMENT_CYCLE: "Do we keep, change or retire {name}?",
    QuestionName.CHANGE_COMMITTEE: "Shall we change {name}, a {size} change: {change}?",
    QuestionName.CHANGE_CHAIR: "The committee reached no decision: shall we change {name}, "
    "a {size} change: {change}?",
    QuestionName.RETIREMENT: "Shall we retire {name}?",
    QuestionName.RETIREMENT_CHAIR: "The committee reached no decision: shall we retire {name}?",
    QuestionName.DATA_RETURN: "Were customers' data of {name} returned and erased?",
} | {QuestionName(gate.value): text for gate, text in _GATE_TEXT.items()}

_OUTCOMES: dict[QuestionName, tuple[str, ...]] = {
    QuestionName.COMMITTEE: (OFFER, REJECT, DEFER),
    QuestionName.COMMITTEE_CHAIR: (OFFER, REJECT, DEFER),
    QuestionName.DESIGN_ACCEPTANCE: (ACCEPT, REWORK),
    QuestionName.GO_LIVE_CHECKLIST: (READY,),
    QuestionName.GO_LIVE_ACCEPTANCE: (ACCEPT, REWORK, REDESIGN),
    QuestionName.IMPROVEMENT_CYCLE: (KEEP, CHANGE, RETIRE),
    QuestionName.CHANGE_COMMITTEE: (APPROVE, REJECT, DEFER),
    QuestionName.CHANGE_CHAIR: (APPROVE, REJECT, DEFER),
    QuestionName.RETIREMENT: (RETIRE, KEEP, DEFER),
    QuestionName.RETIREMENT_CHAIR: (RETIRE, KEEP, DEFER),
    QuestionName.DATA_RETURN: (RETURNED, NOTHING_HELD),
} | {QuestionName(gate.value): (COMPLETE,) for gate in Gate}

CHAIR_OF: dict[QuestionName, QuestionName] = {
    QuestionName.COMMITTEE: QuestionName.COMMITTEE_CHAIR,
    QuestionName.RETIREMENT: QuestionName.RETIREMENT_CHAIR,
    QuestionName.CHANGE_COMMITTEE: QuestionName.CHANGE_CHAIR,
}
ABOUT_A_CHANGE = frozenset({QuestionName.CHANGE_COMMITTEE, QuestionName.CHANGE_CHAIR})
_SHOWS_EVIDENCE = ABOUT_A_CHANGE | {
    QuestionName.IMPROVEMENT_CYCLE,
    QuestionName.RETIREMENT,
    QuestionName.RETIREMENT_CHAIR,
}


def service_question(
    name: QuestionName, state: ServiceState, policy: Policy, *, version: int, requester: str | None
) -> Question:
    """Put one of the service's questions for the next time.

    Args:
        name: Which question it is.
        state: The service, and how often it was asked before.
        policy: The pinned policy, whose rule governs it.
        version: The version of the service it is about.
        requester: Whose request it decides, for the four-eyes rule of policy.
    """
    workflow = service_workflow_id(state.service_id)
    change = state.changes.at_hand if name in ABOUT_A_CHANGE else None
    about = {"size": change.size, "change": change.title} if change else {"size": "", "change": ""}
    return Question(
        task_id=task_id(workflow, name, state.next_ordinal(name)),
        name=name,
        text=_TEXT[name].format(name=state.name, version=version, **about),
        outcomes=_OUTCOMES[name],
        rule=policy.rule(name),
        requester=requester,
        subject=subject_of("service", state.service_id),
        ballot=name in CHAIR_OF,
        evidence=name in _SHOWS_EVIDENCE,
        change=about["change"],
    )
