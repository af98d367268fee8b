"""The second version: which bot the record is of, and what its processes agree on."""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "footnote_bots",
        sa.Column("application", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(64), nullable=False),
    )
    op.create_table(
        "footnote_processes",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("shards", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "footnote_leases",
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("holder", sa.String(32), nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "footnote_cooldowns",
        sa.Column("member", sa.String(64), primary_key=True),
        sa.Column("until", sa.BigInteger, nullable=False, index=True),
    )
