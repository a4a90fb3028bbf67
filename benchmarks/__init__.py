"""How fast the function is, measured against the same work done the plain way. `make bench`."""
