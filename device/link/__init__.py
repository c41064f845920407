"""Send signed objects to the centre. Only in the desk's firmware."""
