"""The template language: parse, render, verbalizers, files, the shipped library. Knows no data."""
