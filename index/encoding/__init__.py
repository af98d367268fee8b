"""Encode: turn text into vectors with a sentence-transformers model that is compiled once."""

from index.encoding.encoder import CARD_NAME, Encoder, EncoderCard, Encoding, Vector, Vectors

__all__ = ["CARD_NAME", "Encoder", "EncoderCard", "Encoding", "Vector", "Vectors"]
