"""Reads large documents by pieces, so that after an edit only the pieces that changed are parsed again."""
