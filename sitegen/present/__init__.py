"""Snapshot → what readers of one language see, as data, then as HTML or plain text."""
