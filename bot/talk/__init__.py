"""Small talk: recognise texts that ask nothing of the documents, and decide how to respond. Independent of Discord."""
