"""The short form of the figures about claims, disks, locks and backups; their controls fail."""

from benchmarks.faults import claims, store


def test_processes_claim_each_run_once_and_a_naive_claim_does_not(capsys):
    assert all(claims.figures(60, 4))
    assert any(claims.contest("control", 40, 6)[0] > 0 for _ in range(3))
    assert "PASS" in capsys.readouterr().out


def test_a_locked_store_loses_no_update():
    assert all(store.locked(0.3))


def test_the_journal_is_the_safe_one():
    assert store.journal()


def test_a_backup_during_writes_is_one_moment():
    assert store.backed_up(2)
