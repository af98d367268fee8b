"""Files: JSON, checksums, arrays, and YAML with line numbers in its errors."""
