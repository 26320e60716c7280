"""What people did with recommendations that a service gave them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table."""

    def text(name: str) -> "sa.Column[str]":
        return sa.Column(name, sa.Text, nullable=False, server_default="")

    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        text("dataset"),
        text("run"),
        text("request"),
        text("user"),
        text("item"),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("position", sa.Integer, nullable=True),
        sa.Column("at", sa.Double, nullable=False),
        sqlite_autoincrement=True,
    )
