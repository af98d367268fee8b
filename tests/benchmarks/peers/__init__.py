"""What one would use instead, each in a short script as its documentation shows it, to be measured beside Footnote."""
