"""What a figure was measured on, in a few words for the page that shows it."""

import os


def machine() -> str:
    """The card that a run takes where there is one, else the number of cores.

    >>> machine() != ""
    True
    """
    import torch

    if torch.cuda.is_available():
        return torch.cuda.get_device_name()
    return f"{os.cpu_count()} CPU cores"
