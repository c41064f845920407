"""Are the terminals ready? Readiness slips gathered into one board."""
