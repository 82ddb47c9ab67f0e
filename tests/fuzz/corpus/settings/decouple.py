from decouple import config, Csv
A = config("A", default="a", cast=Csv())
B = config("B", cast=lambda v: v.split(","))
C = config("C", False, bool)
