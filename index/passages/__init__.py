"""Split: from documents to passages, the unit that is embedded, searched and quoted."""
