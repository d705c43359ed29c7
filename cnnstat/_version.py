"""The version, where the build and the program both read it, and the address of the project."""

__version__ = "0.1.0"
HOME = "https://pypi.org/project/cnnstat/"
