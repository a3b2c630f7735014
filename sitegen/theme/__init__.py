"""Templates, catalogs and styles, bound to a site in one language."""
