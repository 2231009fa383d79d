"""Registers: commands that are transactions and not processes, run in the caller's own process.

Each writes its rows and its events together or not at all, and changes nothing when repeated. Each
is imported from where it stands, so that a command loads no more than it needs.
"""
