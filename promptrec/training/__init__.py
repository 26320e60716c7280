"""The training loop and what belongs to it: order, schedule, alarms, checkpoints, estimates."""
