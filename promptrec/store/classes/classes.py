"""Classes of a home: at most one is open; pupils join it, guess, and see the answer with it."""

import secrets
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from promptrec.errors import StoreError
from promptrec.store.classes.tables import class_answer, class_guess, class_pupil, lesson_class
from promptrec.store.classes.told import LENGTH, LETTERS, LessonClass, Pupil, code_of, nickname_of
from promptrec.store.rows import StorePart, now_or

MOST_PUPILS = 100  # of a class


class Classes(StorePart):
    """A teacher starts one; who knows its code may join it."""

    def start_class(self, language: str, now: float | None = None) -> LessonClass:
        """A new class at the first step; StoreError while another is open: its pupils are in it."""
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        values = {"code": code, "language": language, "step": 0, "began_at": now_or(now)}
        with self._database.write() as connection:
            going = found(connection, lesson_class.c.ended_at.is_(None))
            if going is not None:
                raise StoreError("sentence.class_open", code=going.code)
            connection.execute(sa.insert(lesson_class).values(values))
            return read(connection, lesson_class.c.code == code)

    def end_class(self, number: int, now: float | None = None) -> None:
        """Nobody joins any more, nobody guesses; what was guessed stays."""
        going = lesson_class.c.id == number, lesson_class.c.ended_at.is_(None)
        with self._database.write() as connection:
            ended = sa.update(lesson_class).where(*going).values(ended_at=now_or(now))
            connection.execute(ended)

    def open_class(self) -> LessonClass | None:
        """The class that is going on."""
        with self._database.read() as connection:
            return found(connection, lesson_class.c.ended_at.is_(None))

    def class_of(self, code: str) -> LessonClass | None:
        """The class of a code, also after its end; None for no such."""
        with self._database.read() as connection:
            return found(connection, lesson_class.c.code == code_of(code))

    def had_classes(self) -> bool:
        """True once this home had a class: others than its owner may know the address."""
        with self._database.read() as connection:
            return bool(connection.execute(sa.select(sa.exists(sa.select(lesson_class)))).scalar())

    def step_class(self, number: int, step: int) -> None:
        """Bring a class to a step, from 0."""
        here = sa.update(lesson_class).where(lesson_class.c.id == number)
        with self._database.write() as connection:
            connection.execute(here.values(step=step))

    def show_answer(self, number: int, step: str, right: str, now: float | None = None) -> None:
        """Let a class see what was right at a step: from now on nobody guesses there."""
        values = {"class": number, "step": step, "right": right, "at": now_or(now)}
        with self._database.write() as connection:
            if step not in answers_of(connection, number):
                connection.execute(sa.insert(class_answer).values(values))

    def reset_class(self, number: int) -> None:
        """Forget all guesses and answers of a class and go to the first step; pupils stay."""
        pupils = sa.select(class_pupil.c.id).where(class_pupil.c["class"] == number)
        with self._database.write() as connection:
            connection.execute(sa.delete(class_guess).where(class_guess.c.pupil.in_(pupils)))
            connection.execute(sa.delete(class_answer).where(class_answer.c["class"] == number))
            here = sa.update(lesson_class).where(lesson_class.c.id == number)
            connection.execute(here.values(step=0))

    def join_class(self, code: str, nickname: str, now: float | None = None) -> Pupil:
        """Somebody new in an open class; StoreError for a code or nickname that cannot be."""
        name, token = nickname_of(nickname), secrets.token_urlsafe(18)
        with self._database.write() as connection:
            one = found(connection, lesson_class.c.code == code_of(code))
            if one is None or not one.open:
                raise StoreError("sentence.class_no_code")
            own = class_pupil.c["class"] == one.id
            folded = connection.execute(sa.select(class_pupil.c.folded).where(own)).scalars().all()
            if name.casefold() in folded:
                raise StoreError("sentence.class_name_taken", name=name)
            if len(folded) >= MOST_PUPILS:
                raise StoreError("sentence.class_full", most=MOST_PUPILS)
            values = {"class": one.id, "nickname": name, "folded": name.casefold()}
            row = connection.execute(
                sa.insert(class_pupil)
                .values({**values, "token": token, "at": now_or(now)})
                .returning(class_pupil.c.id)
            )
            return Pupil(int(row.scalar_one()), name, token)

    def pupil_of(self, number: int, token: str) -> Pupil | None:
        """Who a browser is in a class; None for nobody."""
        own = sa.and_(class_pupil.c["class"] == number, class_pupil.c.token == token)
        with self._database.read() as connection:
            row = connection.execute(sa.select(class_pupil).where(own)).one_or_none()
        return None if row is None else Pupil(row.id, row.nickname, row.token)

    def guess(
        self, number: int, pupil: int, step: str, guess: str, now: float | None = None
    ) -> None:
        """Keep a guess in place of the one before; StoreError once the answer was shown."""
        own = sa.and_(class_guess.c.pupil == pupil, class_guess.c.step == step)
        with self._database.write() as connection:
            one = found(connection, lesson_class.c.id == number)
            if one is None or not one.open or step in one.answers:
                raise StoreError("sentence.class_too_late")
            connection.execute(sa.delete(class_guess).where(own))
            values = {"pupil": pupil, "step": step, "guess": guess, "at": now_or(now)}
            connection.execute(sa.insert(class_guess).values(values))

    def guess_of(self, pupil: int, step: str) -> str:
        """What somebody guessed at a step; "" for nothing."""
        own = sa.and_(class_guess.c.pupil == pupil, class_guess.c.step == step)
        with self._database.read() as connection:
            chosen = sa.select(class_guess.c.guess).where(own)
            return str(connection.execute(chosen).scalar() or "")

    def guesses(self, number: int, step: str) -> dict[str, int]:
        """How many of a class guessed what at a step."""
        mine = sa.and_(class_pupil.c["class"] == number, class_guess.c.step == step)
        chosen = sa.select(class_guess.c.guess, sa.func.count()).join(
            class_pupil, class_pupil.c.id == class_guess.c.pupil
        )
        with self._database.read() as connection:
            rows = connection.execute(chosen.where(mine).group_by(class_guess.c.guess)).all()
        return {str(guess): int(count) for guess, count in rows}

    def pupils(self, number: int) -> list[str]:
        """Their nicknames, in the order in which they joined."""
        chosen = sa.select(class_pupil.c.nickname).where(class_pupil.c["class"] == number)
        with self._database.read() as connection:
            return list(connection.execute(chosen.order_by(class_pupil.c.id)).scalars())

    def class_rows(self, number: int) -> list[dict[str, Any]]:
        """A row for each guess: who, step, guess, what was right ("" where it was not shown)."""
        chosen = (
            sa.select(class_pupil.c.nickname, class_guess.c.step, class_guess.c.guess)
            .join(class_guess, class_pupil.c.id == class_guess.c.pupil)
            .where(class_pupil.c["class"] == number)
            .order_by(class_pupil.c.id, class_guess.c.id)
        )
        with self._database.read() as connection:
            answers = answers_of(connection, number)
            rows = connection.execute(chosen).mappings().all()
        return [{**row, "right": answers.get(row["step"], "")} for row in rows]


def found(connection: Connection, which: "sa.ColumnElement[bool]") -> LessonClass | None:
    """The newest of these classes; None for none."""
    chosen = sa.select(lesson_class).where(which).order_by(lesson_class.c.id.desc()).limit(1)
    row = connection.execute(chosen).one_or_none()
    return None if row is None else told(connection, row)


def read(connection: Connection, which: "sa.ColumnElement[bool]") -> LessonClass:
    """A class that is there."""
    return told(connection, connection.execute(sa.select(lesson_class).where(which)).one())


def told(connection: Connection, row: Row[Any]) -> LessonClass:
    """A row as a class."""
    return LessonClass(
        id=row.id,
        code=row.code,
        language=row.language,
        step=row.step,
        open=row.ended_at is None,
        began_at=row.began_at,
        answers=answers_of(connection, row.id),
    )


def answers_of(connection: Connection, number: int) -> dict[str, str]:
    """Step -> what was right, of those shown to a class."""
    own = class_answer.c["class"] == number
    rows = connection.execute(sa.select(class_answer.c.step, class_answer.c.right).where(own))
    return {str(step): str(right) for step, right in rows}
