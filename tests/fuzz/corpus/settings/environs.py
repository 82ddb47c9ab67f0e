from environs import Env
env = Env()
env.read_env()
with env.prefixed("P_"):
    A = env.int("A", 1)
try:
    B = env.str("B")
except ValueError:
    B = None
