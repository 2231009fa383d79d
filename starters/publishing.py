"""Put a policy document up for approval (R42; 5.2, 7.5)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from activities.store import reading
from domain.chain import fingerprint
from domain.ids import policy_id_of, policy_workflow_id
from domain.model import Value
from domain.policy import Command
from domain.protocol import PolicyPublicationInput
from domain.steps import Asked
from starters.door import Entry
from workers.registers.policies import check_policy, draft_policy
from workers.registers.yaml_text import text_of
from workflows.policy_publication import PolicyPublication

if TYPE_CHECKING:
    from domain.identity import Actor
    from domain.policy_draft import PolicyDraft
    from starters.desk import Desk


class Publication(Value):
    """A policy document on its way into force.

    Args:
        stage: approval, published or rejected.
    """

    policy_id: str
    workflow_id: str
    title: str
    effective_on: date
    author: str
    stage: str


async def publish_policy(
    desk: Desk, person: str | None, content: bytes, *, request_id: str | None = None
) -> Publication:
    """Ask for the approval of a policy document; its author does not approve it.

    Args:
        content: The document as YAML, comments and all.

    Raises:
        InvalidInputError: it is no policy; the field names the first entry that is wrong.
        NotAllowedError: the person may not put one up.

    Idempotent by: author and text while it waits for approval, and by the request's id.
    Source: R42; 5.2, 7.5.
    """
    actor = desk.admit(person, Command.POLICY_PUBLISH)
    policy = check_policy(content)
    digest = fingerprint([actor.person, text_of(content)])
    async with desk.turn(request_id):
        known = reading.request(desk.house, request_id) if request_id else None
        if known:
            known.check_same(Command.POLICY_PUBLISH, digest)
            process = reading.process(desk.house, known.workflow_id or "")
            return Publication(
                policy_id=policy_id_of(process.workflow_id),
                workflow_id=process.workflow_id,
                title=policy.title,
                effective_on=policy.effective_on,
                author=actor.person,
                stage=process.stage,
            )
        # Where Temporal is away nothing is kept either.
        await desk.door()
        draft = draft_policy(desk.writer, actor, content, desk.now())
        return await _start(desk, actor, draft, digest, request_id)


async def _start(
    desk: Desk, actor: Actor, draft: PolicyDraft, digest: str, request_id: str | None
) -> Publication:
    workflow_id = policy_workflow_id(draft.policy_id)
    asked = Asked(
        request_id=request_id or fingerprint([draft.policy_id, digest]),
        command=Command.POLICY_PUBLISH,
        fingerprint=digest,
    )
    title = draft.document.title
    entry = Entry(
        run=PolicyPublication.run,
        begun=PolicyPublicationInput(policy_id=draft.policy_id, title=title, request=asked),
        workflow_id=workflow_id,
        summary=title,
        details=f"A policy document that {draft.author} put up; another person approves it.",
        marks={},
    )
    door = await desk.door()
    standing = await door.open(actor, entry, asked.request_id)
    return Publication(
        policy_id=draft.policy_id,
        workflow_id=workflow_id,
        title=title,
        effective_on=draft.document.effective_on,
        author=draft.author,
        stage=standing.stage,
    )
