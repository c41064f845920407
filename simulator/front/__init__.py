"""`make run`: a polling station in a browser, with the firmware that ships. See PROTOCOL.md."""
