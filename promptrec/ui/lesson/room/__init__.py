"""The lesson with a class: the teacher's panel, and what pupils see."""
