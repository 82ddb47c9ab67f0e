from .base import *
from . import base as b, nothing
import p.base
X = env("X")
Y = b.get("Y")


import environ
from .settings import *
env = environ.FileAwareEnv()
def get(n): return env(n)
