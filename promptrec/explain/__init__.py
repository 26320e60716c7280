"""What the model read, what moved the score, and whether the explanation is true."""
