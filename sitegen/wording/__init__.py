"""The rules about wording: what the public will read, held to the do and don't of whoever has written such notices.

`review` reads a site and gives a problem for each place where a rule is broken. No publication depends on it.
"""
