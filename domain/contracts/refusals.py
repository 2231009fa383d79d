"""Why a contract cannot do what somebody demands of it, and what he can do instead (R57, R92).

Each function answers with nothing where it can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.contracts.coming import coming
from domain.contracts.terminating import leaves_time, regular_end
from domain.contracts.words import ContractMove, ContractState, RenewalState
from domain.policy import QuestionName

if TYPE_CHECKING:
    from datetime import datetime

    from domain.contracts.protocol import EditDemand, RenewalDemand, TerminationDemand
    from domain.contracts.state import ContractRun


def where_it_stands(run: ContractRun) -> str:
    """Where it stands, as people say it, and what can be done about it."""
    last, anew = run.last_day(), "`contract add` writes a new one down"
    if run.period is None:
        return _before_it_began(run, anew)
    match run.stage:
        case ContractState.ACTIVE:
            return f"it is in force until {last}" if last else "it is in force, without an end"
        case ContractState.SUSPENDED:
            return "it is suspended; `contract resume` lets it be in force again"
        case ContractState.EXPIRED:
            return f"it expired on {last}; `contract renew` lets another period follow"
        case _:
            return f"it ended on {last}; {anew}"


def _before_it_began(run: ContractRun, anew: str) -> str:
    if run.stage is ContractState.CANCELLED:
        return f"it was taken back before it began; {anew}"
    if run.signed:
        return f"it is activated, and begins on {run.first[0]}"
    return "it is a draft; `contract activate` lets it begin"


def why_not_activated(run: ContractRun) -> str:
    """A draft is activated once."""
    return "" if run.stage is ContractState.DRAFT and not run.signed else where_it_stands(run)


def why_not_suspended(run: ContractRun) -> str:
    """What is in force is suspended; a draft is taken back instead."""
    if run.may(ContractMove.SUSPEND):
        return ""
    back = "; `contract terminate` takes it back"
    return where_it_stands(run) + (back if run.stage is ContractState.DRAFT else "")


def why_not_resumed(run: ContractRun) -> str:
    """What is suspended goes on."""
    return "" if run.may(ContractMove.LIFT) else f"it is not suspended: {where_it_stands(run)}"


def why_not_edited(run: ContractRun, demand: EditDemand) -> str:
    """Whoever is told of a contract can be changed until it has ended."""
    if demand.edit.notices is not None and run.last_day() is None:
        return "its notices count from its last day, and it has none"
    return where_it_stands(run) if run.stage is ContractState.CANCELLED else ""


def why_not_renewed(run: ContractRun, demand: RenewalDemand) -> str:
    """Another period follows one that has an end, once, and until it is too late for it."""
    if run.period is None or run.stage is ContractState.CANCELLED:
        return where_it_stands(run)
    if run.period.end_on is None:
        return "it has no end, so there is nothing to renew"
    if run.ends_here and run.terminated:
        return f"it is terminated to {run.terminated.on}; `contract add` writes a new one down"
    if run.settled:
        return "the time in which it could still be renewed is over"
    if run.renewal is RenewalState.RENEWAL_APPROVED:
        following = coming(run)
        days = f", {following.start_on} to {following.end_on}," if following else ""
        return f"its next period{days} is agreed already"
    return _why_not_for(run, demand)


def why_not_terminated(run: ContractRun, demand: TerminationDemand, now: datetime) -> str:
    """It ends once; sooner than it can, only by the consent of somebody who is asked."""
    if not (run.runs or run.stage is ContractState.DRAFT):
        return where_it_stands(run)
    if run.wanted is not None and (demand.early or run.terminated is not None):
        return _is_asked(run)
    if run.terminated is not None and not demand.early and demand.on >= run.terminated.on:
        sooner = "an earlier day is asked for with --on"
        return f"it is terminated to {run.terminated.on} already; {sooner}"
    end = run.period.end if run.period else None
    if demand.early or end is None:
        return ""
    # The starter has told an early day from a regular one; only the cut-off may have passed since.
    regular = regular_end(run, now, end.end_on)
    return "" if demand.on == regular else f"the next possible date is {regular}"


def _is_asked(run: ContractRun) -> str:
    """Who wants it to end early, and whom that waits for."""
    wanted = f"{run.wanted.by} asked that it ends on {run.wanted.on}" if run.wanted else ""
    asked = (
        task for task in run.tasks.values() if task.question.name is QuestionName.EARLY_TERMINATION
    )
    for one in asked:
        who = one.assignee or " or ".join(one.roles)
        answer = f"`decide {one.question.task_id} {'|'.join(one.question.outcomes)}`"
        return f"{wanted}, which waits for {who} until {one.due_at:%Y-%m-%d}: {answer}"
    return f"{wanted}, which is not decided yet"


def _why_not_for(run: ContractRun, demand: RenewalDemand) -> str:
    """Why another period cannot have the term or the price that is demanded.

    A term that the contract names was judged when it was written down.
    """
    if demand.term is None:
        return "" if run.terms.term else "say which --term is added"
    if not leaves_time(run, demand.term):
        return f"a --term of {demand.term} leaves no time to terminate it before its cut-off"
    return ""
