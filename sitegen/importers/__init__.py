"""Other systems' data turned into our content files, one module per system."""
