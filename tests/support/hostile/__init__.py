"""What a hostile caller sends: the table's rows, and the events that carry them."""
