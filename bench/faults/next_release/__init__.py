"""What a next release might bring: an app whose migration adds columns to tables that are in use."""
