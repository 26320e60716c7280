"""What dataset.toml asks to be mended: spellings, copies, what a web page left behind."""
