"""The first version: questions, what members thought of the answers, and members who are not recorded."""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "footnote_asked",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("time", sa.BigInteger, nullable=False, index=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("passage", sa.String(64)),
        sa.Column("section", sa.Text),
        sa.Column("server", sa.BigInteger),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("member", sa.String(64), index=True),
    )
    op.create_table(
        "footnote_feedback",
        sa.Column("asked", sa.String(64), sa.ForeignKey("footnote_asked.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("member", sa.String(64), primary_key=True, index=True),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("time", sa.BigInteger, nullable=False),
    )
    op.create_table("footnote_opted_out", sa.Column("member", sa.String(64), primary_key=True))
    op.create_table(
        "footnote_claims",
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("time", sa.BigInteger, nullable=False, index=True),
    )
