"""Encode: from text to vectors, by a sentence-transformers model that is compiled once."""

from index.encoding.encoder import Encoder, EncoderCard, Encoding, Vector, Vectors

__all__ = ["Encoder", "EncoderCard", "Encoding", "Vector", "Vectors"]
