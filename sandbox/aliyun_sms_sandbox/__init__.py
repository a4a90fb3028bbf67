"""Local stand-ins of what the function talks to: for development and tests, never deployed."""
