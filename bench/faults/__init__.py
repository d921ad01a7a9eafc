"""What ``make faults`` runs: ingest is hurt in every way that we know, and the next run must make whole what was lost."""
