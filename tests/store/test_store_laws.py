"""Whatever workers and people do, in whatever order: one holder, and an end is an end."""

import contextlib
import tempfile

from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from promptrec.records import Measure
from promptrec.settings import RunSettings
from promptrec.store.leases import ATTEMPTS, LEASE_S
from promptrec.store.rows import StaleFence
from promptrec.store.snapshots import RunState
from promptrec.store.store import Store

ENDS = [RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED]
SETTINGS = RunSettings(dataset="movies", template="{item.title}")


class AnyOrder(RuleBasedStateMachine):
    claims = Bundle("claims")

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store.open(self.folder.name)
        self.now = 1000.0
        self.ended = {}

    def teardown(self):
        self.folder.cleanup()

    def holds(self, claim):
        run = self.store.run(claim.id)
        return run.state is RunState.RUNNING and run.fence == claim.fence

    def write(self, claim, write):
        """A write is taken exactly when the claim still holds the run."""
        held, refused = self.holds(claim), True
        with contextlib.suppress(StaleFence):
            write(self.store)
            refused = False
        assert refused != held

    @rule()
    def queue(self):
        self.store.queue(SETTINGS, now=self.now)

    @rule(target=claims)
    def claim(self):
        queued = self.store.all_jobs(RunState.QUEUED)
        run = self.store.claim("w", now=self.now)
        assert (run is None) == (not queued)
        return run or self.store.queue(SETTINGS, now=self.now)  # a claim nobody ever held

    @rule(claim=claims)
    def beat(self, claim):
        self.write(claim, lambda store: store.heartbeat(claim.id, claim.fence, now=self.now))

    @rule(claim=claims, step=st.integers(1, 9))
    def record(self, claim, step):
        points = [Measure(step, 1, "loss", 0.5)]
        self.write(claim, lambda store: store.record(claim.id, claim.fence, points, now=self.now))

    @rule(claim=claims, state=st.sampled_from(ENDS))
    def finish(self, claim, state):
        self.write(claim, lambda store: store.finish(claim.id, claim.fence, state, now=self.now))

    @rule(claim=claims)
    def cancel(self, claim):
        self.store.request_cancel(claim.id, now=self.now)

    @rule(seconds=st.sampled_from([1.0, LEASE_S / 2, LEASE_S + 1]))
    def wait(self, seconds):
        self.now += seconds
        self.store.take_back(now=self.now)

    @invariant()
    def an_end_is_an_end(self):
        for run in self.store.runs():
            if run.state.finished:
                assert self.ended.setdefault(run.id, run) == run
            assert run.id not in self.ended or run.state.finished
            assert run.attempts <= ATTEMPTS
            assert (run.finished_at is not None) == run.state.finished


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = how(max_examples=12, stateful_step_count=15, deadline=None)
