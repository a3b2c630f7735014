"""Site and moment → Snapshot: what is over, broken or planned."""
