"""The callers with a dialect of their own, each over HTTP to the real handler and the sandbox."""
