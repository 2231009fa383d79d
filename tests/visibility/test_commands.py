"""Every command that shows something, as each of them: nobody is shown what is not his (R89)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import click
import pytest

from tests.door.words import called, every_command, spoilable, typed
from tests.visibility.absences import ABSENCES
from tests.visibility.belongings import digest_of
from tests.visibility.company import (
    BY_ID,
    BY_SUBJECT,
    CUSTOMERS,
    RECORDS,
    TASKS,
)
from tests.visibility.rules import seen

if TYPE_CHECKING:
    from tests.starters.company import Said
    from tests.visibility.conftest import Run

OWN_MACHINE = frozenset(
    {
        *("demo", "up", "down", "worker", "migrate", "backup", "restore", "completion"),
        *("status", "verify", "columns"),
    }
)
"""What shows nothing on record, or is for whoever runs the house: these read as the house."""

READING = {
    path: command
    for path, command in every_command().items()
    if any(one.name == "reader" for one in command.params) or path == "inbox"
}
OF_RECORDS = {
    path: command
    for path, command in READING.items()
    if all(called(one) != "FILE" for one in command.params)
}
"""Those that look at nothing before they look at the record."""

SOME = (
    *("adm", "tech-acme", "tech-none", "tech-bolt-contact", "both-sides", "stranger"),
    *("asked-only", "acme-own", "acme-boss", "acme-north", "acme-foreign", "acme-passive"),
    *("bolt-north", "delta-own"),
)
WORDS = {
    "RECORD": "incident/acme-opened-1",
    "SERVICE": "crm",
    "TASK": "request/acme-opened-2/approval/1",
    "PERSON": "acme-own",
    "CUSTOMER": "acme",
    "NOTICE": "2",
    "SHA256": digest_of("paper 0 of contract/acme-opened-1"),
    "ROLE": "technician",
    "BEFORE": "1",
    "AFTER": "default",
    "POLICY": "default",
    "VERSION": "1",
    "YYYY-MM-DD": "2026-06-30",
    "LIMIT": "1000",
    "NUMBER": "1000",
    "ID": "",
    "STATE": "sent",
    "STAGE": "operation",
    "STANDING": "opened",
    "LANGUAGE": "en",
    "TIME": "8h",
    "INSTANT": "2026-03-02T10:00",
    "FILE": "/dev/null",
}
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_.-]+)*")


def given_words(command: click.Command, person: str, /, **spoilt: str) -> dict[str, list[str]]:
    """What is typed for each parameter; optional ones are left out unless they are spoilt."""
    words = {}
    for one in spoilable(command):
        name = str(one.name)
        is_argument = isinstance(one, click.Argument)
        word = spoilt.get(name, WORDS.get(called(one), "acme") if one.required else "")
        if name in {"reader", "person"} and name not in spoilt:
            word = person
        if name == "limit" and name not in spoilt:
            word = "1000"
        if word or name in spoilt:
            words[name] = [word] if is_argument else [f"{one.opts[0]}={word}"]
    return words


def secrets(person: str) -> set[str]:
    """The names of everything that a person may not see."""
    his = seen(person)
    known = {key for rows in his.values() for key in rows}
    # A row that is shown names people: who opened it, whom its task was handed to, who has a seat.
    known |= {BY_SUBJECT[one].opened_by for one in his["record"]}
    known |= {BY_SUBJECT[one].customer for one in his["record"]}
    known |= {other for one in his["person"] for other in BY_ID[one].substitutes}
    shown = [task for task in TASKS if task.id in his["task"]]
    for task in shown:
        known |= {task.workflow, *task.seats, *task.barred, str(task.assignee)}
    absences = [each for each in ABSENCES if each.id in his["absence"]]
    known |= {who for each in absences for who in (each.absent, each.substitute)}
    of_notices = {key.rpartition("/")[0] for key in his["notice"]}
    known |= of_notices | {person}
    # Whom he may be told by name he may be told by id.
    known |= his["names"]
    everything = {*BY_ID, *BY_SUBJECT, *CUSTOMERS, *(task.id for task in TASKS)}
    return everything - known


def leaks(said: Said, person: str, typed_words: list[str]) -> set[str]:
    echoed = set(_WORD.findall(" ".join(typed_words)))
    return (set(_WORD.findall(said.out + said.err)) & secrets(person)) - echoed


def test_every_command_that_looks_at_the_record_can_be_told_who_looks() -> None:
    can = {
        path for path, one in every_command().items() if any("--as" in p.opts for p in one.params)
    }
    assert set(every_command()) - can == OWN_MACHINE
    assert {"records list", "visible", "people list", "notices list", "inbox"} <= set(READING)


@pytest.mark.parametrize("person", SOME)
def test_no_list_and_no_page_shows_a_person_what_is_not_his(run: Run, person: str) -> None:
    for path, command in READING.items():
        for more in ([], ["--all"]) if path == "inbox" else ([],):
            words = [*typed(path, command, given_words(command, person)), *more]
            said = run(*words)
            assert said.code in {0, 2, 3, 4, 5}, (words, said.err)
            assert leaks(said, person, words) == set(), words


@pytest.mark.parametrize("person", SOME)
def test_lists_show_all_that_is_his(run: Run, person: str) -> None:
    expected = seen(person)

    def listed(key: str, *words: str) -> set[str]:
        said = run(*words, "--as", person, "--json", "--limit", "1000")
        assert said.code == 0, said.err
        return {one[key] for one in json.loads(said.out)}

    assert listed("subject", "records", "list") == expected["record"]
    assert listed("person_id", "people", "list", "--archived") == expected["person"]
    notices = run("notices", "list", "--as", person, "--json", "--limit", "1000").json
    found = {f"{one['subject']}/{one['person_id']}" for one in notices}
    assert found == expected["notice"]
    assert listed("task_id", "inbox", "--all") == expected["task"]
    assert listed("service_id", "service", "list") == expected["service"]
    assert listed("service_id", "catalogue") == expected["catalogue_entry"]
    assert listed("contract_id", "contract", "list", "--archived") == expected["contract"]
    assert listed("id", "customer", "list", "--archived") == expected["customer"]
    assert listed("id", "contact", "list", "--archived") == expected["contact"]


def test_pages_are_shown_to_whoever_may_see_them_and_are_not_there_for_others(run: Run) -> None:
    pages = {
        ("service", "history", "crm"): ("tech-none", "acme-boss"),
        ("task", "show", "incident/acme-opened-1/assess/1"): ("tech-acme", "tech-moved-not"),
        ("task", "show", "request/bolt-opened-1/closing/1"): ("bolt-own", "acme-own"),
        ("people", "show", "acme-own"): ("acme-boss", "bolt-own"),
        ("document", "get", digest_of("paper 0 of service/crm")): ("adm", "acme-boss"),
        ("document", "get", digest_of("paper 0 of contract/acme-opened-1")): (
            "acme-own",
            "bolt-own",
        ),
        ("document", "get", digest_of("paper 1 of contract/acme-opened-1")): ("adm", "acme-own"),
        ("records", "history", "contract/acme-opened-1"): ("acme-own", "bolt-own"),
        ("records", "history", "service/crm"): ("adm", "acme-boss"),
        ("policy", "show"): ("adm", "acme-boss"),
    }
    for words, (may, may_not) in pages.items():
        assert run(*words, "--as", may).code == 0, words
        refused = run(*words, "--as", may_not)
        assert refused.code == (4 if may_not not in BY_ID else 3), (words, refused.err)


def test_the_toggle_shows_what_stands_so(run: Run) -> None:
    his = seen("acme-north")["record"]
    for standing in ("opened", "closed", "approved", "rejected"):
        words = ("records", "list", "--standing", standing, "--as", "acme-north", "--json")
        found = {one["subject"] for one in run(*words, "--limit", "1000").json}
        assert found == {one for one in his if BY_SUBJECT[one].standing == standing}
    words = ("records", "list", "--customer", "bolt", "--as", "acme-north", "--json")
    found = {one["subject"] for one in run(*words, "--limit", "1000").json}
    assert found == {one for one in his if BY_SUBJECT[one].customer == "bolt"}
    for unseen in ("cargo", "nobody"):
        said = run(*words[:3], unseen, "--as", "acme-north")
        assert (said.code, said.err) == (3, f"error: customer: there is no customer '{unseen}'\n")


def test_a_list_of_records_comes_page_by_page(run: Run) -> None:
    first = run("records", "list", "--limit", "3", "--json").json
    words = ("records", "list", "--limit", "500", "--after", first[-1]["subject"], "--json")
    rest = run(*words).json
    assert [one["subject"] for one in (*first, *rest)] == sorted(one.subject for one in RECORDS)


def test_it_is_told_who_sees_a_record_and_why(run: Run) -> None:
    said = run("visible", "incident/bolt-opened-1", "--limit", "100")
    assert re.search(r"^bolt-north +group +he was granted .* group", said.out, re.MULTILINE)
    assert not re.search("^tech-none", said.out, re.MULTILINE)
    page = run("visible", "incident/bolt-opened-1", "--limit", "1", "--after", "adm", "--json").json
    assert [one["person_id"] for one in page] == ["bolt-north"]
    no = run("visible", "incident/bolt-opened-1", "--to", "tech-none")
    assert no.out == (
        "tech-none does not see incident/bolt-opened-1: his role shows him incidents and requests "
        "of his own customers only, and this is none\n"
    )
    yes = run("visible", "incident/bolt-opened-1", "--to", "adm", "--json").json
    assert yes == {
        "person_id": "adm",
        "reader": "staff",
        "rule": "staff",
        "why": "staff see everything",
    }
    assert run("visible", "incident/nothing").code == 3
    assert (
        run("visible", "incident/bolt-opened-1", "--to", "ghost", "--json").error["field"] == "to"
    )
    assert run("visible", "incident/bolt-opened-1", "--as", "acme-own").code == 3


@pytest.mark.parametrize("path", OF_RECORDS)
def test_who_is_unknown_or_archived_is_refused_by_every_command(run: Run, path: str) -> None:
    command = READING[path]
    for nobody in ("ghost", "acme-archived", "gone-sup", "", "System", "acme-own'--", "adm ", "%"):
        words = typed(path, command, given_words(command, "adm", reader=nobody, person=nobody))
        said = run(*words)
        if nobody:
            assert said.code == 4, (words, said.err)
            assert said.error["field"] == "as"


ODD = [
    "' OR '1'='1", "'; DROP TABLE record; --", '"', "\\", "%", "_", "$1", "%s", "system", "acme%",
    "servicecycle.reader", "' || current_user || '", "х' UNION SELECT 1", "پشتیبان", "x" * 10_000,
]  # fmt: skip


@pytest.mark.parametrize("path", READING)
def test_nothing_typed_into_a_filter_shows_more(run: Run, path: str) -> None:
    command = READING[path]
    for parameter in spoilable(command):
        name = str(parameter.name)
        if name in {"reader", "person", "output", "data"}:
            continue
        for odd in ODD:
            words = typed(path, command, given_words(command, "bolt-own", **{name: odd}))
            said = run(*words)
            assert said.code in {0, 2, 3, 4, 5}, (words, said.err[:500])
            assert leaks(said, "bolt-own", words) == set(), words


def test_whoever_holds_the_keys_of_the_house_reads_as_the_house(run: Run) -> None:
    everything = {one.subject for one in RECORDS}
    for words in ((), ("--as", "system")):
        found = run("records", "list", *words, "--limit", "1000", "--json").json
        assert {one["subject"] for one in found} == everything


def test_a_house_may_let_nobody_read_who_is_not_named(run: Run) -> None:
    named = {"SERVICECYCLE_NAMED_READERS": "1"}
    for path, command in OF_RECORDS.items():
        said = run(*typed(path, command, given_words(command, "")), **named)
        assert (said.code, said.error["field"]) == (2, "as"), path
    assert run("records", "list", "--as", "adm", **named).code == 0
    assert run("records", "list", **named, SERVICECYCLE_ACTOR="adm").code == 0
    assert run("records", "list", SERVICECYCLE_NAMED_READERS="maybe").code == 2


def test_a_shell_completes_only_what_its_person_may_see(run: Run) -> None:
    shell = {"_SERVICECYCLE_COMPLETE": "bash_complete", "COMP_CWORD": "3"}
    asked = {"COMP_WORDS": "servicecycle people show acme", **shell}
    found = {
        person: set(run(**asked, SERVICECYCLE_ACTOR=person).out.replace("plain,", "").split())
        for person in ("adm", "acme-own", "bolt-own")
    }
    assert found["acme-own"] == {"acme-own"}
    assert found["bolt-own"] == set()
    assert "acme-boss" in found["adm"]
