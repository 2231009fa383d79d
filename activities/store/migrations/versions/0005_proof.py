"""Proof: words lie beside their events, the end of each chain is held, and erasing has one way.

What is already written stays as it is and is checked in the form it was written in.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_EVENTS = """
    CREATE OR REPLACE VIEW events WITH (security_invoker = true) AS
    SELECT e.subject || '#' || e.position AS event_id, e.position, e.at, e.recorded_at, e.kind,
        e.actor, e.stands_for, w.reason, e.subject, e.workflow_id, e.run_id, e.policy_version,
        e.clauses, e.data || coalesce(w.data, '{}'::jsonb) AS data, e.event_key, e.hash
    FROM event e
    LEFT JOIN event_text w ON w.subject = e.subject AND w.position = e.position"""

_HOLD_ENDS = """
    INSERT INTO chain (subject, position, hash)
    SELECT DISTINCT ON (subject) subject, position, hash
    FROM event ORDER BY subject, position DESC"""

# The worker cannot write to `chain`: only an event that follows the last one moves its end.
_MOVE_END = """
    CREATE FUNCTION move_end_of_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = "{schema}", pg_temp AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM (
                SELECT subject, min(position) AS first, max(position) AS last, count(*) AS written,
                    (array_agg(previous_hash ORDER BY position))[1] AS follows
                FROM fresh GROUP BY subject
            ) f
            LEFT JOIN chain c ON c.subject = f.subject
            WHERE f.first <> coalesce(c.position, 0) + 1
                OR f.written <> f.last - f.first + 1
                OR f.follows <> coalesce(c.hash, repeat('0', 64))
        ) THEN
            RAISE EXCEPTION 'an event has to follow the last one of its subject'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        INSERT INTO chain (subject, position, hash)
            SELECT DISTINCT ON (subject) subject, position, hash
            FROM fresh ORDER BY subject, position DESC
            ON CONFLICT (subject) DO UPDATE
                SET position = excluded.position, hash = excluded.hash;
        RETURN NULL;
    END $$"""

_AFTER_EVENTS = """
    CREATE TRIGGER move_end_of_chain AFTER INSERT ON event
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION move_end_of_chain()"""

# The one way to take words out of the record. It takes them only where an event in the record says
# that this person was erased, and only what is his: the worker may call it and can do no more.
_ERASE = """
    CREATE FUNCTION erase_words(erasing_subject text, erasing_position integer)
    RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = "{schema}", pg_temp AS $$
    DECLARE
        erasing event;
        person text;
        sealed jsonb;
        papers text[];
        event_id text := erasing_subject || '#' || erasing_position;
        erased integer;
    BEGIN
        SELECT * INTO erasing FROM event
            WHERE subject = erasing_subject AND position = erasing_position;
        IF erasing.kind IS DISTINCT FROM 'person_erased'
            OR NOT starts_with(erasing_subject, 'person/') THEN
            RAISE EXCEPTION 'words are erased by a record of it only'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        person := substr(erasing_subject, 8);
        sealed := coalesce(erasing.data -> 'sealed', '{{}}'::jsonb);

        CREATE TEMPORARY TABLE his ON COMMIT DROP AS
            SELECT e.subject, e.position, e.form, e.hash FROM event e
            WHERE e.recorded_at <= erasing.recorded_at
                AND (e.subject, e.position) <> (erasing_subject, erasing_position)
                AND e.kind <> 'person_erased'
                AND (e.actor = person OR e.subject = erasing_subject OR EXISTS (
                    SELECT FROM words_a_body_took(person) b
                    WHERE e.event_key = b.decision_id
                        OR starts_with(e.event_key, b.decision_id || '/')));

        UPDATE decision d SET reason = '', data = NULL WHERE d.actor = person
            OR d.decision_id IN (SELECT b.decision_id FROM words_a_body_took(person) b);
        UPDATE vote SET reason = '', data = NULL WHERE voter = person;

        UPDATE event e SET data = e.data - array['data', 'proposal', 'change'] FROM his h
            WHERE e.subject = h.subject AND e.position = h.position AND h.form = 1
                AND sealed ->> (h.subject || '#' || h.position) = h.hash;
        INSERT INTO event_text (subject, position, erased_by)
            SELECT h.subject, h.position, event_id FROM his h
            WHERE h.form = 1 AND sealed ->> (h.subject || '#' || h.position) = h.hash
            ON CONFLICT DO NOTHING;
        UPDATE event_text w SET salt = NULL, reason = NULL, data = NULL, erased_by = event_id
            FROM his h
            WHERE w.subject = h.subject AND w.position = h.position AND w.erased_by IS NULL;

        SELECT array_agg(sha256) INTO papers FROM attachment WHERE subject = erasing_subject;
        DELETE FROM attachment WHERE subject = erasing_subject;
        DELETE FROM document o WHERE o.sha256 = ANY (papers)
            AND NOT EXISTS (SELECT FROM attachment a WHERE a.sha256 = o.sha256);
        SELECT count(*) INTO erased FROM event_text w WHERE w.erased_by = event_id;
        DROP TABLE his;
        RETURN erased;
    END $$"""

# A committee's decision repeats the words of the vote that carried it.
_WORDS_OF_BODY = """
    CREATE FUNCTION words_a_body_took(person text) RETURNS TABLE (decision_id text)
    LANGUAGE sql STABLE SET search_path = "{schema}", pg_temp AS $$
        SELECT d.decision_id FROM event v
        JOIN event_text w ON w.subject = v.subject AND w.position = v.position
        JOIN decision d ON d.task_id = v.data ->> 'task_id'
            AND d.actor = 'committee' AND d.reason = w.reason
        WHERE v.actor = person AND v.kind IN ('vote_cast', 'vote_corrected')
    $$"""


def upgrade() -> None:
    """Add what proof needs."""
    _add_columns()
    op.create_table(
        "chain",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_chain")),
    )
    op.execute(_HOLD_ENDS)
    op.execute(_EVENTS)
    schema = op.get_bind().scalar(sa.text("SELECT current_schema()"))
    for function in (_MOVE_END, _WORDS_OF_BODY, _ERASE):
        op.execute(function.format(schema=schema))
    op.execute(_AFTER_EVENTS)
    for name in ("move_end_of_chain()", "words_a_body_took(text)", "erase_words(text, integer)"):
        op.execute(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")


def _add_columns() -> None:
    op.add_column("process", sa.Column("step_key", sa.Text(), nullable=True))
    op.add_column(
        "event", sa.Column("form", sa.Integer(), server_default=sa.text("1"), nullable=False)
    )
    op.add_column("event", sa.Column("data_digest", sa.Text(), nullable=True))
    op.alter_column("event_text", "salt", nullable=True)
    op.alter_column("event_text", "reason", nullable=True)
    op.add_column("event_text", sa.Column("data", JSONB(), nullable=True))
    op.add_column("event_text", sa.Column("erased_by", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_event_text_erased"),
        "event_text",
        "erased_by IS NULL OR (salt IS NULL AND reason IS NULL AND data IS NULL)",
    )
