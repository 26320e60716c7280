"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _count(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def _time(name: str, nullable: bool = False) -> "sa.Column[float]":
    return sa.Column(name, sa.Double, nullable=nullable)


def upgrade() -> None:
    """Make every table of the first version."""
    _runs()
    _templates()
    _small_tables()


def _runs() -> None:
    op.create_table(
        "run",
        sa.Column("number", sa.Integer, primary_key=True),
        _text("name"),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("settings_json", sa.Text, nullable=False),
        _time("created_at"),
        _time("queued_at"),
        _time("started_at", nullable=True),
        _time("finished_at", nullable=True),
        _count("fence"),
        _count("attempts"),
        _text("worker"),
        _time("heartbeat_at", nullable=True),
        _time("lease_until", nullable=True),
        sa.Column("cancel_requested", sa.Boolean, nullable=False, server_default=sa.false()),
        _text("message"),
        _text("result_json"),
        _text("checkpoint"),
        _count("step"),
        _count("total_steps"),
        _time("first_step_at", nullable=True),
        _time("step_at", nullable=True),
        _time("seconds_left", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("run_by_state", "run", ["state", "queued_at"])
    op.create_table(
        "measure",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run", sa.Integer, sa.ForeignKey("run.number"), nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("value", sa.Double),
        sqlite_autoincrement=True,
    )
    op.create_index("measure_by_run", "measure", ["run", "name", "id"])
    op.create_table(
        "log_line",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run", sa.Integer, sa.ForeignKey("run.number"), nullable=False),
        _time("at"),
        _text("text"),
    )
    op.create_index("ix_log_line_run", "log_line", ["run"])


def _templates() -> None:
    op.create_table(
        "template_version",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        _text("text"),
        _text("verbalizer"),
        _text("language"),
        _text("note"),
        _time("created_at"),
        _text("parent_name"),
        _count("parent_version"),
    )


def _small_tables() -> None:
    op.create_table(
        "look",
        sa.Column("id", sa.Integer, primary_key=True),
        _time("at"),
        *(_text(name) for name in ("command", "dataset", "split", "run", "template", "who")),
    )
    op.create_index("look_by_data", "look", ["dataset", "split"])
    op.create_table(
        "pin",
        sa.Column("id", sa.Integer, primary_key=True),
        *(_text(name) for name in ("dataset", "user", "item")),
        sa.UniqueConstraint("dataset", "user", "item"),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(80), primary_key=True),
        _text("value"),
    )
