"""What became of a template: draft, candidate or live; who said so, when and why."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

TEXTS = ("data", "template", "name", "run", "bundle", "fingerprint", "who", "why")


def upgrade() -> None:
    """Add the table and its index."""
    op.create_table(
        "template_state",
        sa.Column("id", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False, server_default="") for name in TEXTS),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("template_state_by_data", "template_state", ["data", "id"])
