"""The migrations of the record's database, which Alembic runs."""
