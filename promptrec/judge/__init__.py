"""What every judge of a variant shares: whose items are ranked, and among what."""
