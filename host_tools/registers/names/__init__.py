"""How names are written, compared and put in order, one at a time and by the million."""
