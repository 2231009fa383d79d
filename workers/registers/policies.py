"""Policy documents: the one that ships, and those that people put up for approval (R42)."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING

from activities.store import policies as store
from activities.store.log import NewEvent, append
from activities.store.processes import business_clock
from domain.facts import PolicyPublished
from domain.ids import policy_workflow_id
from domain.policy import Policy, parse_policy
from domain.policy_draft import PolicyDraft
from domain.words import SYSTEM, PolicyState
from workers.registers.calendar_uses import check_taken
from workers.registers.engines import worker_engine
from workers.registers.transactions import transaction
from workers.registers.yaml_text import read_yaml, text_of

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from domain.identity import Actor
    from workers.settings import Settings

_DEFAULT_ID = "default"
_DEFAULT_FILE = "default_policy.yaml"


def ensure_default_policy(settings: Settings) -> int:
    """Publish the policy that ships with the project where there is none.

    Returns:
        The newest version that is published now.

    Idempotent by: there being a policy; a house that has one keeps it.
    """
    engine = worker_engine(settings)
    try:
        return publish_default(engine)
    finally:
        engine.dispose()


def publish_default(engine: Engine) -> int:
    """As `ensure_default_policy`, on an engine of the worker."""
    with transaction(engine) as unit:
        store.hold_versions(unit.connection)
        version = store.published(unit.connection)
        if version is None:
            version = _publish_default(unit.connection)
            unit.commit()
    return version


def check_policy(content: bytes) -> Policy:
    """Check a policy document that a person wrote as YAML.

    Raises:
        InvalidInputError: naming the first entry that is wrong, and how many more there are.
    """
    return parse_policy(read_yaml(text_of(content)))


def draft_policy(engine: Engine, actor: Actor, content: bytes, now: datetime) -> PolicyDraft:
    """Keep a policy document, so that its approval can be asked for.

    Its event is the first fact of the process that asks, which the caller starts with the id.

    Raises:
        InvalidInputError: the document is not a policy, or names a calendar that cannot be taken.

    Idempotent by: author and text, as long as the document waits for its approval.
    Source: R42, 5.2, 7.5.
    """
    text = text_of(content)
    document = check_policy(content)
    with transaction(engine) as unit:
        store.hold_versions(unit.connection)
        waiting = store.waiting(unit.connection, text, actor.person)
        if waiting is not None:
            return waiting
        if (named := document.notices.calendar) is not None:
            check_taken(unit.connection, named, "notices.calendar")
        draft = PolicyDraft(
            policy_id=f"draft-{store.how_many_drafts(unit.connection)}",
            document=document,
            source=text,
            author=actor.person,
            drafted_at=now,
        )
        store.put_draft(unit.connection, draft)
        unit.commit()
    return draft


def _publish_default(connection: Connection) -> int:
    content = files("domain").joinpath(_DEFAULT_FILE).read_bytes()
    now = business_clock(connection).business(datetime.now(UTC))
    draft = PolicyDraft(
        policy_id=_DEFAULT_ID,
        document=check_policy(content),
        source=text_of(content),
        author=SYSTEM,
        drafted_at=now,
        state=PolicyState.PUBLISHED,
    )
    store.publish_first(connection, draft, by=SYSTEM)
    append(connection, [_published(draft, now)])
    return 1


def _published(draft: PolicyDraft, now: datetime) -> NewEvent:
    fact = PolicyPublished(policy_id=draft.policy_id)
    subject = policy_workflow_id(draft.policy_id)
    return NewEvent(
        subject=subject,
        key=f"{subject}/published",
        kind=fact.kind,
        actor=SYSTEM,
        data=fact.told(),
        at=now,
        policy_version=1,
        clauses=fact.clauses(),
    )
