"""The tables. A change here needs a new file in migrations/versions; a test compares the two."""

import sqlalchemy as sa

from promptrec.words.stored import from_text, to_text

HEAD = "0014"  # the newest file in migrations/versions

metadata = sa.MetaData()


class SentenceText(sa.types.TypeDecorator[str]):
    """Text that is a sentence: its key and values are kept with it."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: object) -> str | None:  # noqa: ARG002
        """What is written."""
        return None if value is None else to_text(value)

    def process_result_value(self, value: str | None, dialect: object) -> str | None:  # noqa: ARG002
        """What is read; rows of before hold plain text."""
        return None if value is None else from_text(value)


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _sentence(name: str) -> "sa.Column[str]":
    return sa.Column(name, SentenceText, nullable=False, server_default="")


def _count(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def _time(name: str, nullable: bool = False) -> "sa.Column[float]":
    return sa.Column(name, sa.Double, nullable=nullable)  # Unix seconds


run = sa.Table(
    "run",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),  # id "r0007" is number 7
    _sentence("name"),  # as a person gave it, or a sentence where a page did
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
    _sentence("message"),
    _text("result_json"),
    _text("checkpoint"),
    _count("step"),
    _count("total_steps"),
    _time("first_step_at", nullable=True),
    _time("step_at", nullable=True),
    _time("seconds_left", nullable=True),
    _text("search_json"),  # of a search, else empty
    _text("measuring_json"),  # of a measurement of runs that have ended, else empty
    _text("note"),  # what it is for, as a person says it
    _text("needs"),  # of a machine, as "cpu:8,gpu:1"; "": any will do
    sa.Index("run_by_needs", "needs", "state"),
    sa.Index("run_by_state", "state", "queued_at"),
    sqlite_autoincrement=True,  # a number is never used again
)

deleted_run = sa.Table(
    "deleted_run",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    _text("name"),
    _time("at"),
)

measure = sa.Table(
    "measure",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("run", sa.Integer, sa.ForeignKey("run.number"), nullable=False),
    sa.Column("step", sa.Integer, nullable=False),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("value", sa.Double),  # null: not a number
    sa.Index("measure_by_run", "run", "name", "id"),
    sqlite_autoincrement=True,  # readers ask for ids above the last one they saw
)

trial = sa.Table(
    "trial",
    metadata,
    sa.Column("run", sa.Integer, sa.ForeignKey("run.number"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("state", sa.String(16), nullable=False),
    _text("parameters_json"),
    _text("settings_json"),
    sa.Column("value", sa.Double),
    sa.Column("low", sa.Double),
    sa.Column("high", sa.Double),
    _text("curve_json"),
    _count("rung"),
    _count("rows"),
    sa.Column("seconds", sa.Double, nullable=False, server_default="0"),
    _sentence("message"),
)

log_line = sa.Table(
    "log_line",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("run", sa.Integer, sa.ForeignKey("run.number"), nullable=False, index=True),
    _time("at"),
    _sentence("text"),
)

template_version = sa.Table(
    "template_version",
    metadata,
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

look = sa.Table(
    "look",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _time("at"),
    _text("command"),
    _text("dataset"),
    _text("split"),
    _text("run"),
    _text("template"),
    _text("who"),
    sa.Index("look_by_data", "dataset", "split"),
)

pin = sa.Table(
    "pin",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _text("dataset"),
    _text("user"),
    _text("item"),
    sa.UniqueConstraint("dataset", "user", "item"),
)

label = sa.Table(
    "label",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _text("dataset"),
    _text("user"),
    _text("item"),
    _count("label"),  # 1 liked, 0 not
    _time("at"),
    sa.UniqueConstraint("dataset", "user", "item"),
    sqlite_autoincrement=True,
)

blocked_word = sa.Table(
    "blocked_word",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _text("word"),
    _time("at"),
    sa.UniqueConstraint("word"),
)

review = sa.Table(
    "review",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _text("dataset"),
    _text("user"),
    _text("item"),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("everyone", sa.Boolean, nullable=False, server_default=sa.false()),
    _text("run"),
    _time("asked_at"),
    _time("decided_at", nullable=True),
    sa.UniqueConstraint("dataset", "user", "item"),
    sqlite_autoincrement=True,
)

kept_list = sa.Table(
    "kept_list",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _text("dataset"),
    _text("name"),
    _text("content_json"),
    _time("at"),
    sa.UniqueConstraint("dataset", "name"),
    sqlite_autoincrement=True,
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _text("dataset"),
    _text("run"),
    _text("request"),
    _text("user"),
    _text("item"),
    sa.Column("event", sa.String(16), nullable=False),
    sa.Column("position", sa.Integer, nullable=True),
    _time("at"),
    sqlite_autoincrement=True,
)

setting = sa.Table(
    "setting",
    metadata,
    sa.Column("key", sa.String(80), primary_key=True),
    _text("value"),
)
