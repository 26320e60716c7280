"""Classes that go through the lesson together, and what their pupils guess."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "lesson_class",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("step", sa.Integer, nullable=False, server_default="0"),
        sa.Column("began_at", sa.Double, nullable=False),
        sa.Column("ended_at", sa.Double, nullable=True),
        sa.UniqueConstraint("code"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "class_pupil",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("class", sa.Integer, nullable=False),
        sa.Column("nickname", sa.Text, nullable=False, server_default=""),
        sa.Column("folded", sa.Text, nullable=False, server_default=""),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.UniqueConstraint("class", "folded"),
        sa.UniqueConstraint("token"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "class_guess",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pupil", sa.Integer, nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("guess", sa.Text, nullable=False, server_default=""),
        sa.Column("at", sa.Double, nullable=False),
        sa.UniqueConstraint("pupil", "step"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "class_answer",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("class", sa.Integer, nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("right", sa.Text, nullable=False, server_default=""),
        sa.Column("at", sa.Double, nullable=False),
        sa.UniqueConstraint("class", "step"),
        sqlite_autoincrement=True,
    )
