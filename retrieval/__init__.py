"""From an article to the passages that matter: reading, sentences, chunks, embeddings, search.

Nothing in here knows of models, prompts or answers.
"""
