"""What is learnt from the corpus: scripts that write data files of the engine, by hand run."""
