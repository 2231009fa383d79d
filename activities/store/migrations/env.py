"""How Alembic reaches the database: over the one connection that `migrating` hands in.

Revisions are written by hand, and only ever added; tests hold them against the tables of the code.
"""

from __future__ import annotations

from alembic import context

from activities.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    on_version_apply=context.config.attributes["noted"],
)
context.run_migrations()
