"""The operator's config document: its models, its errors, and the last good version."""
