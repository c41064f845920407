"""Publication: a directory that any static server can serve, and that anyone can verify from its signed objects."""
