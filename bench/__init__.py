"""Benchmark of builds of generated histories, with sitegen and with Hugo: ``python -m bench``."""
