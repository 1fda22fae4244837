"""Demo data: invented papers with pages and pictures of our own, and a way to load them.

papers     the papers, their languages and the words around their articles
articles/  one file for each article: a head, a blank line, the text
source     reads these files      markup    their text as HTML
pages      whole pages, by the templates beside it
pictures   draws the pictures     site      answers fetches from memory
load       fills a data folder: python -m demo.load --data DIR
"""
