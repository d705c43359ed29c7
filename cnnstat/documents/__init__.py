"""Documents in, findings out: figures in prose, generated blocks and sidecar files held against the architectures."""
