"""The documents for people, read as what they are made of."""
