"""A new site that stands apart from the generator: what is asked, what is written, and how it is kept up to date."""
