"""What a stakeholder reads first: who was asked, what was compared, what it costs, its limits."""
