"""Split: documents into passages, the unit of embedding, search and quotation."""
