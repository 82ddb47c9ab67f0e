import environ
env = environ.Env(DEBUG=(bool, False), PORT=int, HOSTS=([str], []))
environ.Env.read_env(env_file=".env")
DEBUG = env("DEBUG")
HOSTS = env.list("HOSTS", default=[])
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{env.path('P')}")}
env.prefix = "X_"
K = env("K", default=env("L"))
if not DEBUG and not HOSTS:
    raise ValueError("HOSTS")
