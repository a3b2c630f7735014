"""Configurations with which a product's edge serves the 503 page while the product is down, a module per server."""
