"""Wires things, decides nothing."""

RELEASE = "0.1.0"
