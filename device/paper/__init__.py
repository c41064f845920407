"""What goes on paper: slips as printer bytes, and the QR codes on them."""
