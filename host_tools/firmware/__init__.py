"""Images for boards: made, listed in a signed register, compared with slips and devices, brought onto a board."""
