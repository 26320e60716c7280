"""How fast this machine scores and tunes: ratios within one run, against what others would use."""
