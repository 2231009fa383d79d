"""What customers' people are told of their own records, by name; calendars that are archived (R89).

An event of a record is theirs to see where its kind is one that customers are told of, or where it
was done by themselves; a document where it hangs on the record itself, or where they attached it.
Names, and nothing but names, are told of the people who are answerable for them and of their own.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TOLD_KINDS = """
    SELECT ARRAY['contract_added', 'contract_signed', 'contract_begun', 'contract_edited',
        'contract_period_opened', 'contract_notice_given', 'contract_renewed',
        'contract_not_renewed', 'contract_terminated', 'contract_suspended',
        'contract_suspension_lifted', 'contract_service_left', 'contract_credits_granted',
        'contract_credits_ended', 'contract_ended', 'contract_goes_on']"""

_CUSTOMER_ROLES = (
    "ARRAY['contact', 'authorised_user', 'group_authority', 'customer_representative']"
)

# The people of the companies that the reader was granted; who is one of staff as well is not meant.
_COLLEAGUES = f"""
    SELECT coalesce(array_agg(c.person_id), '{{}}') FROM contact c
    JOIN person p ON p.person_id = c.person_id AND p.roles <@ {_CUSTOMER_ROLES}
    WHERE c.customer_id = ANY ((SELECT granted_companies())::text[])
        OR c.customer_id = ANY ((SELECT companies_of_groups())::text[])"""  # noqa: S608 - our own roles

# Whose names the reader may be told: his own company's people, and those who are answerable for it.
_PEOPLE_TOLD = """
    WITH
    company AS (
        SELECT own_company() AS customer_id
        UNION SELECT unnest(granted_companies()) UNION SELECT unnest(companies_of_groups())),
    mine AS (
        SELECT r.subject, r.opened_by FROM record r WHERE r.opened_by = (SELECT reader_self())
            OR r.customer_id = ANY ((SELECT granted_companies())::text[])
            OR r.customer_id = ANY ((SELECT companies_of_groups())::text[])),
    agreed AS (SELECT c.* FROM mine JOIN contract c ON c.workflow_id = mine.subject),
    meant AS (
        SELECT c.person_id FROM contact c JOIN company USING (customer_id)
        UNION SELECT unnest(ARRAY[k.account_manager, k.project_manager])
            FROM customer k JOIN company USING (customer_id)
        UNION SELECT t.person_id FROM technician_customer t JOIN company USING (customer_id)
            WHERE t.ended_at IS NULL
        UNION SELECT mine.opened_by FROM mine
        UNION SELECT unnest(ARRAY[agreed.account_manager, agreed.answered_by]) FROM agreed
        UNION SELECT w.person_id FROM agreed JOIN contract_recipient w USING (contract_id)
            WHERE w.until_at IS NULL
        UNION SELECT unnest(ARRAY[e.actor, e.stands_for]) FROM mine JOIN event e USING (subject)
            WHERE e.kind = ANY (told_kinds())
                OR e.actor = (SELECT reader_self()) OR e.stands_for = (SELECT reader_self())
                OR ARRAY[e.actor, e.stands_for] && (SELECT colleagues())
        UNION SELECT a.attached_by FROM mine JOIN attachment a USING (subject)
        UNION SELECT s.owner FROM service s JOIN catalogue_entry USING (service_id))
    SELECT p.person_id, p.name FROM meant JOIN person p USING (person_id)
    WHERE (SELECT reader_self()) IS NOT NULL AND NOT (SELECT reads_house())"""

_NAMES = """
    CREATE VIEW names WITH (security_invoker = true) AS
    SELECT p.person_id, p.name FROM person p
    UNION SELECT t.person_id, t.name FROM names_told() t"""

_ALL = "(SELECT reads_all())"
_HOUSE = "(SELECT reads_house())"
_SELF = "(SELECT reader_self())"
_COLLEAGUES_ONCE = "((SELECT colleagues())::text[])"
_IS_SYSTEM = "(SELECT reader()) = 'system'"


def _root(subject: str) -> str:
    return f"split_part({subject}, '/', 1) || '/' || split_part({subject}, '/', 2)"


def _about(subject: str) -> str:
    """What staff may see of a subject: everything but what a role takes away (R85)."""
    unrestricted = f"split_part({subject}, '/', 1) NOT IN ('incident', 'request')"
    seen = f"EXISTS (SELECT FROM record r WHERE r.subject = {_root(subject)})"
    return f"{_ALL} OR {_HOUSE} AND ({unrestricted} OR {seen})"


def _of_his_side(*people: str) -> str:
    """Done by himself, or by people whose company he was granted to see."""
    return " OR ".join(f"{one} = {_SELF} OR {one} = ANY {_COLLEAGUES_ONCE}" for one in people)


_DID = _of_his_side("event.actor", "event.stands_for")
_WROTE = _of_his_side("e.actor", "e.stands_for")
_ATTACHED = _of_his_side("attachment.attached_by")
_RECORD_OF_EVENT = "EXISTS (SELECT FROM record r WHERE r.subject = event.subject)"
_HIS_EVENT = "e.subject = event_text.subject AND e.position = event_text.position"
_ROOT_OF_PAPER = _root("attachment.subject")

# The rules that have names: `visible` tells them, and the policy of a table is their sum.
_NAMED = {
    "event": {
        "system": _IS_SYSTEM,
        "staff": _about("event.subject"),
        "told": f"event.kind = ANY ((SELECT told_kinds())::text[]) AND {_RECORD_OF_EVENT}",
        "his_side": f"({_DID}) AND {_RECORD_OF_EVENT}",
    },
    "attachment": {
        "system": _IS_SYSTEM,
        "staff": _about("attachment.subject"),
        "attached": "EXISTS (SELECT FROM record r WHERE r.subject = attachment.subject)",
        "his_side": (
            f"({_ATTACHED}) AND EXISTS (SELECT FROM record r WHERE r.subject = {_ROOT_OF_PAPER})"
        ),
    },
}

_POLICIES = {
    **{
        table: " OR ".join(f"({rule})" for rule in rules.values())
        for table, rules in _NAMED.items()
    },
    "event_text": (
        f"{_about('event_text.subject')}"
        f" OR EXISTS (SELECT FROM event e WHERE {_HIS_EVENT} AND ({_WROTE}))"
    ),
    "contract_notice": (
        f"{_HOUSE} OR EXISTS (SELECT FROM record r"
        " WHERE r.subject = 'contract/' || contract_notice.contract_id)"
    ),
}


def _which(table: str) -> str:
    """The name of the first rule that lets the reader see a row of a table."""
    cases = " ".join(f"WHEN {rule} THEN '{name}'" for name, rule in _NAMED[table].items())
    return f"CASE {cases} END"


# An event is named by its id, a document by the beginning of its hash as `document get` takes it.
_SIGHT = f"""
    CREATE FUNCTION sight_of(wanted text) RETURNS text LANGUAGE sql STABLE {{pinned}} AS $$
    SELECT coalesce(
        (SELECT {_which("event")} FROM event
            WHERE event.subject = substring(wanted, '^(.*)#[0-9]{{{{1,9}}}}$')
                AND event.position = substring(wanted, '#([0-9]{{{{1,9}}}})$')::integer),
        (SELECT {_which("attachment")} FROM attachment
            WHERE attachment.sha256 = substring(wanted, '^sha256:([0-9a-f]{{{{64}}}})$')
            ORDER BY 1 LIMIT 1),
        sight_of_record(wanted)) $$"""  # noqa: S608 - nothing in it comes from outside


def upgrade() -> None:
    """Let customers' people be told, and calendars be archived."""
    op.add_column("calendar", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    schema = op.get_bind().scalar(sa.text("SELECT current_schema()"))
    pinned = f'SET search_path = "{schema}", pg_temp'
    op.execute(
        f"CREATE FUNCTION told_kinds() RETURNS text[] LANGUAGE sql IMMUTABLE {pinned}"
        f" AS $$ {_TOLD_KINDS} $$"
    )
    op.execute(
        f"CREATE FUNCTION colleagues() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER"
        f" {pinned} AS $$ BEGIN RETURN ({_COLLEAGUES}); END $$"
    )
    op.execute(
        "CREATE FUNCTION names_told() RETURNS TABLE (person_id text, name text)"
        f" LANGUAGE sql STABLE SECURITY DEFINER {pinned} AS $$ {_PEOPLE_TOLD} $$"
    )
    op.execute("ALTER FUNCTION sight_of(text) RENAME TO sight_of_record")
    op.execute(_SIGHT.format(pinned=pinned))
    for one in ("told_kinds()", "colleagues()", "names_told()", "sight_of(text)"):
        op.execute(f"REVOKE ALL ON FUNCTION {one} FROM PUBLIC")
    op.execute(_NAMES)
    for table, rule in _POLICIES.items():
        op.execute(f"ALTER POLICY seen ON {table} USING ({rule})")
