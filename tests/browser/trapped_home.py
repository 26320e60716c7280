"""A home in which every text of data, template, name and message is a trap, and who listens."""

import csv
import dataclasses
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from promptrec.settings import AddedLabel, RunSettings, SplitSettings
from promptrec.store.snapshots import ReviewState, RunState
from promptrec.store.store import Store
from promptrec.ui.data.uploads import NAME
from promptrec.words.table import Sentence, sentence
from promptrec.worker.jobs import run_job

DATA = "snares"
PEOPLE = 160  # enough for a verdict
assert NAME.fullmatch(DATA)  # an upload has such a name; what it calls itself is its own

RUNS = "window.tripped=1"
TAGS = (
    "audio src=x",
    "a href=x",
    "img src=x",
    "svg",
    "body",
    "iframe src=x",
    "video src=x",
    "details open",
    "input autofocus",
)
EVENTS = ("onerror", "onload", "onfocus", "ontoggle", "onmouseover", "onanimationstart")
BREAKS = ("", "'>", '">', "</script>", "</textarea>", "</title>", "-->", "]]>", "`", "\\")
PAYLOADS = [
    *(f"<{tag} {event}={RUNS}>" for tag in TAGS for event in EVENTS),
    *(f"{end}<script>{RUNS}</script>" for end in BREAKS),
    *(f"{end}<img src=x onerror={RUNS}>" for end in BREAKS),
    *(
        f"[x]({scheme}:{RUNS})"
        for scheme in ("javascript", "JaVaScRiPt", "vbscript", "data:text/html,")
    ),
    *(f"<a href='{way}:{RUNS}'>x</a>" for way in ("javascript", "java\tscript", " javascript")),
    *(
        f"<{tag}>{RUNS}</{tag}>"
        for tag in ("script", "style", "template", "noscript", "math", "object")
    ),
    *("{{constructor.constructor('" + RUNS + "')()}}", "${" + RUNS + "}", "<%= " + RUNS + " %>"),
    *(
        f"%3Cscript%3E{RUNS}%3C/script%3E",
        f"&lt;script&gt;{RUNS}&lt;/script&gt;",
        f"\u003cscript>{RUNS}",
    ),
    *(
        f"<scr<script>ipt>{RUNS}</scr</script>ipt>",
        f"<ScRiPt >{RUNS}</ScRiPt>",
        f"<script/src=x>{RUNS}",
    ),
    *(
        f"<svg><script>{RUNS}</script>",
        f"<img/src/onerror={RUNS}>",
        f"<form action=javascript:{RUNS}>",
    ),
    *(f"<base href=javascript:{RUNS}//>", f"<link rel=import href=data:text/html,{RUNS}>"),
    *(
        f"<meta http-equiv=refresh content=0;url=javascript:{RUNS}>",
        f"<embed src=javascript:{RUNS}>",
    ),
    *(
        f"$\\href{{javascript:{RUNS}}}{{x}}$",
        f":red[<script>{RUNS}</script>]",
        f"```\n<script>{RUNS}",
    ),
    *(f"<b onclick={RUNS}>x</b>", f"<x onpointerenter={RUNS}>", f"<marquee onstart={RUNS}>"),
]
assert len(PAYLOADS) >= 100


class Listener:
    """A server of this machine that writes down whoever asks it for anything."""

    def __init__(self, port: int, heard: list[str]) -> None:
        self.port, self.heard = port, heard

    def trap(self, place: str, line: bool = True) -> str:
        """A text that is picture, link, script, formula, colour and icon at once.

        line: what counts at the beginning of a line alone comes first.
        """
        at = f"http://127.0.0.1:{self.port}/{place}"
        picture = f"![p]({at}/picture) <img src='{at}/html' onerror='window.tripped=1'>"
        script = f"<script>window.tripped=1;fetch('{at}/script')</script>"
        link = f"[trap link]({at}/link) <a href='{at}/a'>trap a</a> {at}/bare www.trap.example"
        look = f":red[trap {place}] :material/home: :joy: $trap^2$ `trap` **trap**"
        return f"{'# ' if line else ''}{picture} {script} {link} {look}"


@contextmanager
def listening() -> Iterator[Listener]:
    """A listener on a free port."""
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(204)
            self.end_headers()

        do_OPTIONS = do_POST = do_GET  # noqa: N815 - names of the server

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Listener(server.server_address[1], heard)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def some(at: int, many: int) -> str:
    """Some of the scripts, so that places 0 to 9 and on show them all."""
    return " ".join(PAYLOADS[(at * many + step) % len(PAYLOADS)] for step in range(many))


