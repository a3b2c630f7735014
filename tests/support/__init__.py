"""What the tests share: where things lie, stories, real programs and servers."""
