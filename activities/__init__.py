"""Everything that touches the world, each effect once."""
