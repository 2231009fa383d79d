"""The data of an answer is refused in our words: what is allowed, whatever rule refused it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.answers import ANSWERS
from domain.errors import InvalidInputError
from domain.problem_words import ANYTHING_ELSE
from starters.answer_data import check_data
from tests.domain.samples import COMPLETE

if TYPE_CHECKING:
    from domain.policy import QuestionName

ODD: st.SearchStrategy[object] = st.sampled_from(
    [None, True, -1, 2**70, 1.5, "", "x", "x" * 30_000, [], [[]], {}, {"a": 1}]
)
THEIRS = ("does not match", "is not of type", "is not one of", "than the m", "is too ", "non-empty")


def told(data: object, schema: dict[str, object]) -> str:
    try:
        check_data(data, schema)
    except InvalidInputError as wrong:
        return wrong.message
    return ""


@pytest.mark.parametrize("name", sorted(COMPLETE), ids=str)
@given(drawn=st.data())
def test_no_word_of_a_library_is_told_of_any_answer(
    name: QuestionName, drawn: st.DataObject
) -> None:
    whole = COMPLETE[name]
    field = drawn.draw(st.sampled_from([*whole]))
    message = told({**whole, field: drawn.draw(ODD)}, ANSWERS[name].model_json_schema())
    assert not message or message.startswith(f"data.{field}")
    assert [one for one in THEIRS if one in message] == []


@pytest.mark.parametrize(
    ("schema", "value", "words"),
    [
        ({"enum": ["a", "b"]}, "c", "has to be one of 'a' or 'b'"),
        ({"const": "a"}, "c", "has to be 'a'"),
        ({"type": "integer"}, "c", "has to be a whole number"),
        ({"type": ["integer", "null"]}, "c", "has to be a whole number or left empty"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, 1, "has to be text or left empty"),
        ({"oneOf": [{"minimum": 1}, {"minimum": 2}]}, 0, ANYTHING_ELSE),
        ({"minimum": 3}, 1, "has to be 3 or more"),
        ({"maximum": 3}, 4, "has to be 3 or less"),
        ({"exclusiveMinimum": 3}, 3, "has to be more than 3"),
        ({"exclusiveMaximum": 3}, 3, "has to be less than 3"),
        ({"minLength": 1}, "", "must not be empty"),
        ({"minLength": 3}, "", "needs 3 letters or more"),
        ({"maxLength": 1}, "ab", "is longer than 1 letters, the most that is allowed"),
        ({"minItems": 1}, [], "must not be empty"),
        ({"maxItems": 1}, [1, 2], "has more than 1 entries, the most that are allowed"),
        ({"minProperties": 1}, {}, "must not be empty"),
        ({"maxProperties": 0}, {"a": 1}, "has more than 0 entries, the most that are allowed"),
        ({"uniqueItems": True}, [1, 1], "names something twice"),
        ({"pattern": "^[A-Z]{3}$"}, "a", "has to be a currency of three capital letters"),
        ({"pattern": "^z$"}, "a", ANYTHING_ELSE),
        ({"format": "date"}, "soon", "has to be a day written as YYYY-MM-DD"),
        ({"not": {}}, 1, ANYTHING_ELSE),
    ],
)
def test_what_a_rule_wants_is_said(schema: dict[str, object], value: object, words: str) -> None:
    assert told({"x": value}, {"properties": {"x": schema}}).startswith(f"data.x: {words}")
