"""Wires things, decides nothing."""

VERSION = "0.1.0"
