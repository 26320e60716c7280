"""The tables of classes; `migrations/versions` has their file."""

import sqlalchemy as sa

from promptrec.store.schema import metadata

lesson_class = sa.Table(
    "lesson_class",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(16), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("step", sa.Integer, nullable=False, server_default="0"),
    sa.Column("began_at", sa.Double, nullable=False),
    sa.Column("ended_at", sa.Double, nullable=True),
    sa.UniqueConstraint("code"),
    sqlite_autoincrement=True,
)

class_pupil = sa.Table(
    "class_pupil",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("class", sa.Integer, nullable=False),
    sa.Column("nickname", sa.Text, nullable=False, server_default=""),
    sa.Column("folded", sa.Text, nullable=False, server_default=""),  # as names are told apart
    sa.Column("token", sa.String(64), nullable=False),
    sa.Column("at", sa.Double, nullable=False),
    sa.UniqueConstraint("class", "folded"),
    sa.UniqueConstraint("token"),
    sqlite_autoincrement=True,
)

class_guess = sa.Table(
    "class_guess",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("pupil", sa.Integer, nullable=False),
    sa.Column("step", sa.String(32), nullable=False),
    sa.Column("guess", sa.Text, nullable=False, server_default=""),
    sa.Column("at", sa.Double, nullable=False),
    sa.UniqueConstraint("pupil", "step"),
    sqlite_autoincrement=True,
)

class_answer = sa.Table(
    "class_answer",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("class", sa.Integer, nullable=False),
    sa.Column("step", sa.String(32), nullable=False),
    sa.Column("right", sa.Text, nullable=False, server_default=""),
    sa.Column("at", sa.Double, nullable=False),
    sa.UniqueConstraint("class", "step"),
    sqlite_autoincrement=True,
)
EVERY = (lesson_class, class_pupil, class_guess, class_answer)
