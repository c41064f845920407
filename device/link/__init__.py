"""Send signed objects to the centre. In the desk's build only."""
