"""The one door to a simulated polling station: a line of text is an act, whoever says it: person, script or robot."""
