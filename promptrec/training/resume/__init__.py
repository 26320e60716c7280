"""A training that was cut off goes on where it stood: snapshots of its whole state."""
