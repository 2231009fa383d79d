"""What companies run: the compose file, the image and what can be observed, as far as tests go.

`compose-spec.json` is the schema of the Compose Specification, commit 170098ba (2026-06-23) of
github.com/compose-spec/compose-spec, under the Apache License 2.0, unchanged.
"""
