import os
from os import environ as e, getenv
A = os.environ["A"]
B = e.get("B", "b").split(",")
C = int(getenv("C", default=8000))
D = os.getenv("D", "").lower() in ("1", "true")
E = getenv("E1") or getenv("E2") or "e"
os.environ.setdefault("F", "f")
G = os.environ[A + "G"]
