"""What every judge of a variant shares: open it, score rows, the candidates, what that is worth."""
