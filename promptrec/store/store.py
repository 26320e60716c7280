"""The one store of a home: pages, command line and worker meet here and nowhere else.

>>> import tempfile
>>> from promptrec.settings import RunSettings
>>> with tempfile.TemporaryDirectory() as home:
...     store = Store.open(Path(home))
...     store.queue(RunSettings(dataset="movies", template="{item.title} {mask}")).id
'r0001'
"""

from pathlib import Path

from promptrec.data.reading.names import expanded
from promptrec.store.classes.classes import Classes
from promptrec.store.datasets import DataSets
from promptrec.store.editor import Drafts, Pins
from promptrec.store.engine import Database, open_database
from promptrec.store.labels import Labels
from promptrec.store.leases import Leases
from promptrec.store.lists import KeptLists
from promptrec.store.looks import Looks
from promptrec.store.measures import Measures
from promptrec.store.notes import Notes
from promptrec.store.reviews import Reviews
from promptrec.store.runs import Runs
from promptrec.store.searches import Searches
from promptrec.store.served.feedback import Feedback
from promptrec.store.served.states import TemplateStates
from promptrec.store.templates import Templates
from promptrec.store.upgrade import upgrade


class Store(
    Runs,
    Searches,
    Leases,
    Measures,
    Templates,
    Drafts,
    Looks,
    Labels,
    Reviews,
    KeptLists,
    Feedback,
    TemplateStates,
    Pins,
    Notes,
    DataSets,
    Classes,
):
    """Everything that is remembered. Safe to share between threads; each call is one transaction.

    What comes out is a frozen snapshot (`promptrec.store.snapshots`).
    """

    def __init__(self, home: Path, database: Database) -> None:
        super().__init__(database)
        self.home = home  # absolute

    @classmethod
    def open(cls, home: Path | str, url: str | None = None) -> "Store":
        """Open a home, making it and its tables when needed.

        The database is `url`, else $PROMPTREC_STORE (PostgreSQL), else HOME/store.db (SQLite).
        Raises StoreError when it cannot be opened or was written by a newer version.
        """
        home = expanded(home).absolute()
        database = open_database(home, url)
        try:
            upgrade(database)
        except BaseException:
            database.engine.dispose()
            raise
        return cls(home, database)

    @property
    def database(self) -> Database:
        """For what is written at once with the files of the home."""
        return self._database

    def close(self) -> None:
        """Close pooled connections (PostgreSQL); the store opens new ones when it is used again."""
        self._database.engine.dispose()

    def run_folder(self, id: str) -> Path:  # noqa: A002
        """Where the files of a run are: HOME/runs/RUN."""
        return self.home / "runs" / id
