"""How many candidates each user really had, as numbers and as a sentence."""

from dataclasses import dataclass

from promptrec.metrics.ranking import K
from promptrec.words.table import Sentence, sentence


@dataclass(frozen=True, slots=True)
class CandidateCounts:
    """Of the users whose candidates are ranked."""

    users: int  # that count
    left_out: int  # with a positive, but nothing unseen
    asked: int  # unseen items that each should have
    least: int  # unseen items of the user who has fewest
    most: int
    short: int  # users whose candidates all fit into the first 10

    @property
    def words(self) -> Sentence:
        """Whose candidates these are and how many, and what that does to the metrics."""
        if not self.users:
            nothing = about("left_out", self.left_out)
            return sentence("candidates.nobody", why=nothing or sentence("candidates.none_liked"))
        return sentence(
            "candidates.sets",
            users=users_words(self.users),
            unseen=self._unseen(),
            left_out=about("left_out", self.left_out),
            short=about("short", self.short),
        )

    def _unseen(self) -> Sentence:
        """How many unseen items each user has."""
        if self.least == self.asked:
            return sentence("candidates.all", count=self.asked)
        if self.least < self.most:
            most = {"least": self.least, "most": self.most}
            return sentence("candidates.between", **most, asked=self.asked)
        key = "candidates.one" if self.most == 1 else "candidates.fewer"
        return sentence(key, count=self.most, asked=self.asked)


def about(key: str, users: int) -> Sentence:
    """A half-sentence about some users; nothing about none."""
    if not users:
        return Sentence("")
    return sentence(f"candidates.{key}", users=users_words(users), k=K)


def users_words(count: int) -> Sentence:
    """A number of users in words."""
    return sentence("candidates.user" if count == 1 else "candidates.users", count=count)
