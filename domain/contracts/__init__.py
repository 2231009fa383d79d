"""Contracts: their terms, periods, prices, notices and renewal (R57–R66, R92, R93)."""
