"""``make load``: readers, editors and ingest at work at once for half an hour, at the highest rate that the machine holds."""
