"""The only way into a simulated polling station: each act is a line, from a person, a script or the autopilot."""
