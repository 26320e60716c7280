"""Where the parts of a piece of work are done: here, or on the machines of a Ray cluster."""
