"""What only insiders may know of an entry, and the messages that say it. Only cli/ imports it: see docs/messages.md."""
