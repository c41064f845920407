"""A national test day on one computer: desks with faults, districts, the centre, the gate and the board, live."""
