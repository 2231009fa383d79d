"""Writes the generated parts of every document anew: `python -m docs.generate`."""

from __future__ import annotations

import sys

from docs.generate import documents, renewed

for document in documents():
    text = document.read_text(encoding="utf-8")
    if (new := renewed(text)) != text:
        document.write_text(new, encoding="utf-8")
        sys.stdout.write(f"written: {document.name}\n")
