"""Every pair of person and row: what the database shows is what the rules say."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from sqlalchemy import text

from activities.store.readers.visibility import sight, who_sees
from activities.store.reading import read_as
from activities.store.schema import metadata
from domain.contracts.facts import AnyContractFact
from domain.errors import NotFoundError
from domain.visibility import TOLD_KINDS, Reader, Rule
from domain.words import SYSTEM
from tests.visibility.belongings import digest_of
from tests.visibility.company import BY_ID, HAPPENINGS, HOUSE, PAPERS, PEOPLE, RECORDS, TASKS
from tests.visibility.rules import (
    is_restricted,
    is_staff,
    seen,
    sees_customer,
    sees_event,
    sees_paper,
    sees_person,
    sees_record,
    sees_task,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine


def paper_of(subject: str, number: int) -> str:
    return f"sha256:{digest_of(f'paper {number} of {subject}')}"


KEY_OF = {
    **dict.fromkeys(("record", "chain", "request"), "subject"),
    **dict.fromkeys(("task", "vote", "decision"), "task_id"),
    **dict.fromkeys(("person", "contact", "technician", "visibility_grant", "names"), "person_id"),
    **dict.fromkeys(("customer", "need", "asset", "customer_service"), "customer_id"),
    **dict.fromkeys(("contract", "contract_period", "contract_recipient"), "contract_id"),
    **dict.fromkeys(("contract_service", "contract_notice", "credit_entry"), "contract_id"),
    "event": "event_key",
    "event_text": (
        "(SELECT e.event_key FROM event e"
        " WHERE (e.subject, e.position) = (event_text.subject, event_text.position))"
    ),
    "attachment": "name",
    **dict.fromkeys(("service", "catalogue_entry"), "service_id"),
    "process": "workflow_id",
    "customer_group": "group_id",
    "customer_group_member": "group_id",
    "absence": "absence_id",
    "staff_role": "role_id",
    "notice": "notice_key",
    "document": "convert_from(content, 'UTF8')",
}
TO_ANYBODY = frozenset({"clock", "mailroom"})
"""Tables without a word of a customer or a person: what time it is, and whether mail is held."""


def keys(connection: Connection, table: str) -> set[str]:
    return set(connection.scalars(text(f"SELECT {KEY_OF[table]} FROM {table}")))  # noqa: S608 - our own tables


def shown(engine: Engine, reader: str) -> dict[str, set[str]]:
    with read_as(engine, reader).connect() as connection:
        return {table: keys(connection, table) for table in KEY_OF}


@pytest.mark.parametrize("person", BY_ID)
def test_a_person_sees_exactly_what_the_rules_say(reader: Engine, person: str) -> None:
    expected, found = seen(person), shown(reader, person)
    assert expected.keys() == found.keys()
    for table, rows in expected.items():
        assert found[table] ^ rows == set(), table


def test_the_company_is_such_that_every_rule_makes_a_difference() -> None:
    sights = {one.id: seen(one.id)["record"] for one in PEOPLE}
    assert len({frozenset(rows) for rows in sights.values()}) > 15
    assert sights["acme-own"] < sights["acme-boss"] < sights["acme-north"]
    assert sights["tech-none"] < sights["tech-acme"] < sights["adm"]
    assert not any(sights[one] for one in ("acme-passive", "acme-left", "acme-archived"))


def test_the_house_itself_sees_every_row(reader: Engine, owner: Engine) -> None:
    with owner.connect() as connection:
        everything = {table: keys(connection, table) for table in KEY_OF}
    assert all(everything.values())
    assert shown(reader, SYSTEM) == everything


@pytest.mark.parametrize("nobody", ["", "nobody", "SYSTEM", "System", " system", "adm ", "ADM"])
def test_who_is_not_in_the_register_sees_nothing(reader: Engine, nobody: str) -> None:
    assert not any(shown(reader, nobody).values())


def test_who_does_not_say_who_he_is_sees_no_row_of_any_table(reader: Engine) -> None:
    with reader.connect() as connection:
        for table in set(metadata.tables) - TO_ANYBODY:
            assert connection.execute(text(f"SELECT FROM {table}")).first() is None, table


def test_every_table_but_two_has_its_rule(owner: Engine) -> None:
    guarded = "SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'"
    with owner.connect() as connection:
        found = set(connection.scalars(text(guarded)))
    assert found == set(metadata.tables) - TO_ANYBODY


def test_a_table_that_says_nothing_to_a_customer_is_for_staff(owner: Engine) -> None:
    rules = text("SELECT tablename, qual FROM pg_policies WHERE policyname = 'seen'")
    with owner.connect() as connection:
        found = dict(connection.execute(rules).tuples().all())
    others = found.keys() - KEY_OF.keys()
    assert {found[table] for table in others} == {"( SELECT reads_house() AS reads_house)"}
    assert {"policy", "dependent", "party", "calendar", "service_plan", "gate"} <= others


def test_the_next_who_reads_over_the_same_connection_sees_only_what_is_his(reader: Engine) -> None:
    for person in ("adm", "acme-own", "adm", "bolt-own"):
        with read_as(reader, person).connect() as connection:
            assert keys(connection, "record") == seen(person)["record"]
            connection.rollback()
            assert keys(connection, "record") == seen(person)["record"]
    with reader.connect() as connection:
        assert keys(connection, "record") == set()


def test_what_is_told_of_who_sees_a_record_is_what_each_of_them_sees(reader: Engine) -> None:
    house = read_as(reader, SYSTEM)
    for row in RECORDS:
        told = {one.person_id for one in who_sees(house, row.subject) if one.rule}
        assert told == {one.id for one in PEOPLE if sees_record(one, row)}, row


def test_what_is_told_of_tasks_people_and_customers_is_what_each_of_them_sees(
    reader: Engine,
) -> None:
    house = read_as(reader, SYSTEM)
    for task in TASKS:
        told = {one.person_id for one in who_sees(house, task.id) if one.rule}
        assert told == {one.id for one in PEOPLE if sees_task(one, task)}, task
    for other in PEOPLE:
        told = {one.person_id for one in who_sees(house, f"person/{other.id}") if one.rule}
        assert told == {one.id for one in PEOPLE if sees_person(one, other)}, other
    told = {one.person_id for one in who_sees(house, "customer/bolt") if one.rule}
    assert told == {one.id for one in PEOPLE if sees_customer(one, "bolt")}
    for subject in HOUSE:
        told = {one.person_id for one in who_sees(house, subject) if one.rule}
        assert told == {one.id for one in PEOPLE if is_staff(one)}, subject


def test_what_is_told_of_events_and_documents_is_what_each_of_them_sees(reader: Engine) -> None:
    house = read_as(reader, SYSTEM)
    with house.connect() as connection:
        named = text("SELECT event_key, subject || '#' || position FROM event")
        ids = dict(connection.execute(named).tuples().all())
    for what in HAPPENINGS[::11]:
        told = {one.person_id for one in who_sees(house, ids[what.key]) if one.rule}
        assert told == {one.id for one in PEOPLE if sees_event(one, what)}, what
    for content in [paper.content for paper in PAPERS[::11]] + ["terms"]:
        where = [paper for paper in PAPERS if paper.content == content]
        told = {
            one.person_id for one in who_sees(house, f"sha256:{digest_of(content)}") if one.rule
        }
        seeing = {one.id for one in PEOPLE if any(sees_paper(one, paper) for paper in where)}
        assert told == seeing, content


def test_a_person_is_told_names_and_nothing_else_of_those_who_are_answerable(
    reader: Engine,
) -> None:
    told, seen_of_them = seen("acme-own")["names"], seen("acme-own")["person"]
    assert {"adm", "tech-free", "tech-acme", "acme-boss"} <= told - seen_of_them
    assert not told & {"bolt-own", "tech-none", "gone-sup"}
    with read_as(reader, "acme-own").connect() as connection:
        rows = connection.execute(text("SELECT person_id, name FROM names")).tuples().all()
        assert dict(rows) == {one: one.title() for one in told}
        assert keys(connection, "person") == {"acme-own"}


def told_in(kinds: object) -> set[str]:
    return {one.model_fields["kind"].default for one in get_args(get_args(kinds)[0])}


FOR_STAFF = {
    *("contract_renewal_moved", "contract_priced", "contract_notices_passed", "contract_stands"),
    *("contract_early_termination_wanted", "contract_early_termination_refused"),
}
"""Of what happens to a contract: what people of ours do about it before something comes of it."""


def test_of_everything_that_happens_to_a_contract_it_is_settled_whether_its_customer_is_told(
    owner: Engine,
) -> None:
    with owner.connect() as connection:
        assert set(connection.scalar(text("SELECT told_kinds()")) or ()) == TOLD_KINDS
    assert not TOLD_KINDS & FOR_STAFF
    assert told_in(AnyContractFact) == {
        one for one in TOLD_KINDS | FOR_STAFF if one.startswith("contract_")
    }


RULES = [
    ("contract/acme-opened-1", "adm", Rule.STAFF, Reader.STAFF),
    ("contract/acme-opened-1", "tech-none", Rule.OTHER_KIND, Reader.RESTRICTED),
    ("incident/acme-opened-1", "tech-acme", Rule.HIS_CUSTOMER, Reader.RESTRICTED),
    ("incident/bolt-opened-1", "tech-none", None, Reader.RESTRICTED),
    ("incident/bolt-opened-1", "tech-bolt-contact", Rule.COMPANY, Reader.RESTRICTED),
    ("contract/acme-opened-1", "acme-own", Rule.OWN, Reader.CONTACT),
    ("contract/acme-opened-2", "acme-own", None, Reader.CONTACT),
    ("contract/acme-opened-1", "acme-rep", Rule.COMPANY, Reader.CONTACT),
    ("contract/bolt-opened-1", "acme-north", Rule.GROUP, Reader.CONTACT),
    ("contract/acme-opened-1", "acme-passive", None, Reader.PASSIVE),
    ("contract/acme-opened-1", "acme-left", None, Reader.PASSIVE),
    ("contract/acme-opened-1", "acme-archived", None, Reader.ARCHIVED),
    ("contract/acme-opened-1", "stranger", None, Reader.PERSON),
    ("service/crm", "acme-boss", None, Reader.CONTACT),
    ("service/crm", "tech-none", Rule.STAFF, Reader.RESTRICTED),
    ("service/crm/committee/1", "acme-own", Rule.SEAT, Reader.CONTACT),
    ("service/crm/committee/1", "acme-sub", Rule.SEAT, Reader.CONTACT),
    ("request/bolt-opened-1/closing/1", "bolt-own", Rule.HANDED, Reader.CONTACT),
    ("request/acme-opened-2/approval/1", "acme-rep", Rule.MAY_ANSWER, Reader.CONTACT),
    ("request/acme-opened-2/approval/1", "acme-boss", None, Reader.CONTACT),
    ("person/acme-own", "acme-own", Rule.HIMSELF, Reader.CONTACT),
    ("person/acme-own", "acme-boss", Rule.COLLEAGUE, Reader.CONTACT),
    ("person/acme-own", "bolt-own", None, Reader.CONTACT),
    ("customer/acme", "acme-own", Rule.HIS_COMPANY, Reader.CONTACT),
    ("customer/bolt", "acme-own", None, Reader.CONTACT),
    ("contract/acme-opened-1#1", "acme-own", Rule.TOLD, Reader.CONTACT),
    ("contract/acme-opened-1#2", "acme-own", None, Reader.CONTACT),
    ("contract/acme-opened-1#3", "acme-own", Rule.HIS_SIDE, Reader.CONTACT),
    ("contract/acme-opened-1#4", "acme-own", Rule.HIS_SIDE, Reader.CONTACT),
    ("contract/acme-opened-1#5", "acme-boss", None, Reader.CONTACT),
    ("contract/acme-opened-1#6", "acme-own", None, Reader.CONTACT),
    ("contract/acme-opened-1#6", "acme-boss", Rule.HIS_SIDE, Reader.CONTACT),
    ("contract/acme-opened-2#3", "acme-own", None, Reader.CONTACT),
    ("contract/acme-opened-1#2", "tech-none", Rule.STAFF, Reader.RESTRICTED),
    ("service/crm#1", "acme-boss", None, Reader.CONTACT),
    ("service/crm#3", "acme-own", None, Reader.CONTACT),
    (paper_of("contract/acme-opened-1", 0), "acme-own", Rule.ATTACHED, Reader.CONTACT),
    (paper_of("contract/acme-opened-1", 1), "acme-boss", None, Reader.CONTACT),
    (paper_of("contract/acme-opened-1", 2), "acme-own", Rule.HIS_SIDE, Reader.CONTACT),
    (paper_of("contract/acme-opened-1", 3), "acme-boss", None, Reader.CONTACT),
    (paper_of("contract/acme-opened-1", 0), "acme-passive", None, Reader.PASSIVE),
    (paper_of("service/crm", 0), "acme-boss", None, Reader.CONTACT),
]


@pytest.mark.parametrize(("subject", "person", "rule", "is_a"), RULES)
def test_it_is_said_by_which_rule_a_person_sees_a_record(
    reader: Engine, subject: str, person: str, rule: Rule | None, is_a: Reader
) -> None:
    house = read_as(reader, SYSTEM)
    found = sight(house, subject, person)
    assert (found.rule, found.reader) == (rule, is_a)
    assert found in who_sees(house, subject)


def test_every_rule_there_is_lets_somebody_see_something(reader: Engine) -> None:
    house = read_as(reader, SYSTEM)
    told = {rule for subject, person, rule, _ in RULES if sight(house, subject, person).rule}
    assert told - {None} == set(Rule) - {Rule.SYSTEM}


def test_who_does_not_see_a_record_is_not_told_that_it_is_there(reader: Engine) -> None:
    outsider = read_as(reader, "bolt-own")
    for subject in ("contract/acme-opened-1", "contract/nothing", "person/adm", "service/crm", ""):
        with pytest.raises(NotFoundError, match="there is no record"):
            who_sees(outsider, subject)
        with pytest.raises(NotFoundError, match="there is no record"):
            sight(outsider, subject, "bolt-own")


def test_who_asks_is_told_of_those_only_whom_he_may_see(reader: Engine) -> None:
    boss = read_as(reader, "acme-boss")
    told = {one.person_id for one in who_sees(boss, "contract/acme-opened-1")}
    assert told == seen("acme-boss")["person"]
    with pytest.raises(NotFoundError, match="nobody is called 'adm'"):
        sight(boss, "contract/acme-opened-1", "adm")


def test_a_role_restricts_in_incidents_and_requests_only() -> None:
    kinds = {row.kind for row in RECORDS if not sees_record(BY_ID["tech-none"], row)}
    assert is_restricted(BY_ID["tech-none"])
    assert kinds == {"incident", "request"}
