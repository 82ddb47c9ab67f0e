import os
A = [x.strip() for x in os.getenv("A", "").split(",") if x]
B = {k: v for k, v in os.environ.items() if k.startswith("B_")}
C = any(os.environ.get(n) for n in ("C1", "C2"))
D = [*A, *map(str.strip, os.environ["D"].split())]
E = (lambda **k: {**k, **os.environ})()
