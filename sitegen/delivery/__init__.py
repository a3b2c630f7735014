"""Messages → the world: to whom, how, and never twice."""
