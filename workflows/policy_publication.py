"""Publishing a policy (R42; 5.2, 7.5): nobody puts a policy into force on his own.

A draft is put to senior management; its author does not approve it. Once approved it gets the next
version number and is in force from its effective date; processes that open from then on obey it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from temporalio import workflow

from domain.asking import Question
from domain.describing import Picture
from domain.facts import PolicyDrafted, PolicyPublished, PolicyRejected
from domain.ids import policy_id_of, policy_workflow_id, subject_of, task_id
from domain.policy import QuestionName
from domain.protocol import Ended, PolicyPublicationInput
from domain.publication_state import BY_APPROVAL, PublicationState, state_of
from domain.steps import ProcessView
from domain.words import PolicyState, ProcessKind
from workflows.process import Process

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.facts import AnyFact
    from domain.identity import Actor

workflow_id = policy_workflow_id
policy_id = policy_id_of


@workflow.defn(name=ProcessKind.POLICY)
class PolicyPublication(Process[PublicationState]):
    """One policy document on its way into force.

    Started by `policy publish`. It ends when the document is published or rejected.
    """

    @workflow.init
    def __init__(self, begun: PolicyPublicationInput) -> None:
        super().__init__(begun, state_of(begun))

    @workflow.run
    async def run(self, begun: PolicyPublicationInput) -> Ended:  # noqa: ARG002 - taken by __init__
        """Ask for approval and publish, or reject."""
        async with self.on_record():
            if self.state.stage == "approval":
                await self._approval()
        return Ended(outcome=self.state.stage, at=self.now())

    async def _approval(self) -> None:
        verdict = await self.ask(self._question())
        self.state.stage = stage = BY_APPROVAL[verdict.outcome]
        if stage is PolicyState.PUBLISHED:
            # Processes may obey it from now on; another version takes its place, no correction.
            self.state.taken = {}
            self.note(PolicyPublished(policy_id=self.state.policy_id), after=verdict)
        else:
            self.note(PolicyRejected(policy_id=self.state.policy_id), after=verdict)

    def _question(self) -> Question:
        name = QuestionName.POLICY_APPROVAL
        ordinal = self.state.next_ordinal(name)
        return Question(
            task_id=task_id(policy_workflow_id(self.state.policy_id), name, ordinal),
            name=name,
            text=f"Does the policy {self.state.title!r} come into force?",
            outcomes=tuple(BY_APPROVAL),
            rule=self.policy.rule(name),
            requester=self.state.author,
            subject=subject_of("policy", self.state.policy_id),
        )

    def opened_by(self, actor: Actor) -> None:
        """The author does not approve his own policy."""
        self.state.author = actor.person

    def first_facts(self) -> Sequence[AnyFact]:
        """The draft."""
        return (PolicyDrafted(policy_id=self.state.policy_id),)

    def view(self) -> ProcessView:
        """Where the publication stands, for its row."""
        return ProcessView(
            kind=ProcessKind.POLICY,
            subject=subject_of("policy", self.lasting.policy_id),
            stage=self.lasting.stage,
            state=self.lasting.text(),
            ended=self.lasting.ended,
        )

    def picture(self) -> Picture:
        """What the Temporal UI shows of it."""
        return Picture(
            title=f"Policy {self.state.title!r} ({self.state.policy_id})",
            stage=self.state.stage,
            waits="some days for a correction before it closes",
        )
