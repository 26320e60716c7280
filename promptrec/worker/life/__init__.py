"""How a run's processes live and end: silence, signals, families, reasons."""
