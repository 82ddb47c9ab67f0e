from configurations import Configuration, values
class Dev(Configuration):
    SECRET_KEY = values.SecretValue(environ_prefix=None)
    DEBUG = values.BooleanValue(True)
class Prod(Dev): pass
