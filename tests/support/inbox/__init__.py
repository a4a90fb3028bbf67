"""The inbox over real sockets, and in a real browser."""
