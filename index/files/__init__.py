"""Files: JSON with checksums, arrays, and YAML whose errors name the line."""
