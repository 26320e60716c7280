"""What a model reads and answers: each step asks it once somebody has predicted."""
