"""Work for a cluster, and processes that ask for it: `python -m small_work WHAT ADDRESS HOME`.

Each prints one JSON document.
"""

import json
import sys
import time
from pathlib import Path

from promptrec.engine.engine import choose_engine, leave_engine
from promptrec.engine.there import machine_name
from promptrec.errors import PromptRecError

DATA = "/tmp/promptrec-data-of-a-machine"


def where(seconds, part):
    """Takes so long, and says which machine did it."""
    time.sleep(seconds)
    return part, machine_name()


def other_data(fingerprint, name):
    """Opens data as a trial does."""
    from promptrec.worker.wherever import same_data

    return same_data(name, fingerprint).fingerprint()


def tell(line):
    """A line that whoever started this process reads at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def ask(engine):
    """Eight short parts."""
    return list(engine.map(where, 0.3, range(8)))


def ask_long(engine):
    """Parts that somebody will not live to see the end of."""
    tell("asked")
    return list(engine.map(where, 60, range(2)))


def ask_data(engine):
    """The data of this process, by a machine that may have other data of that name."""
    from promptrec.data.shipped import open_dataset

    here = open_dataset(DATA).fingerprint()
    return [one == here for one in engine.map(other_data, here, [DATA] * 4)]


def ask_bits(engine):
    """Rows, lists, rungs and swapped words: read here and by others."""
    import numpy as np

    from promptrec.beyond.ladder import cut_scores
    from promptrec.engine.engine import current
    from promptrec.judge.starting import open_variant
    from promptrec.model.planning import dataset_of
    from promptrec.recommend.topk import rank
    from promptrec.settings import RunSettings
    from promptrec.worker.tuning import tune

    leave_engine()
    text = "[{history.liked:3} ]{item.title}, {item.genres}"
    settings = RunSettings(
        dataset="movies", template=text, model="tiny", method="lora", epochs=1, max_train=64
    )
    variant = open_variant(dataset_of(settings), settings)
    tune(variant)
    rows = variant.plan.pairs("valid", 600)
    everything = np.arange(len(variant.plan.dataset.items))[:600]

    def say():
        rungs = cut_scores(variant, "valid", rows.take(slice(0, 300)))
        ranked = rank(variant, 0, everything)
        answers = variant.score(rows, "valid", far=True)
        numbers = [answers.score, answers.word_probability, ranked.score, *rungs.values()]
        return [one.tobytes().hex() for one in numbers]

    here = say()
    choose_engine(Path(sys.argv[3]), sys.argv[2])
    assert current().is_far
    return [len(here), here == say()]


def main(what, address, home):
    try:
        engine = choose_engine(Path(home), address)
        said = {"found": globals()[what](engine)}
    except PromptRecError as error:
        said = {"error": type(error).__name__, "key": error.sentence.key, "text": str(error)}
    finally:
        leave_engine()
    tell(json.dumps(said))


if __name__ == "__main__":
    import small_work  # by its name, as the machines import it

    small_work.main(*sys.argv[1:])
