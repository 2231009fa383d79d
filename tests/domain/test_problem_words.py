"""What a person reads of a wrong value is ours: it says what is allowed, in no library's words."""

from __future__ import annotations

import re
from string import ascii_lowercase
from typing import TYPE_CHECKING, Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationError
from pydantic_core import PydanticKnownError
from pydantic_core._pydantic_core import list_all_errors

from domain import model
from domain.checking import checked, examined
from domain.contracts.line import CONTRACT, contract_in
from domain.contracts.terms import ContractFile
from domain.errors import InvalidInputError
from domain.model import Edge, ShortText
from domain.plans.simple import PLAN
from domain.problem_words import ANYTHING_ELSE, PATTERNS, words_for
from domain.registers.cells import CellError, reader_of
from domain.registers.customers import ASSET, CUSTOMER, GROUP
from domain.registers.entries import Line, drafted
from domain.registers.parties import PARTY
from domain.registers.people import ABSENCE, CONTACT, PERSON, ROLE, TECHNICIAN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.registers.kind import Kind

KINDS = (
    *(ABSENCE, ASSET, CONTACT, CONTRACT, CUSTOMER, GROUP, PARTY, PERSON, PLAN, ROLE, TECHNICIAN),
)
ERRORS: dict[str, Any] = {one["type"]: one for one in list_all_errors()}
OURS = frozenset({"value_error", "assertion_error"})
# How the sentences of the library begin, or how they are joined to what another library said.
THEIRS = re.compile(
    r"Input |should |Value error|Assertion failed|unable to|Unable|valid (?!Unicode)|pydantic|"
    r"validation error|Field required|Extra inputs|codec|literal for|base 10|isoformat|strptime|"
    r"Traceback|object|NoneType"
)
ODD: list[object] = [
    *("", " ", "-", "x" * 301, "x" * 30_000, "a\u202eb", "a\x00b", "a\nb", "1.5", "1e9", "9" * 40),
    *("2026-02-30", "0000-00-00", "99 years", "1 year", "TRY", "try", "nan", "25:00", "tr", "@"),
    *("2025-01-01..2024-01-01", "2025-02-30..2025-03-01=1", "a=b", "\u0661\u0662", "\ud800"),
    *(None, True, 1, -1, 2**70, 1.5, float("nan"), [], {}, [[]], [None], ["a", "a"], {"a": 1}),
]
odd = st.sampled_from(ODD) | st.text(max_size=20) | st.lists(st.text(max_size=5), max_size=3)


def said_of(kind: Kind, raw: dict[str, Any]) -> list[str]:
    """Everything a person is told of a line."""
    if kind is CONTRACT:
        found = contract_in(raw)
        return [one.message for one in found] if isinstance(found, tuple) else []
    return [one.reason for one in drafted(kind, Line(2, raw)).wrong]


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.name)
@given(drawn=st.data())
def test_no_word_of_a_library_is_told_of_any_cell_of_any_register(
    kind: Kind, drawn: st.DataObject
) -> None:
    names = drawn.draw(st.lists(st.sampled_from([*kind.columns]), min_size=1, max_size=6))
    raw = {name: drawn.draw(odd) for name in names}
    for words in said_of(kind, raw):
        field, _, told = words.partition(": ")
        assert field.partition(".")[0] in kind.columns, words
        assert told, words
        assert not THEIRS.search(told), words


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.name)
@given(cell=st.sampled_from([one for one in ODD if isinstance(one, str)]) | st.text(max_size=20))
def test_no_word_of_a_library_is_told_of_a_cell_that_cannot_be_read(kind: Kind, cell: str) -> None:
    for column in kind.columns.values():
        told = unread(kind, column.name, cell).replace(repr(cell[:80]), "")
        assert not THEIRS.search(told), told


def unread(kind: Kind, column: str, cell: str) -> str:
    """Why a cell cannot be read; nothing where it can."""
    try:
        reader_of(kind.columns[column])(cell)
    except CellError as wrong:
        return str(wrong)
    return ""


