"""Measurements of finished runs stand in the queue of runs."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column."""
    empty = sa.Column("measuring_json", sa.Text, nullable=False, server_default="")
    op.add_column("run", empty)
