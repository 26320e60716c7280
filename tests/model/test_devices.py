import os

import pytest
import torch

from promptrec.errors import SettingsError
from promptrec.model.backbones.devices import Capabilities, Device, pick, whole_numbers

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


def test_a_cpu_works_in_small_portions_and_a_card_in_large_ones():
    cpu, card = Device("cpu"), Device("cuda", bf16=True)
    assert (cpu.multiple, cpu.scored_prompts, cpu.scored_tokens) == (1, 32, None)
    assert (cpu.read_every, cpu.worth_sharing) == (1, 0)
    assert card.multiple == 8
    assert card.scored_prompts > cpu.scored_prompts
    assert card.scored_tokens >= 512 * 8
    assert card.read_every > 1


def test_nothing_but_cuda_pins_memory_or_changes_how_torch_counts():
    before = torch.are_deterministic_algorithms_enabled()
    tensor = torch.arange(3)
    assert Device("cpu").put(tensor) is tensor
    assert whole_numbers((1, 2), torch.device("cpu")).tolist() == [1, 2]
    Device("cpu").prepare()
    with Device("cpu").repeatable():
        assert torch.are_deterministic_algorithms_enabled() == before
    assert Device("cpu").cards() == []


def test_a_step_on_a_card_asks_for_steady_sums_and_puts_everything_back():
    with pytest.raises(ZeroDivisionError), Device("cuda").repeatable():
        assert torch.are_deterministic_algorithms_enabled()
        assert not torch.utils.deterministic.fill_uninitialized_memory
        raise ZeroDivisionError
    assert not torch.are_deterministic_algorithms_enabled()
    assert torch.utils.deterministic.fill_uninitialized_memory


def test_a_card_counts_in_fp32_where_fp32_is_meant(monkeypatch):
    monkeypatch.delenv("CUBLAS_WORKSPACE_CONFIG", raising=False)
    Device("cuda").prepare()
    assert torch.backends.cuda.matmul.fp32_precision == "ieee"
    assert torch.backends.cudnn.rnn.fp32_precision == "ieee"
    assert os.environ["CUBLAS_WORKSPACE_CONFIG"] == ":4096:8"
