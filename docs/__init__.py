"""The documents of the house; `docs.generate` writes the parts that follow from the code."""
