import os
from contextlib import suppress
class A(object, metaclass=M):
    x: int = int(os.environ["X"])
    @property
    async def f(self, *a, b=os.getenv("B"), **c) -> "d":
        async with a as b, c(d) as (e, f):
            yield os.environ["F"]
with suppress(KeyError): Y = os.environ["Y"]
del os.environ["Z"], A
X += os.environ["W"]; Q, (R, *S) = os.getenv("Q"), 1
