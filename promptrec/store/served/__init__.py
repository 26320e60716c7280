"""What is served and what came back: states of templates, feedback of people."""
