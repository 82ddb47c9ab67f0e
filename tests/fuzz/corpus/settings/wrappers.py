import os
def get(name, default=None):
    try:
        return os.environ[name]
    except KeyError:
        if default is None:
            raise
        return default
def flag(name, default=False): return get("APP_" + name, str(default)).lower() == "true"
A = get("A")
B = flag("B", default=True)
g = lambda n, *a, **k: os.getenv(n + "_FILE")
C = g("C")
