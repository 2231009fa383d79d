"""A policy document on its way to being published (R42; 5.2, 7.5)."""

from __future__ import annotations

from domain.policy_draft import PolicyDraft
from domain.words import PolicyState
from tests.domain.samples import NOW, policy


def test_a_document_is_a_draft_until_somebody_else_approves_it() -> None:
    draft = PolicyDraft(
        policy_id="p-2", document=policy(), source="title: …", author="ada", drafted_at=NOW
    )
    assert draft.state is PolicyState.DRAFT
    assert PolicyDraft.model_validate_json(draft.model_dump_json()) == draft
