"""Entries of the policy that show in the records: a test changes each and sees another outcome."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from activities.store import reading
from activities.store.recorder import open_process
from domain.errors import InvalidInputError
from domain.facts import PolicyPublished
from domain.identity import Actor
from domain.ids import policy_workflow_id
from domain.steps import Asked, Noted, Opening, ProcessView
from domain.words import ProcessKind, Role
from tests.activities.rows import NOON
from tests.domain.samples import document
from workers.registers.documents import Upload, attach
from workers.registers.policies import draft_policy

if TYPE_CHECKING:
    from tests.activities.house import House

ADA = Actor(person="ada", roles=(Role.ADMINISTRATOR,))
TEN_MEGABYTES_AND_A_BYTE = b"x" * (10 * 1024 * 1024 + 1)


def publish(house: House, *entry: str, value: object) -> None:
    """Publish the default policy with one entry changed, as its second version."""
    content = json.dumps(document({entry: value}), default=str).encode()
    draft = draft_policy(house.worker, ADA, content, NOON)
    subject = policy_workflow_id(draft.policy_id)
    fact = PolicyPublished(policy_id=draft.policy_id)
    opening = Opening(
        workflow_id=subject,
        run_id="run-1",
        engine_time=NOON,
        view=ProcessView(kind=ProcessKind.POLICY, subject=subject, stage="draft", state="{}"),
        first=(Noted(fact=fact, key=f"{subject}/published", by="bob", at=NOON),),
        request=Asked(request_id="r1", command="policy publish", fingerprint="f"),
    )
    with house.worker.begin() as connection:
        open_process(connection, opening)


def test_a_policy_is_listed_by_its_title(house: House) -> None:
    publish(house, "title", value="Hizmet Yönetimi Politikası")
    listed = {one.version: one.title for one in reading.policies(house.reader)}
    assert listed == {1: "Service Management Policy", 2: "Hizmet Yönetimi Politikası"}


def test_a_policy_is_shown_with_its_scope(house: House) -> None:
    publish(house, "scope", value="Every service, given to anybody")
    shown = reading.policy_document(house.reader, 2)
    assert shown.document.scope == "Every service, given to anybody"
    assert "Every service, given to anybody" in shown.source


def test_a_policy_is_in_force_from_its_effective_day(house: House) -> None:
    publish(house, "effective_on", value="2026-06-01")
    before = datetime(2026, 5, 31, 23, 59, 59, tzinfo=UTC)
    since = datetime(2026, 6, 1, tzinfo=UTC)
    assert reading.policy_in_force(house.reader, before).version == 1
    assert reading.policy_in_force(house.reader, since).version == 2
    (second,) = [one for one in reading.policies(house.reader) if one.version == 2]
    assert (second.effective_on, second.approved_by) == (date(2026, 6, 1), "bob")


def test_a_larger_document_is_kept_where_allowed(house: House) -> None:
    large = Upload("policy/default", "large.bin", TEN_MEGABYTES_AND_A_BYTE)
    with pytest.raises(InvalidInputError, match="policy allows 10 MB"):
        attach(house.worker, ADA, large, NOON)
    publish(house, "documents", "largest_megabytes", value=11)
    assert attach(house.worker, ADA, large, NOON).name == "large.bin"
