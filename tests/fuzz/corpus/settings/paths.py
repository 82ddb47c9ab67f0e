import os, environ
from pathlib import Path
from dotenv import load_dotenv, find_dotenv
B = Path(__file__).resolve().parents[1]
R = environ.Path(__file__) - 2
load_dotenv(os.path.join(B, "a", "..", ".env"))
load_dotenv(find_dotenv())
p = B / ".env" / "../x"
if p.exists(): environ.Env.read_env(str(R.path("x")))
