"""The business in plain Python: words, rules, transition tables, time, policy. No I/O, no clock."""
