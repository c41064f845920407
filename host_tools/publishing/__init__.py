"""Publication: a directory that any static server can serve, and that anybody can check from its signed objects."""
