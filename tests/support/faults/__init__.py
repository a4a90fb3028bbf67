"""A vendor on loopback that fails in every way that is known, and the function in front of it."""
