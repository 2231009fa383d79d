"""The registers: customers, their people and what is theirs, and how files of them come in."""
