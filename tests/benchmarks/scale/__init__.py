"""How cost grows with the corpus: the same measurements at 1,000 to 1,000,000 passages, in one run.

python -m tests.benchmarks.scale                                  everything: hours the first time, most of them to encode
python -m tests.benchmarks.scale --sizes 1000,10000               a few minutes
python -m tests.benchmarks.scale --folder /tmp/scale              keep the corpora and their indexes there, and reuse them
"""
