"""Alembic's door: runs the migrations on the connection `bring_up_to_date` hands over.

Loaded by Alembic only. Must never open a connection of its own.
"""

from __future__ import annotations

from alembic import context

from inspector_app.bureau.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the caller's transaction holds everything
)
with context.begin_transaction():
    context.run_migrations()
