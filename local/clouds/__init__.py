"""How the clouds call a handler: Function Compute and Lambda, on this machine."""
