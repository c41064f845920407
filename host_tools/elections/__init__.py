"""A user's election file and voter roll, read with errors that say where, why and what to do."""
