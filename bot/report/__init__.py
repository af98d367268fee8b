"""The report: what was asked in vain, grouped by meaning, as plain data, a web page and a questions file."""
