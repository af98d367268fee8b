"""Messages of members: what they ask, who and what they name, the turn before them, and where they are answered."""
