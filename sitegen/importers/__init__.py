"""Importers: they convert other systems' data into content files, one package per system."""
