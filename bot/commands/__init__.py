"""The commands, one module each, with a function `run(options)` that carries out the command and returns its exit code."""
