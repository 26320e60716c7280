"""Two machines of a Ray cluster, in network namespaces: odd ones are refused, dead ones noticed."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.faults.ray_nodes import ROOT, installed, left_over, nodes, permitted
from promptrec.store.snapshots import RunState
from promptrec.store.store import Store

HERE = Path(__file__).parent
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not installed(), reason="Ray is not installed"),
    pytest.mark.skipif(not permitted(), reason="network namespaces are not permitted"),
]
PATHS = f"{ROOT}:{HERE}"
SERVE = "import sys; from pathlib import Path; from promptrec.worker.supervisor import serve; "
SERVE += "serve(Path(sys.argv[1]), False, idle_s=1)"


@pytest.fixture(scope="module")
def cluster():
    """A head with one processor; tests start the second machine as they need it."""
    with nodes(2) as found:
        found.start(found.nodes[0], cpus=1, PYTHONPATH=PATHS)
        yield found
    assert left_over(str(found.folder)) == []


@pytest.fixture
def second(cluster):
    """Start the second machine; it is gone afterwards."""
    yield lambda **changes: cluster.start(
        cluster.nodes[1], cpus=1, **{"PYTHONPATH": PATHS, **changes}
    )
    cluster.nodes[1].kill()


def asking(cluster, home, what, **changes):
    """A process that asks the cluster for some work."""
    return subprocess.Popen(
        [sys.executable, "-m", "small_work", what, cluster.address, str(home)],
        env=cluster.environment(PYTHONPATH=PATHS, **changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(process):
    """The document that it prints last, and that it prints no traceback."""
    out, err = process.communicate()
    assert "Traceback" not in err, err
    return json.loads(out.splitlines()[-1])


def test_parts_come_back_in_order_from_both_machines(cluster, second, tmp_path):
    second()
    found = said(asking(cluster, tmp_path, "ask"))["found"]
    assert [part for part, _ in found] == list(range(8))
    assert {machine for _, machine in found} == {"node1", "node2"}


def test_a_machine_with_another_version_is_refused_by_its_name(cluster, second, tmp_path):
    package = tmp_path / "other" / "promptrec"
    leave = shutil.ignore_patterns("__pycache__", "sample_runs")
    shutil.copytree(ROOT / "promptrec", package, ignore=leave)
    own = (package / "__init__.py").read_text().replace('__version__ = "', '__version__ = "0.0.')
    (package / "__init__.py").write_text(own)
    second(PYTHONPATH=f"{package.parent}:{HERE}")
    told = said(asking(cluster, tmp_path, "ask"))
    assert told["key"] == "sentence.engine_differs"
    assert "node2" in told["text"] and "promptrec 0.0.0.1.0" in told["text"]


def test_a_machine_without_the_package_is_one_sentence(cluster, second, tmp_path):
    second(PYTHONPATH="/nowhere")
    told = said(asking(cluster, tmp_path, "ask"))
    assert told["key"] == "sentence.engine_without_package"


def test_a_machine_with_other_data_of_that_name_is_refused(cluster, second, tmp_path, tiny_folder):
    there, here = cluster.folder / "there", Path("/tmp/promptrec-data-of-a-machine")
    shutil.copytree(tiny_folder, there)
    shutil.copytree(tiny_folder, here)
    try:
        rows = (there / "interactions.csv").read_text().splitlines()
        (there / "interactions.csv").write_text("\n".join(rows[:-1]) + "\n")
        second(before=f"mount --bind {there} {here}")
        told = said(asking(cluster, tmp_path, "ask_data"))
    finally:
        shutil.rmtree(here)
    assert told["key"] == "sentence.engine_data"
    assert "node2" in told["text"] and str(here) in told["text"]


def test_another_token_opens_nothing(cluster, tmp_path):
    told = said(asking(cluster, tmp_path, "ask", RAY_AUTH_TOKEN="f" * 64))
    assert told["key"] == "sentence.engine_shut"


def test_a_search_loses_a_machine_and_ends_as_on_one(
    cluster, second, tmp_path, search, without_time
):
    """Each trial is kept once, and all are those of a search that no cluster had a part in."""

    def worker(store, **changes):
        return subprocess.Popen(
            [sys.executable, "-c", SERVE, str(store.home)],
            env=cluster.environment(PYTHONPATH=PATHS, **changes),
            stderr=subprocess.DEVNULL,
        )

    alone, far = Store.open(tmp_path / "alone"), Store.open(tmp_path / "far")
    for store in (alone, far):
        store.queue_search(search)
    assert worker(alone).wait() == 0
    second()
    with worker(far, PROMPTREC_ENGINE=cluster.address) as serving:
        while serving.poll() is None and len(far.trials("r0001")) < 2:
            time.sleep(0.05)
        before = far.trials("r0001")
        cluster.nodes[1].kill()
        assert serving.wait() == 0
    run = far.run("r0001")
    assert (run.state, run.attempts) == (RunState.SUCCEEDED, 2)
    trials = far.trials("r0001")
    assert trials[: len(before)] == before  # to the second: none was made again
    assert [one.number for one in trials] == list(range(len(trials)))
    assert without_time(trials) == without_time(alone.trials("r0001"))
    assert run.result.metrics == alone.run("r0001").result.metrics
    alone.close()
    far.close()


def test_a_cluster_that_goes_away_in_the_middle_is_one_sentence(cluster, tmp_path):
    process = asking(cluster, tmp_path, "ask_long", RAY_CLIENT_RECONNECT_GRACE_PERIOD="3")
    assert process.stdout.readline() == "asked\n"
    until = time.monotonic() + 60
    while not left_over("ray::carry") and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(1)
    cluster.nodes[0].kill()
    told = said(process)
    assert told["error"] == "EngineLost"
