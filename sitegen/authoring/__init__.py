"""What we write into content files."""
