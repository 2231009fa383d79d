"""What the previous release left open is finished by this one."""
