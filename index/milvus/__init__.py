"""A Milvus server, cluster or file as the place where passages are looked up."""
