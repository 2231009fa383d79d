from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people_import import PeopleChanges, Row, compare, people_of, refusal_of
from domain.words import Role

if TYPE_CHECKING:
    from domain.people import Person

ZONES = frozenset({"Europe/Istanbul", "Asia/Tehran"})


def entry(person_id: str, **more: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "id": person_id,
        "name": person_id,
        "email": f"{person_id}@example.com",
        "language": "fa",
        "time_zone": "Asia/Tehran",
        "roles": ["agent"],
    }
    return usual | more


def rows(*entries: object) -> list[Row]:
    return [Row(line, raw) for line, raw in enumerate(entries, start=1)]


def register(*entries: object) -> dict[str, Person]:
    return {one.person_id: one for one in people_of(rows(*entries), ZONES)}


def changes(*entries: object, known: dict[str, Person] | None = None) -> PeopleChanges:
    return compare(rows(*entries), known or {}, ZONES)


def refused(*entries: object) -> list[tuple[int, str | None, str | None, str]]:
    found = changes(*entries).refused
    return [(one.line, one.person_id, one.field, one.reason) for one in found]


def test_people_are_new_changed_or_unchanged() -> None:
    known = register(entry("ada"), entry("bob"), entry("left-out"))
    found = changes(entry("ada"), entry("bob", roles=["supervisor"]), entry("cem"), known=known)
    assert [one.person_id for one in found.new] == ["cem"]
    assert found.unchanged == ("ada",)
    (bob,) = found.changed
    (roles,) = bob.fields
    assert (bob.person_id, roles.field, roles.before, roles.after) == (
        "bob",
        "roles",
        ["agent"],
        ["supervisor"],
    )


def test_an_archived_person_whom_the_file_names_comes_back() -> None:
    left = datetime(2026, 1, 1, tzinfo=UTC)
    known = {"ada": register(entry("ada"))["ada"].model_copy(update={"archived_at": left})}
    ((change,),) = [one.fields for one in changes(entry("ada"), known=known).changed]
    assert (change.field, change.before, change.after) == (
        "archived_at",
        "2026-01-01T00:00:00Z",
        None,
    )


def test_an_entry_is_refused_with_its_line_and_its_field() -> None:
    assert refused(entry("ada"), entry("bob", language="de"))[0][:3] == (2, "bob", "language")
    assert refused("ada")[0][:3] == (1, None, "file")
    assert refused(entry("ada", id=7))[0][:3] == (1, None, "id")
    assert refused(entry("ada", rolls=[]))[0][2] == "rolls"


def test_every_field_of_an_entry_that_is_wrong_is_told_and_the_entry_counts_once() -> None:
    found = changes(entry("ada", language="de", roles=["boss"], email="ada"), entry("-"))
    assert [(one.line, one.field) for one in found.refused] == [
        *((1, field) for field in ("email", "language", "roles.0")),
        (2, "id"),
    ]
    assert found.refused_entries == 2
    error = refusal_of(found)
    assert (error.field, error.message.endswith("(and 3 more); nothing was imported")) == (
        "email",
        True,
    )
    alone = refusal_of(changes(entry("-")))
    assert "more)" not in alone.message


def test_an_id_stands_in_a_file_once() -> None:
    assert refused(entry("ada"), entry("bob"), entry("ada")) == [
        (3, "ada", "id", "id: ada stands in line 1 already")
    ]


@pytest.mark.parametrize(
    ("zone", "hint"),
    [("Europe/Istambul", "perhaps Europe/Istanbul"), ("+03:00", "write it as Europe/Istanbul")],
)
def test_a_time_zone_has_to_exist(zone: str, hint: str) -> None:
    (reason,) = [one[3] for one in refused(entry("ada", time_zone=zone))]
    assert reason == f"time_zone: {zone} is no time zone; {hint}"


def test_a_substitute_is_a_person_of_the_file_or_an_active_one_of_the_register() -> None:
    known = register(entry("old"), entry("gone"))
    known["gone"] = known["gone"].model_copy(update={"archived_at": datetime.now(UTC)})
    ada = entry("ada", substitutes=["old", "new"])
    assert changes(ada, entry("new"), known=known).refused == ()
    bob = entry("bob", substitutes=["gone", "stranger"])
    (refusal,) = changes(ada, entry("new"), bob, known=known).refused
    assert (refusal.line, refusal.field) == (3, "substitutes")
    assert refusal.reason == "substitutes: nobody is called gone, stranger"


people = st.lists(
    st.builds(
        entry,
        st.sampled_from(["ada", "bob", "cem"]),
        roles=st.lists(st.sampled_from(sorted(Role)), max_size=4),
        language=st.sampled_from(["tr", "en", "zh", "fa"]),
    ),
    max_size=5,
    unique_by=lambda one: str(one["id"]),
)


@given(people, people)
def test_importing_twice_changes_nothing(
    before: list[dict[str, object]], file: list[dict[str, object]]
) -> None:
    after = register(*before) | register(*file)
    again = compare(rows(*reversed(file)), after, ZONES)
    assert (again.new, again.changed, again.refused) == ((), (), ())
    assert len(again.unchanged) == len(file)
