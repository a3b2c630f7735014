"""Snapshot → what readers of one language are told."""