@pytest.mark.parametrize("kind", sorted(ERRORS.keys() - OURS))
def test_every_kind_of_problem_that_the_library_knows_is_told_in_our_words(kind: str) -> None:
    facts = ERRORS[kind].get("example_context")
    known = PydanticKnownError(kind, facts)  # type: ignore[arg-type]  # each of those it lists
    told = words_for(
        {"type": kind, "loc": (), "msg": known.message(), "input": None, "ctx": facts or {}}
    )
    assert told
    assert told != known.message()
    assert not THEIRS.search(told), told


def test_what_a_rule_of_ours_refuses_is_told_in_its_own_words() -> None:
    refused = ValueError("say who agreed")
    problem = {
        "type": "value_error",
        "loc": (),
        "msg": "",
        "input": None,
        "ctx": {"error": refused},
    }
    assert words_for(problem) == "say who agreed"  # type: ignore[arg-type]  # as the library has it
    assert words_for({"type": "value_error", "loc": (), "msg": "", "input": None}) == ANYTHING_ELSE


def models(of: type[BaseModel] = Edge) -> Iterator[type[BaseModel]]:
    for one in of.__subclasses__():
        yield one
        yield from models(one)


def patterns(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(found := schema.get("pattern"), str):
            yield found
        for one in schema.values():
            yield from patterns(one)
    elif isinstance(schema, list):
        for one in schema:
            yield from patterns(one)


def test_every_way_in_which_a_text_has_to_be_written_is_told_with_an_example() -> None:
    ours = [one for one in models() if one.__module__.startswith("domain.")]
    found = {one for each in ours for one in patterns(each.model_json_schema(mode="validation"))}
    assert model.ID_PATTERN in found
    assert found - PATTERNS.keys() <= {r"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$"}


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        ({"name": ""}, "must not be empty"),
        ({"name": "x" * 301}, "is longer than 300 letters"),
        ({"number": 0}, "has to be 1 or more"),
        ({"number": "ten"}, "has to be a whole number"),
        ({"names": []}, "must not be empty"),
        ({"names": list(ascii_lowercase)}, "has more than 3 entries"),
    ],
)
def test_a_limit_is_named(given_: dict[str, object], words: str) -> None:
    class Asked(BaseModel):
        name: ShortText = "x"
        number: Annotated[int, Field(ge=1)] = 1
        names: Annotated[tuple[str, ...], Field(min_length=1, max_length=3)] = ("a",)

    with pytest.raises(InvalidInputError, match=rf"^{next(iter(given_))}: {words}"):
        checked(Asked, given_)


@pytest.mark.parametrize(
    "letter", ["\u202a", "\u202e", "\u2066", "\u2069", "\u206a", "\t", "\ufff9"]
)
def test_a_letter_that_turns_or_hides_others_is_refused_by_its_code_where_it_is_typed(
    letter: str,
) -> None:
    wrong = {"id": "a", "name": f"Acme{letter}Ltd"}
    with pytest.raises(InvalidInputError, match=rf"^name: .*U\+{ord(letter):04X}") as error:
        checked(CUSTOMER.model, wrong)
    assert error.value.field == "name"
    assert CUSTOMER.model.model_validate(wrong).model_dump()["name"] == wrong["name"]


@pytest.mark.parametrize("letter", ["\u200c", "\u200d", "\u200e", "\u200f", "\u061c", "ı", "灾"])
def test_joiners_and_marks_of_direction_belong_to_names(letter: str) -> None:
    name = f"می{letter}روم"
    assert checked(GROUP.model, {"id": "a", "name": name}).model_dump()["name"] == name


def test_everything_that_is_wrong_is_found_and_each_field_once() -> None:
    found = examined(ContractFile, {"id": "-", "price": {"minor_units": "x", "currency": "lira"}})
    assert isinstance(found, tuple)
    assert [one.field for one in found] == [
        *("id", "customer", "type", "name", "services", "start_on"),
        *("price.minor_units", "price.currency"),
    ]


def test_the_library_is_asked_for_nothing_it_does_not_say() -> None:
    """The facts by which a limit is named are still there: a release without them is found here."""
    with pytest.raises(ValidationError) as error:
        CUSTOMER.model.model_validate({"id": "a", "name": "a", "language": "de"})
    (problem,) = error.value.errors()
    assert "'tr'" in str(problem.get("ctx"))
    assert "'tr'" in words_for(problem)
