"""Who may answer what, until when, and what happens then: from the policy that ships."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ruamel.yaml import YAML

import domain
from docs.generate.mermaid import listed, table
from domain.contracts.questions import OUTCOMES as OF_CONTRACTS
from domain.policy import Command, QuestionName, QuestionRule, parse_policy
from domain.publication_state import BY_APPROVAL
from domain.service_questions import CHAIR_OF, service_question
from domain.service_state import ServiceState

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.policy import Policy


def shipped() -> Policy:
    """The policy that ships."""
    text = (Path(domain.__file__).parent / "default_policy.yaml").read_text(encoding="utf-8")
    return parse_policy(YAML(typ="safe").load(text))


def _outcomes(name: QuestionName, policy: Policy) -> tuple[str, ...]:
    if name is QuestionName.POLICY_APPROVAL:
        return tuple(BY_APPROVAL)
    if name in OF_CONTRACTS:
        return OF_CONTRACTS[name]
    any_service = ServiceState(service_id="any", name="any", owner="any")
    asked = service_question(name, any_service, policy, version=1, requester=None)
    return asked.outcomes


def questions() -> str:
    """Every question a process may ask."""
    policy = shipped()
    heads = ("question", "answers", "who may answer", "due after", "then")
    return table(
        heads,
        [
            (
                f"`{name}`",
                listed(_outcomes(name, policy)),
                listed(rule.roles) + _four_eyes(rule),
                f"{rule.due_days} days",
                _then(name, rule),
            )
            for name, rule in policy.questions.items()
        ],
    )


def _four_eyes(rule: QuestionRule) -> str:
    return "; not who asked for it" if rule.four_eyes else ""


def _then(name: QuestionName, rule: QuestionRule) -> str:
    """What happens to a question that nobody answers."""
    steps = []
    if rule.remind_days_before:
        steps.append(f"reminder {rule.remind_days_before} days before")
    steps += [f"{_when(rung, rule)} to `{role}`" for rung, role in enumerate(rule.ladder)]
    last = _when(len(rule.ladder), rule)
    if rule.default is not None:
        steps.append(f"{last} `{rule.default}` is decided")
    elif name in CHAIR_OF:
        steps.append(f"{last} the chair is asked")
    else:
        steps.append(f"then a reminder every {rule.escalate_every_days} days")
    return "; ".join(steps)


def _when(rung: int, rule: QuestionRule) -> str:
    days = rung * rule.escalate_every_days
    return f"{days} days overdue" if days else "when due"


def rights() -> str:
    """Who may run which command."""
    policy = shipped()
    granted = [(f"`{name}`", listed(policy.access[name])) for name in Command]
    return table(("command", "who may run it"), granted)


PARTS: dict[str, Callable[[], str]] = {"questions": questions, "rights": rights}