def table(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def trapped_data(folder: Path, ears: Listener) -> None:
    """Many users and 10 items; titles, genres, a column of each side and the source are traps."""
    folder.mkdir(parents=True)
    items = [
        [f"i{at}", f"{ears.trap(f'title{at}')} {some(at, 6)}", f"<b>g{at % 3}</b>|:red[g]"]
        for at in range(10)
    ]
    users = [[f"u{at}", ("<b>old</b>", ":red[young]")[at % 2]] for at in range(PEOPLE)]
    rows = [
        [
            f"u{user}",
            f"i{(user * 3 + step * 7) % 10}",
            f"{(user + 2 * step + step * step) % 5 + 1}",
            f"{1_000_000 + step * 86_400 + user * 60}",
            f"{ears.trap('weather')} {step % 3}",
        ]
        for step in range(9)
        for user in range(PEOPLE)
    ]
    said = ears.trap("about").replace('"', "'")
    columns = ["user_id", "item_id", "rating", "timestamp", "weather"]
    files = {
        "items.csv": table([["item_id", "title", "genres"], *items]),
        "users.csv": table([["user_id", "*age* <i>"], *users]),
        "interactions.csv": table([columns, *rows]),
        "dataset.toml": f'name = "{DATA}"\nlike_at = 4\nsource = "{said}"\nlicence = "{said}"\n'
        f'[said.zh]\nsource = "{said}"\n[fields."item.genres"]\nseparator = "|"\n',
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def trapped_home(home: Path, ears: Listener) -> dict[str, str]:
    """Fill the home; the ids of its runs: tuned, untuned, failed, and the search."""
    trapped_data(home / "datasets" / DATA, ears)
    store = Store.open(home)
    name = ears.trap("name", line=False)[:75]
    base = RunSettings(
        dataset=str(home / "datasets" / DATA),
        template="{item.title}, {item.genres:2} <b>:red[[trap]] ",
        template_name=name,
        model="tiny",
        max_train=30,
        epochs=1,
        split=SplitSettings(name="random"),
    )
    store.save_template(name=name, text=base.template, note=f"{ears.trap('note')} {some(3, 30)}")
    store.save_template(name=name, text=base.template + "!", note=ears.trap("note"))
    ids = {"tuned": carried_out(store, base, ears)}
    ids["untuned"] = carried_out(store, dataclasses.replace(base, method="none"), ears)
    other = dataclasses.replace(base, template="{item.title} <i>", template_name=f"{name} b")
    ids["other"] = carried_out(store, other, ears)
    message = sentence("sentence.no_model", model=ears.trap("model"), near="", known=ears.trap("k"))
    ids["failed"] = failed(store, dataclasses.replace(base, model="tiny"), ears, message)
    ids["old"] = failed(store, base, ears, Sentence(f"{ears.trap('old message')} {some(0, 120)}"))
    fingerprint = store.run(ids["tuned"]).result.fingerprint  # type: ignore[union-attr]
    store.block_word(ears.trap("word")[:60])
    store.ask_review(fingerprint, "u1", ["i0", "i1"], ids["tuned"])
    store.decide(fingerprint, "u2", "i2", ReviewState.REJECTED)
    store.keep_list(fingerprint, name, {ears.trap("about"): ears.trap("told")}, [{name: name}])
    store.set_label(fingerprint, AddedLabel(user="u1", item="i3", label=1))
    store.pin(base.dataset, "u1", "i1")
    return ids


def carried_out(store: Store, settings: RunSettings, ears: Listener) -> str:
    queued = store.queue(settings, name=ears.trap("run")[:150], note=ears.trap("purpose"))
    run = store.claim("test")
    assert run is not None and run.id == queued.id
    store.add_log(run.id, f"{ears.trap('log')} {some(2, 40)}")
    result = run_job(store.home, run.id, settings, lambda _: None, lambda: False, lambda _: None)
    store.finish(run.id, run.fence, RunState.SUCCEEDED, result=result)
    return run.id


def failed(store: Store, settings: RunSettings, ears: Listener, message: Sentence) -> str:
    store.queue(settings, name=ears.trap("failed run"))
    run = store.claim("test")
    assert run is not None
    store.add_log(run.id, message)
    store.finish(run.id, run.fence, RunState.FAILED, message=message)
    return run.id
