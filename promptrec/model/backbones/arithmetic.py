"""How a process does its sums: where that differs between two machines, the last bits differ."""

from dataclasses import dataclass

import torch

from promptrec.engine.there import machine_name
from promptrec.errors import EngineError, SettingsError
from promptrec.model.backbones.devices import Device, pick


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The device, its precision, its instructions (of a card: its name), and the threads."""

    device: str
    bf16: bool
    instructions: str
    threads: int

    @property
    def gpus(self) -> int:
        """Cards that it takes."""
        return int(self.device == "cuda")

    def adopt(self) -> Device:
        """Do sums here as they are done there; EngineError where this machine cannot."""
        try:
            device = pick(self.device)
        except SettingsError:
            device = pick("cpu")
        torch.set_num_threads(self.threads)
        mine = arithmetic_of(device)
        if mine != self:
            told = {"here": self.words, "there": mine.words}
            raise EngineError("sentence.engine_arithmetic", machine=machine_name(), **told)
        return device

    @property
    def words(self) -> str:
        """For people: technical names, the same in every language."""
        return f"{self.device}, {'bf16' if self.bf16 else 'fp32'}, {self.instructions}"


def arithmetic_of(device: Device) -> Arithmetic:
    """Of this process on a device."""
    if device.is_cuda:
        instructions = torch.cuda.get_device_name()
    else:
        instructions = torch.backends.cpu.get_cpu_capability()
    return Arithmetic(device.name, device.bf16, instructions, torch.get_num_threads())
