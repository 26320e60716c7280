"""What a home keeps of measurements is bounded; the newest stays."""

import os

from promptrec.beyond.kept import prune


def kept(folder, count, size):
    for at in range(count):
        path = folder / f"{at}.json"
        path.write_bytes(b"x" * size)
        os.utime(path, (at, at))


def names(folder):
    return sorted(int(path.stem) for path in folder.iterdir())


def test_the_oldest_beyond_a_number_go(tmp_path):
    kept(tmp_path, 6, 10)
    assert prune(tmp_path, most=4) == 2
    assert names(tmp_path) == [2, 3, 4, 5]


def test_the_oldest_beyond_a_size_go_but_never_the_newest(tmp_path):
    kept(tmp_path, 6, 10)
    assert prune(tmp_path, most_bytes=25) == 4
    assert names(tmp_path) == [4, 5]
    assert prune(tmp_path, most_bytes=1) == 1
    assert names(tmp_path) == [5]
