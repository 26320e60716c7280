import pytest
import torch

from promptrec.errors import SettingsError
from promptrec.model.devices import Capabilities, Device, pick

CPU, OLD_CARD = Capabilities(), Capabilities(cuda=True)
NEW_CARD, MAC = Capabilities(cuda=True, cuda_bf16=True), Capabilities(mps=True)


@pytest.mark.parametrize(
    ("setting", "can", "expected"),
    [
        ("auto", CPU, Device("cpu")),
        ("auto", OLD_CARD, Device("cuda")),
        ("auto", NEW_CARD, Device("cuda", bf16=True)),
        ("auto", MAC, Device("mps")),
        ("cpu", NEW_CARD, Device("cpu")),
        ("cuda", NEW_CARD, Device("cuda", bf16=True)),
        ("mps", MAC, Device("mps")),
    ],
)
def test_the_best_device_of_the_machine_is_picked(setting, can, expected):
    assert pick(setting, can) == expected


@pytest.mark.parametrize("setting", ["cuda", "mps"])
def test_a_device_that_is_not_there_is_an_error(setting):
    with pytest.raises(SettingsError, match=f"no {setting} device"):
        pick(setting, CPU)


def test_an_unknown_device_lists_the_choices():
    with pytest.raises(SettingsError, match="auto, cpu, cuda, mps"):
        pick("tpu", CPU)


def test_fp32_stays_fp32():
    with Device("cpu").autocast():
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == torch.float32
    assert Device("cpu").precision == "fp32"
    assert Device("cuda", bf16=True).precision == "bf16 autocast"


def test_this_machine_has_some_device():
    assert pick().name in ("cpu", "cuda", "mps")
