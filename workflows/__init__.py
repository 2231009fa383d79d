"""Processes: what happens in which order, and how long to wait."""
