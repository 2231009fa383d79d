"""Random lives of services, each held against a plain model of the Service Management Policy."""
