"""Work that is done when a visitor clicks on a download, with their language and their session."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread

from promptrec.ui.shell.private_streamlit import session_here


def in_session(make: Callable[[], str]) -> Callable[[], str]:
    """The same for a download button, which calls it from a thread that knows no visitor."""
    join = session_here()

    def made() -> str:
        future: Future[str] = Future()

        def work() -> None:
            try:
                future.set_result(make())
            except Exception as error:  # it is raised where the result is waited for
                future.set_exception(error)

        thread = Thread(target=work, daemon=True)
        join(thread)
        thread.start()
        return future.result()

    return made
