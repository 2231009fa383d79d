"""The embedded stack: Temporal, PostgreSQL and one worker under one data folder."""
