"""What was published does not change in silence: the site as it was at a git revision, compared with what is to be."""
