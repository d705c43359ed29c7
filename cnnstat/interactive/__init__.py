"""A page on which a reader changes a network's input: figures computed beforehand, looked up by a script.

Every text that can stand on the page is written here, by the analyzer's own rules. What changes from input to input are
the numbers in it (``patterns``), which are kept as columns (``columns``); the page's script puts them back.
"""
