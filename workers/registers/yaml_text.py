"""YAML that people write: read safely, and a key that stands there twice is an error."""

from __future__ import annotations

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import SequenceNode

from domain.errors import InvalidInputError


def text_of(content: bytes) -> str:
    """The text of a file; a byte order mark is not part of it.

    Raises:
        InvalidInputError: it is not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        message = f"file: it is not UTF-8 text (byte {wrong.start}); save it as UTF-8"
        raise InvalidInputError(message, field="file") from None


def read_yaml(text: str) -> object:
    """What a YAML or JSON document says, as mappings, lists and scalars of YAML 1.2.

    Raises:
        InvalidInputError: naming the line where it cannot be understood, or has a key twice.
    """
    try:
        return _yaml().load(text)
    except YAMLError as wrong:
        raise _explained(wrong) from None


def lines_of_entries(text: str) -> list[int]:
    """The line in which each entry of a YAML list begins, counted from 1; none where it is no list.

    Raises:
        InvalidInputError: naming the line where it cannot be understood.
    """
    try:
        root = _yaml().compose(text)
    except YAMLError as wrong:
        raise _explained(wrong) from None
    entries = root.value if isinstance(root, SequenceNode) else []
    return [entry.start_mark.line + 1 for entry in entries]


def _yaml() -> YAML:
    return YAML(typ="safe", pure=True)


def _explained(wrong: YAMLError) -> InvalidInputError:
    if isinstance(wrong, MarkedYAMLError) and wrong.problem_mark is not None:
        where = f"line {wrong.problem_mark.line + 1}: "
        problem = str(wrong.problem or "it is not YAML")
        whole = f"{wrong.context} {problem}" if problem.startswith("but ") else problem
        said = " ".join(whole.split())
    else:
        where, said = "", " ".join(str(wrong).split())[:200]
    return InvalidInputError(f"file: {where}{said}", field="file")
