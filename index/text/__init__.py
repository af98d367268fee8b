"""Text: words, sentences and characters, independent of any file format."""
