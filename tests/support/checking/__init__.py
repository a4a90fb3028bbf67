"""What the tests of the check start with: a config and an account in which nothing is wrong."""
