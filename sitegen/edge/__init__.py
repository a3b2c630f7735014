"""Configurations that make a product's edge answer in the product's place, one module for each server."""
