"""Procedural sample inputs: a painting, its label map, doodles, tiles and a texture."""
