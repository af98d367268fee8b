"""Alembic runs this module to migrate the database whose connection, with an open transaction, it is given."""

from alembic import context

from bot.record.tables import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    render_as_batch=True,  # SQLite changes columns only by copying a table
)
context.run_migrations()
