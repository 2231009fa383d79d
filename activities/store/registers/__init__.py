"""Where the records of each kind lie, and how they are read and written there."""
