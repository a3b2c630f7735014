"""Changed examples, thrown at `sitegen check` and `sitegen build`: `make fuzz`."""
