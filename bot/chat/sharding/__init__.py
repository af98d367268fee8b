"""Several connections to Discord, in one process or several: who serves which servers, who leads, and when to connect."""
