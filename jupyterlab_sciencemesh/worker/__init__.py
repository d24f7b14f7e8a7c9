"""The runner that a batch job takes along. It is sent as it is, and never imported here."""
