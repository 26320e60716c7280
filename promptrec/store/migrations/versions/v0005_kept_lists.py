"""Recommendations that a person keeps under a name."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the table."""

    def text(name: str) -> "sa.Column[str]":
        return sa.Column(name, sa.Text, nullable=False, server_default="")

    op.create_table(
        "kept_list",
        sa.Column("id", sa.Integer, primary_key=True),
        text("dataset"),
        text("name"),
        text("content_json"),
        sa.Column("at", sa.Double, nullable=False),
        sa.UniqueConstraint("dataset", "name"),
        sqlite_autoincrement=True,
    )
