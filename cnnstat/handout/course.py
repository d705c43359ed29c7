"""A course: a handout for one network of each family, and one that holds them side by side."""

from __future__ import annotations

FAMILIES = ("lenet5", "alexnet", "googlenet", "vgg16", "resnet50", "mobilenet_v2")
"""The network of each family that a course is about, in the order in which they were published."""
OVERVIEW = "overview"
"""What the handout about all of them is called."""
