"""Reading documents without marks: their structure, the figures in them, and what each figure may be the answer to."""
