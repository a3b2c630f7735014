"""What the last build knew of entries that nothing changes any more, so that the next one need not read them again."""
