"""Slips as printer bytes, with their QR codes."""
