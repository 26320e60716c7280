"""What a run needs of the machine that carries it out."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0009"


def upgrade() -> None:
    """Add the column, and the index by which a worker finds what others are asked for."""
    op.add_column("run", sa.Column("needs", sa.Text, nullable=False, server_default=""))
    op.create_index("run_by_needs", "run", ["needs", "state"])
