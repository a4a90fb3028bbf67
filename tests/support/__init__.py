"""What the tests are built with: benches, stand-ins, servers on loopback, readers of pages.

Empty for the FC stand-in, whose child imports it: what is loaded in there is counted.
"""
