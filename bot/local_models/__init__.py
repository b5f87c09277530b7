"""Models on this machine: which ones are known, how they get here, and where they are.

`catalogue` is the table of known models, `sources` says which files a model is made of, `hub`
fetches them, `conversion` converts them where that is needed, `pull` makes an installed model of
them, `argos` unpacks Argos's files, and `store` knows what is installed.
"""
