"""Checks of documents: figures in prose, generated blocks and sidecar files against the architectures."""
