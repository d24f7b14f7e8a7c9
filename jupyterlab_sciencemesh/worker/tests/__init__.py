"""Jobs that the worker runs for real, each in a folder of its own."""
