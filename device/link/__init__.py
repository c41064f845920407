"""The road of a signed object to the centre. In the desk's build only."""
