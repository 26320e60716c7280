"""Labels that people gave."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table."""

    def text(name: str) -> "sa.Column[str]":
        return sa.Column(name, sa.Text, nullable=False, server_default="")

    op.create_table(
        "label",
        sa.Column("id", sa.Integer, primary_key=True),
        text("dataset"),
        text("user"),
        text("item"),
        sa.Column("label", sa.Integer, nullable=False, server_default="0"),
        sa.Column("at", sa.Double, nullable=False),
        sa.UniqueConstraint("dataset", "user", "item"),
        sqlite_autoincrement=True,
    )
