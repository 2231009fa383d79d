"""The demo: a company's service catalogue goes through its whole life on a fast business clock."""
