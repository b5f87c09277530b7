"""A comparison for people and for programs.

wording                what all of them say of it
terminal, markdown     as plain text, and as Markdown
html, words            a page of its own, with the words that differ marked
junit                  JUnit XML, for CI
"""
