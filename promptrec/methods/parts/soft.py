"""`p_tuning`: soft tokens that are learned through a small network (Liu et al. 2021, section 3)."""

from torch import Tensor, nn


class SoftEncoder(nn.Module):
    """A bidirectional LSTM and two layers; the result is added to the rows.

    The last layer starts at zero, so that the rows begin as the words that they were copied from.
    """

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(hidden, hidden // 2, bidirectional=True, batch_first=True)
        self.inner = nn.Linear(hidden // 2 * 2, hidden)
        self.outer = nn.Linear(hidden, hidden)
        nn.init.zeros_(self.outer.weight)
        nn.init.zeros_(self.outer.bias)

    def forward(self, rows: Tensor) -> Tensor:
        """(soft, hidden) to (soft, hidden)."""
        mixed, _ = self.lstm(rows.unsqueeze(0))
        result: Tensor = rows + self.outer(nn.functional.relu(self.inner(mixed.squeeze(0))))
        return result
