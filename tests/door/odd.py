"""What people and programs type and hand in by mistake or in malice, in every script."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import click
from hypothesis import strategies as st

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import JsonValue

RIGHT_TO_LEFT = "\u202eپشتیبان\u202c \u200fخدمت\u200e \u2067سرویس\u2069"
SURROGATE = "half \ud800 of a letter"
NUL = "nul \x00 here"

WORDS = [
    "", " ", "-", "--", "--json", "'; DROP TABLE event; --", "${HOME}", "../../etc/passwd", "%s%n",
    "a/b", "/", "service/", "service/running", "NaN", "Infinity", "-1", "0", "1e999", "99" * 200,
    "Yönetilen yedekleme ığüşöç İI", "托管备份服务", "پشتیبان‌گیری مدیریت‌شده", RIGHT_TO_LEFT,
    "👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿", "e\u0301\u0301\u0301", "\x07 bell", "\x1b[31mred\x1b[0m",
    "two\nlines", "\u2028", NUL, SURROGATE, "x" * 300, "x" * 301, "服" * 300, "x" * 100_000, "true",
    "null", "[]", "{}", "\ufeff", "\uffff",
    "0001-01-01", "1970-01-01", "9999-12-31", "2026-02-30", "12026-01-01", "2026-13", "2026-00",
]  # fmt: skip
NUMBERS = ["-1", "0", "1", str(2**31), str(2**63), str(-(2**63) - 1), "1e3", "1.5", "0x10", "١٢",
           "nan", "inf", "", " ", "9" * 5000, "1_0", "+5", "--5"]  # fmt: skip

# Also what nobody thought of.
text = st.sampled_from(WORDS) | st.text(st.characters(codec=None), max_size=40)
numbers = st.sampled_from(NUMBERS) | st.integers().map(str) | text

BOMB = "\n".join(
    [
        "a: &a [x, x, x, x, x, x, x, x, x, x]",
        *(
            f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]"
            for before, name in zip("abcdefgh", "bcdefghi", strict=True)
        ),
    ]
)
DEEP = 10_000

DOCUMENTS: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n\t\n",
    "nul": b"name: \x00\n",
    "bell": b"name: bell \x07\n",
    "utf-16": "name: Müşteri\n".encode("utf-16"),
    "latin-1": "name: Müşteri\n".encode("latin-1", "replace"),
    "bom": b"\xef\xbb\xbfname: a\n",
    "surrogate in JSON": b'{"name": "\\ud800"}',
    "nul in JSON": b'{"name": "\\u0000"}',
    "deep JSON": b"[" * DEEP + b"]" * DEEP,
    "deep mappings": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep YAML": b"- " * DEEP + b"a",
    "bomb": BOMB.encode(),
    "bomb in a list": b"- " + BOMB.replace("\n", "\n  ").encode(),
    "contains itself": b"&a [*a]",
    "twice": b"name: a\nname: b\n",
    "twice in JSON": b'{"name": 1, "name": 2}',
    "no day": b"- since: 2026-02-30\n",
    "no number": b"a: .nan\nb: .inf\nc: 1e999\n",
    "long number": b"a: " + b"9" * 5000,
    "long hexadecimal number": b"a: 0x" + b"f" * 5000,
    "binary": bytes(range(256)) * 16,
    "tag": b"a: !!python/object/apply:os.system ['true']\n",
    "wrong tag": b"- !!int x\n- !!bool maybe\n",
    "two documents": b"---\na: 1\n---\nb: 2\n",
    "unclosed": b"name: [a, b",
    "one word": b"word",
    "number": b"5",
    "null": b"null",
    "empty list": b"[]",
    "empty mapping": b"{}",
    "list of null": b"[null]",
    "list of lists": b"[[[]]]",
    "keys of all kinds": b"1: a\ntrue: b\nnull: c\n2026-01-01: d\n[a, b]: e\n",
    "csv": b'id,name\nx,y,z,"unclosed\n',
    "large": b"a: " + b"x" * (10 * 1024 * 1024 + 1),
    "large JSON": b'{"a": "' + b"x" * (9 * 1024 * 1024) + b'"}',
    "large YAML": b"- {a: b}\n" * 200_000,
}


def odd_files(folder: Path) -> dict[str, str]:
    """Every odd document as a file, and what only looks like a file; by what is odd about it."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for at, (what, content) in enumerate(DOCUMENTS.items()):
        path = folder / f"{at}.yaml"
        path.write_bytes(content)
        found[what] = str(path)
    os.mkfifo(folder / "fifo")
    if os.geteuid():
        # The superuser may read it all the same.
        (folder / "forbidden").write_text("name: a")
        (folder / "forbidden").chmod(0)
    (folder / "loop").symlink_to(folder / "loop")
    return found | {
        "directory": str(folder),
        "pipe that nobody writes to": str(folder / "fifo"),
        "forbidden": str(folder / "forbidden"),
        "loop": str(folder / "loop"),
        "missing": str(folder / "missing"),
        "without end": "/dev/zero",
        "nothing": "/dev/null",
        "below a file": str(folder / "0.yaml" / "below"),
        "name of nothing": "",
        "long name": "x" * 5000,
    }


def spoilt(document: JsonValue) -> st.SearchStrategy[JsonValue]:
    """The document with one of its values replaced, removed, or joined by another."""
    places = list(_places(document, ()))
    return st.tuples(st.sampled_from(places), _VALUES).map(
        lambda drawn: _with(document, drawn[0], drawn[1])
    )


_REMOVED = object()
_VALUES: st.SearchStrategy[object] = st.one_of(
    st.just(_REMOVED),
    st.sampled_from(
        [None, True, -1, 0, 2**63, 10**30, -(10**70), 1.5, 1e300, [], {}, [[]], [None]]
    ),
    st.sampled_from([one for one in WORDS if one != SURROGATE]),
    st.lists(st.sampled_from(["a", 1, None]), min_size=101, max_size=101),
    st.dictionaries(st.sampled_from(["id", "name", "__class__", "", "\u202e"]), st.integers()),
)


def _places(document: JsonValue, path: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
    below: list[tuple[str | int, ...]] = [path]
    if isinstance(document, dict):
        for name, one in document.items():
            below += _places(one, (*path, name))
        below.append((*path, "unknown"))
    elif isinstance(document, list):
        for at, one in enumerate(document):
            below += _places(one, (*path, at))
    return below


def _with(document: JsonValue, path: tuple[str | int, ...], value: object) -> Any:  # noqa: ANN401 - what somebody writes may be of any shape
    if not path:
        return None if value is _REMOVED else value
    copy: Any = json.loads(json.dumps(document))
    place: Any = copy
    for step in path[:-1]:
        place = place[step]
    if value is not _REMOVED:
        place[path[-1]] = value
    elif not isinstance(place, dict):
        del place[path[-1]]
    else:
        place.pop(path[-1], None)
    return copy


def odd_word(parameter: click.Parameter) -> st.SearchStrategy[str]:
    """What is typed where a parameter stands."""
    if isinstance(parameter.type, click.types.IntParamType | click.types.FloatParamType):
        return numbers
    return text
