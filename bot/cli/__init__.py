"""The command line: `postroom …`. Names, codes and JSON are the contract with scripts."""
