"""Text: words, sentences and characters, whatever they come from."""
