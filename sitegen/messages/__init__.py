"""Snapshot → messages, by audience and channel: what goes out beside the pages. Public; no module here sees a brief."""
