"""How far a long step is."""

import io

from promptrec.cli.parts import output
from promptrec.cli.parts.output import ProgressLine


class Terminal(io.StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


def told(stream, monkeypatch, *moments):
    clock = iter(moments)
    monkeypatch.setattr(output.time, "monotonic", lambda: next(clock))
    found = ProgressLine("occlusion", stream)
    for share in (0.1, 0.5, 1.0):
        found(share)
    found.end()
    return stream.getvalue()


def test_a_terminal_is_rewritten_in_place_and_its_line_ended(monkeypatch):
    assert told(Terminal(), monkeypatch, 0, 0.5, 1.5, 2) == ("\rocclusion: 50%\rocclusion: 100%\n")


def test_a_file_gets_a_line_every_ten_seconds_and_quick_steps_say_nothing(monkeypatch):
    assert told(io.StringIO(), monkeypatch, 0, 11, 12, 22) == "occlusion: 10%\nocclusion: 100%\n"
    assert told(io.StringIO(), monkeypatch, 0, 1, 2, 3) == ""
