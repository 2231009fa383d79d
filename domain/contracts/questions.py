"""The questions a contract asks on its way, in business words (R64, R65, R92)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.asking import Question
from domain.contracts.coming import NO_PRICE, price_words
from domain.contracts.due import asked_until, held_until
from domain.contracts.pricing import amount
from domain.ids import contract_workflow_id, subject_of, task_id
from domain.policy import QuestionName

if TYPE_CHECKING:
    from domain.contracts.state import ContractRun
    from domain.policy import Policy

RENEW, END, TERMINATE = "renew", "end", "terminate"
PRICE, UNCHANGED = "price", "unchanged"
AGREE, REFUSE = "agree", "refuse"
GO_ON, REPLACE = "go_on", "replace"

OUTCOMES: dict[QuestionName, tuple[str, ...]] = {
    QuestionName.RENEWAL: (RENEW, END),
    QuestionName.TACIT_RENEWAL: (RENEW, TERMINATE),
    QuestionName.RENEWAL_PRICE: (PRICE, UNCHANGED),
    QuestionName.EARLY_TERMINATION: (AGREE, REFUSE),
    QuestionName.SERVICE_LEAVING: (GO_ON, REPLACE, TERMINATE),
}

OF_THE_RENEWAL = (QuestionName.RENEWAL, QuestionName.TACIT_RENEWAL, QuestionName.RENEWAL_PRICE)
"""Whether another period follows, and what it costs."""

OF_SERVICES = (QuestionName.SERVICE_LEAVING,)
"""What becomes of the contract where a service of it is retired."""

_DECIDED_BY_SILENCE = (QuestionName.RENEWAL, QuestionName.TACIT_RENEWAL)
_TEXT: dict[QuestionName, str] = {
    QuestionName.RENEWAL: "Is {name} renewed from {next_start} to {next_end}{at_price}?{silence}",
    QuestionName.TACIT_RENEWAL: "{name} renews by itself from {next_start} to {next_end}{at_price}"
    "{unless};"
    " is it to be terminated to {last_day}, which is possible until {cut_off}?",
    QuestionName.RENEWAL_PRICE: "What does {name} cost from {next_start} to {next_end}? Its price "
    "rule is: {rule}; until now: {present}.",
    QuestionName.EARLY_TERMINATION: "Does {name} end early, on {wanted} instead of {last_day}? "
    "Until that is agreed it runs on.",
    QuestionName.SERVICE_LEAVING: "The service {service} is being retired{leaves}: does {name} go "
    "on without it, with another one, or end with it?",
}


def contract_question(
    name: QuestionName,
    state: ContractRun,
    policy: Policy,
    *,
    requester: str | None = None,
    service: str = "",
) -> Question:
    """Put one of the contract's questions for the next time.

    It is handed to the person whom the contract names for its questions; an early termination is
    not, for another person has to decide it.

    Args:
        requester: Whose request it decides, for the four-eyes rule of policy.
        service: The service it is about.
    """
    is_his = name is not QuestionName.EARLY_TERMINATION
    return Question(
        task_id=task_id(contract_workflow_id(state.contract_id), name, state.next_ordinal(name)),
        name=name,
        text=_TEXT[name].format_map(_gaps(state, service) | _silence(state, policy)),
        outcomes=_outcomes(name, state),
        rule=policy.rule(name),
        requester=requester,
        subject=subject_of("contract", state.contract_id),
        assignee=(state.terms.answered_by or state.terms.account_manager) if is_his else None,
        silent_at=asked_until(state) if name in _DECIDED_BY_SILENCE else None,
    )


def all_but(names: tuple[QuestionName, ...]) -> tuple[QuestionName, ...]:
    """The questions of a contract without some of them."""
    return tuple(one for one in OUTCOMES if one not in names)


def _outcomes(name: QuestionName, state: ContractRun) -> tuple[str, ...]:
    """The answers there are; without its last service no contract goes on."""
    is_last = name is QuestionName.SERVICE_LEAVING and len(state.terms.services) == 1
    return tuple(one for one in OUTCOMES[name] if not (is_last and one == GO_ON))


def _gaps(state: ContractRun, service: str) -> dict[str, str]:
    end, price = state.period.end if state.period else None, price_words(state)
    leaves = [one.on for one in state.leaving if one.service_id == service]
    next_end, last = state.next_end_on(), state.last_day()
    next_start = state.anchor.boundary if state.anchor else ""
    return {
        "name": f"{state.name} ({state.contract_id})",
        "service": service,
        "next_start": str(next_start),
        "next_end": str(next_end or ""),
        "last_day": str(last or "the day it is terminated to"),
        "cut_off": str(end.cut_off_on if end else ""),
        "wanted": str(state.wanted.on if state.wanted else ""),
        "rule": state.terms.price_rule.words(),
        "present": amount(state.period.price if state.period else None),
        "at_price": "" if price == NO_PRICE else f", price {price}",
        "leaves": f" and ends on {leaves[0]}" if leaves else "",
    }


def _silence(state: ContractRun, policy: Policy) -> dict[str, str]:
    """What becomes of a renewal that nobody answers; an express one without a default ends, too.

    Where policy renews it, that depends on whether its ladder is climbed before the end.
    """
    if state.period is None or state.period.end is None:
        return {"silence": "", "unless": ""}
    ends = policy.rule(QuestionName.RENEWAL).default != RENEW
    unless = f", unless it is suspended on {state.period.end.cut_off_on}"
    return {
        "unless": "" if policy.contracts.tacit_while_suspended else unless,
        "silence": f" Without an answer it ends on {held_until(state)}." if ends else "",
    }
