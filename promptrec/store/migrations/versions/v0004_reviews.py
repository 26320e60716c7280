"""Words that keep items from being recommended, and recommendations that people judge."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the tables."""

    def text(name: str) -> "sa.Column[str]":
        return sa.Column(name, sa.Text, nullable=False, server_default="")

    op.create_table(
        "blocked_word",
        sa.Column("id", sa.Integer, primary_key=True),
        text("word"),
        sa.Column("at", sa.Double, nullable=False),
        sa.UniqueConstraint("word"),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Integer, primary_key=True),
        text("dataset"),
        text("user"),
        text("item"),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("everyone", sa.Boolean, nullable=False, server_default=sa.false()),
        text("run"),
        sa.Column("asked_at", sa.Double, nullable=False),
        sa.Column("decided_at", sa.Double, nullable=True),
        sa.UniqueConstraint("dataset", "user", "item"),
        sqlite_autoincrement=True,
    )
