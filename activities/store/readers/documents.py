"""Documents and the records they are attached to (R43; 7.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from activities.store.readers.paging import Source, connected
from activities.store.readers.records import Attachment, Document
from activities.store.schema import attachment
from activities.store.schema import document as document_table
from domain.documents import check_prefix
from domain.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from sqlalchemy import Connection

_AFTER_EVERY_DIGIT = "g"


def documents(source: Source, subject: str) -> list[Attachment]:
    """What is attached to a record and to its tasks, in the order it was attached."""
    with connected(source) as connection:
        return attached_to(connection, subject)


def document(source: Source, digest: str) -> Document:
    """One document by its SHA-256 or the first eight or more digits of it.

    Raises:
        InvalidInputError: it is no SHA-256 and no beginning of one.
        NotFoundError: there is no such document.
        ConflictError: several documents begin like this.
    """
    prefix = check_prefix(digest)
    key = document_table.c.sha256
    with connected(source) as connection:
        found = connection.scalars(
            select(key)
            .where(key >= prefix, key < prefix + _AFTER_EVERY_DIGIT)
            .order_by(key)
            .limit(2)
        ).all()
        if not found:
            raise NotFoundError(f"there is no document {prefix}", field="document")
        if len(found) > 1:
            message = f"several documents begin with {prefix}, such as {' and '.join(found)}"
            raise ConflictError(message, field="document")
        row = connection.execute(select(document_table).where(key == found[0])).one()
        names = connection.scalars(
            select(attachment.c.name)
            .where(attachment.c.sha256 == found[0])
            .group_by(attachment.c.name)
            .order_by(attachment.c.name)
        ).all()
    return Document(row.sha256, tuple(names), row.size, row.content)


def attached_to(connection: Connection, subject: str) -> list[Attachment]:
    """What is attached to a record and to its tasks, whose keys begin with its name."""
    of_record = attachment.c.subject == subject
    of_its_tasks = attachment.c.subject.startswith(f"{subject}/", autoescape=True)
    wanted = (
        select(attachment, document_table.c.size)
        .join(document_table, document_table.c.sha256 == attachment.c.sha256)
        .where(or_(of_record, of_its_tasks))
        .order_by(attachment.c.at, attachment.c.subject, attachment.c.name, attachment.c.sha256)
    )
    return [Attachment.model_validate(row) for row in connection.execute(wanted).mappings()]
