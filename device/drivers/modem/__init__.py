"""The modem of a desk. Only in its firmware, and loaded only to send."""
