"""Files → disk, in as many processes as there are processors."""
