"""Makes the corpus: mails as each program writes them, with what must be read of them, told beside each.

`python -m tests.mime.making` writes ``tests/mime/corpus``; a test holds that what lies there is what this makes. People,
firms and domains are invented; the texts were written for this corpus.
"""
