"""Messages → offline pages: the message desk, where people read every message of an entry and copy it."""
