"""The page for any phone that checks slips: one HTML file without a server (docs/page.md)."""
