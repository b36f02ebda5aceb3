"""Records become screens here: text and buttons. Pure: no await, no clock, no I/O."""
