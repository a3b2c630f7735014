"""What readers and subscribers would get of a change: the site as it is published and as it would be, side by side."""
