"""How long a build takes beside Hugo's, on generated histories: ``python -m bench``."""
