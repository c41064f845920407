"""Printing on USB receipt and label printers, and what is plugged in at all."""
