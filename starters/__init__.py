"""How people and other systems get in: the command `servicecycle`."""
