"""What the pages are made of: words, state, guard and shared blocks. Streamlit stops here."""
