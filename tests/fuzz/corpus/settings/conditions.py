import os, sys
DEBUG = os.getenv("DEBUG") == "1"
KEY = os.getenv("KEY")
if not KEY:
    if DEBUG:
        KEY = "dev"
    else:
        sys.exit("KEY")
elif len(KEY) < 50: raise ValueError
assert DEBUG or os.environ.get("X"), "X"
for n in ["A", "B"]:
    if n not in os.environ: raise KeyError(n)
while (v := os.getenv("V")) is None: break
match v:
    case "a" | {"b": [1, *_]}:
        W = os.environ["W"]
    case _: pass
