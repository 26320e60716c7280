"""What a run is for, and which runs were deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column and the table."""
    op.add_column("run", sa.Column("note", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "deleted_run",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False, server_default=""),
        sa.Column("at", sa.Double, nullable=False),
    )
