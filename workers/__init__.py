"""The composition root: settings, connection, plugin, embedded stack, registers, worker main."""
