"""Bringing a database to the schema of this program, by Alembic, in one transaction.

Called by `house.py` whenever a bureau is opened. Must never touch a database that is newer.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from inspector_app.bureau.database import Database
from inspector_app.errors import KnownError


def bring_up_to_date(database: Database) -> None:
    """Run the migrations that are missing.

    Raises:
        KnownError: `bureau.schema-newer` when the database knows a migration this program does not.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with database.write() as connection:
        database.serial_lock(connection)  # two processes starting at once
        found = MigrationContext.configure(connection).get_current_revision()
        if found is not None and found not in known:
            raise KnownError("bureau.schema-newer", found=found)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
