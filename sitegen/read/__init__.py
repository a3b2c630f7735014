"""Files → Site, or every problem."""
