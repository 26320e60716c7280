"""Runs, handed on to other tools that show curves: TensorBoard, Weights & Biases."""
