"""Whoever stands in for an absent person sees what he was asked; answers are for who gave them.

For whom somebody stands in is told by the register, from day to day of whoever is away, in the
business time of the house. A customer's person who sees a task reads what his own side answered or
somebody answered for it, whoever that was; of what one of ours answered in his own name he reads
the outcome alone (R89, R148).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# The clock of the house in seconds, which overflow in no demo that is left running.
_NOW = """
    SELECT coalesce(
        (SELECT to_timestamp(least(
            extract(epoch FROM c.epoch)
                + extract(epoch FROM statement_timestamp() - c.started_at)::float8 * c.rate,
            extract(epoch FROM timestamptz '9000-01-01 00:00+00'))) FROM clock c),
        statement_timestamp())"""

_CUSTOMER_ROLES = (
    "ARRAY['contact', 'authorised_user', 'group_authority', 'customer_representative']"
)

# Of an absence `a` of a person `p`. Nobody of another customer stands in for a contact, also where
# he has moved there since.
_STANDS_IN = f"""
    a.archived_at IS NULL AND p.archived_at IS NULL
        AND a.from_on <= (wanted AT TIME ZONE p.time_zone)::date
        AND (wanted AT TIME ZONE p.time_zone)::date < a.back_on
        AND NOT EXISTS (SELECT FROM contact h
            JOIN contact o ON o.customer_id <> h.customer_id
            JOIN person s ON s.person_id = o.person_id AND s.roles <@ {_CUSTOMER_ROLES}
            WHERE h.person_id = a.person_id AND o.person_id = a.substitute
                AND p.roles <@ {_CUSTOMER_ROLES})"""

_AWAY = f"""
    SELECT a.person_id, a.substitute, a.back_on FROM absence a
    JOIN person p ON p.person_id = a.person_id
    WHERE (a.substitute = (SELECT reader_self()) OR (SELECT reads_house())) AND {_STANDS_IN}"""  # noqa: S608 - our own rules

# Asked of his own absences alone, which an index finds: it is asked for each reader of `who_sees`.
_STOOD_FOR = f"""
    SELECT a.person_id FROM absence a JOIN person p ON p.person_id = a.person_id
    CROSS JOIN (SELECT business_now() AS wanted) clock
    WHERE a.substitute = (SELECT reader_self()) AND {_STANDS_IN}"""  # noqa: S608 - our own rules

_FACES = f"""
    SELECT coalesce(array_agg(p.person_id), '{{}}') FROM person p
    WHERE (SELECT reader_self()) IS NOT NULL AND (p.person_id = (SELECT reader_self())
        OR (p.substitutes @> ARRAY[(SELECT reader_self())] AND p.archived_at IS NULL
            AND NOT EXISTS (SELECT FROM contact h
                JOIN contact o ON o.customer_id <> h.customer_id
                JOIN person s ON s.person_id = o.person_id AND s.roles <@ {_CUSTOMER_ROLES}
                WHERE h.person_id = p.person_id AND o.person_id = (SELECT reader_self())
                    AND p.roles <@ {_CUSTOMER_ROLES}))
        OR p.person_id IN ({_STOOD_FOR}))"""  # noqa: S608 - our own rules

_FACES_ONCE = "((SELECT reader_faces())::text[])"
_HIS_SIDE = f"{_FACES_ONCE} || ((SELECT colleagues())::text[])"

_ANSWERS = f"""
    (SELECT reads_all()) OR EXISTS (SELECT FROM task t WHERE t.task_id = decision.task_id AND (
        (SELECT reads_house()) OR t.ballot AND t.seats && {_FACES_ONCE}
        OR ARRAY[decision.actor, decision.stands_for] && ({_HIS_SIDE})))"""  # noqa: S608 - our own rules


def upgrade() -> None:
    """Make the functions anew, and the policy of answers."""
    schema = op.get_bind().scalar(sa.text("SELECT current_schema()"))
    behind = f'STABLE SECURITY DEFINER SET search_path = "{schema}", pg_temp'
    op.execute(
        f"CREATE FUNCTION business_now() RETURNS timestamptz LANGUAGE plpgsql {behind}"
        f" AS $$ BEGIN RETURN ({_NOW}); END $$"
    )
    op.execute(
        "CREATE FUNCTION away_at(wanted timestamptz)"
        " RETURNS TABLE (person_id text, substitute text, back_on date)"
        f" LANGUAGE sql {behind} AS $$ {_AWAY} $$"
    )
    op.execute(
        f"CREATE OR REPLACE FUNCTION reader_faces() RETURNS text[] LANGUAGE plpgsql {behind}"
        f" AS $$ BEGIN RETURN ({_FACES}); END $$"
    )
    for one in ("business_now()", "away_at(timestamptz)"):
        op.execute(f"REVOKE ALL ON FUNCTION {one} FROM PUBLIC")
    op.execute(f"ALTER POLICY seen ON decision USING ({_ANSWERS})")
