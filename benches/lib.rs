//! Benchmarks of `endpoint`; what they say and how to run them is in `README.md` beside this file.
