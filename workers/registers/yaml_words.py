"""What is wrong with a document that is no YAML, in our words and not in those of its reader."""

from __future__ import annotations

import re

NO_YAML = "it is not YAML here"

_TWICE = re.compile(r'found duplicate key ("[^"]{0,80}"|\S{1,80})')
_BEGINS = re.compile(r"found character (\S+|' ') that cannot start any token")
_INDENT = "check how far it is indented"
_QUOTE = "put the text in quotation marks"
_WORDS = {
    "is not the value it looks like": "",
    "mapping values are not allowed": f"a colon stands where none can; {_QUOTE}, or {_INDENT}",
    "sequence entries are not allowed": f"an entry of a list stands where none can; {_INDENT}",
    "mapping keys are not allowed": f"a key stands where none can; {_INDENT}",
    "expected ':'": "a colon is missing; a field is written as name: value",
    "expected <block end>": f"it does not stand below what it belongs to; {_INDENT}",
    "expected ',' or": "a bracket is opened and never closed, or a comma is missing",
    "unexpected end of stream": "a quotation mark is opened and never closed",
    "unknown escape": "a backslash in quotation marks begins no sign; write two",
    "undefined alias": "a word after * refers to what stands nowhere",
    "a single document": "it has to be one document, and another one begins",
    "constructor for the tag": "a word that begins with ! is not understood; leave it out",
    "cannot find module": "a word that begins with ! is not understood; leave it out",
    "special characters": "it holds a control character",
    "unacceptable character": "it holds a control character",
    "hashable": "a key is a list or a mapping; it has to be text",
    "unconstructable recursive": "it contains itself",
}


def said_of(problem: str) -> str:
    """What is wrong, for a person.

    Args:
        problem: What the reader of YAML said.
    """
    if twice := _TWICE.search(problem):
        return f"the key {twice[1]} stands there twice"
    if begins := _BEGINS.search(problem):
        return f"no text begins with {begins[1]} unless it stands in quotation marks"
    for theirs, ours in _WORDS.items():
        if theirs in problem:
            return ours or problem
    return NO_YAML
