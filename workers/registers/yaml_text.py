"""YAML that people write: read safely and in proportion; a key that stands twice is an error."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import ConstructorError, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import SequenceNode

from domain.errors import InvalidInputError
from workers.registers.csv_text import is_something_else
from workers.registers.yaml_words import said_of

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

LARGEST_YAML = 1024 * 1024
"""How much YAML is read, in letters; it takes a second or more for every 100,000."""

_MOST_VALUES = 200_000
_DEEPEST = 100
_FAR_TOO_DEEP = 1_000
_MOST_BITS = 256
_BRACKETS = re.compile(r"[][{}]")
_TOWER = re.compile(rf"(?:[-?:] ){{{_DEEPEST},}}")


def text_of(content: bytes) -> str:
    """The text of a file; a byte order mark is not part of it.

    Raises:
        InvalidInputError: it is not UTF-8.
    """
    if said := is_something_else(content):
        raise _wrong(said)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        message = f"file: it is not UTF-8 text (byte {wrong.start}); save it as UTF-8"
        raise InvalidInputError(message, field="file") from None


def read_yaml(text: str, *, as_written: bool = False) -> object:
    """What a YAML or JSON document says, as mappings, lists and scalars of YAML 1.2.

    Args:
        as_written: Whether a number with decimals is handed over as its text, for an amount is
            looked at as it is spelled.

    Raises:
        InvalidInputError: naming the line where it cannot be understood, or has a key twice; or it
            is out of all proportion.
    """
    return _read(text, _AsWritten if as_written else _Constructor)[1]


def read_entries(text: str) -> list[tuple[int, object]] | None:
    """The entries of a YAML list, each with the line it begins in, counted from 1.

    Returns:
        None where the document is no list.

    Raises:
        InvalidInputError: as `read_yaml` does.
    """
    root, entries = _read(text)
    if not isinstance(root, SequenceNode) or not isinstance(entries, list):
        return None
    lines = [entry.start_mark.line + 1 for entry in root.value]
    return list(zip(lines, entries, strict=True))


def in_proportion(document: object) -> object:
    """Refuse a document that is nested without end, or whose aliases make a giant of it.

    Raises:
        InvalidInputError: it has more values, deeper ones or longer numbers than anybody writes.
    """
    count, waiting = 0, [(document, 0)]
    while waiting:
        value, depth = waiting.pop()
        count += 1
        if count > _MOST_VALUES:
            raise _wrong(f"it has more than {_MOST_VALUES} values")
        if depth > _DEEPEST:
            raise _too_deep()
        if isinstance(value, int) and value.bit_length() > _MOST_BITS:
            raise _wrong("a number has more digits than any of ours")
        if isinstance(value, dict):
            waiting += [(one, depth + 1) for one in value.values()]
        elif isinstance(value, list | set | tuple):
            waiting += [(one, depth + 1) for one in value]
    return document


class _Constructor(SafeConstructor):
    """Names the line of a value that cannot be, such as the 30th of February."""

    def construct_object(self, node: Node, deep: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 - ruamel's signature
        try:
            return super().construct_object(node, deep)
        except (ValueError, KeyError, TypeError, OverflowError, AttributeError):
            said = str(getattr(node, "value", ""))[:80]
            problem = f"{said!r} is not the value it looks like; put text in quotation marks"
            raise ConstructorError(None, None, problem, node.start_mark) from None


class _AsWritten(_Constructor):
    """Keeps 12.000 as it is written, which as a number would be 12."""


_AsWritten.add_constructor("tag:yaml.org,2002:float", lambda _constructor, node: str(node.value))


def _read(text: str, constructor: type[_Constructor] = _Constructor) -> tuple[Node | None, object]:
    if len(text) > LARGEST_YAML:
        raise _wrong(f"it is larger than {LARGEST_YAML // 1024 // 1024} MB, the most for YAML")
    if _TOWER.search(text) or _steepest(text) > _FAR_TOO_DEEP:
        # Reading it to the bottom would take seconds.
        raise _too_deep()
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = constructor
    try:
        root = yaml.compose(text)
        found = yaml.constructor.construct_document(root) if root is not None else None
    except YAMLError as wrong:
        raise _explained(wrong) from None
    except RecursionError:
        raise _too_deep() from None
    return root, in_proportion(found)


def _steepest(text: str) -> int:
    """How many brackets more than closed were open at most, those within texts among them."""
    steps = (1 if one in "[{" else -1 for one in _BRACKETS.findall(text))
    return max(accumulate(steps), default=0)


def _too_deep() -> InvalidInputError:
    return _wrong("it is nested too deeply, or contains itself")


def _wrong(said: str) -> InvalidInputError:
    return InvalidInputError(f"file: {said}", field="file")


def _explained(wrong: YAMLError) -> InvalidInputError:
    if isinstance(wrong, MarkedYAMLError) and wrong.problem_mark is not None:
        where = f"line {wrong.problem_mark.line + 1}: "
        said = f"{wrong.context or ''} {wrong.problem or ''}"
    else:
        where, said = "", str(wrong)
    return _wrong(f"{where}{said_of(' '.join(said.split()))}")
