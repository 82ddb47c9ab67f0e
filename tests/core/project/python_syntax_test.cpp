#include "core/project/python_statement.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string_view>

namespace megactl::project {
namespace {

// What one version of Python or another accepts. Refusing any of it would call somebody's working file broken.
constexpr std::array valid = {
    // Texts with fields, as 3.12 reads them.
    R"(a = f"{names["a"]} {'\n'.join(b)} {f"{f'{1 + 1}'}"}")",
    "a = f\"{', '.join([\n    'a',  # one's \" and }\n])}\"",
    R"(a = f"{b:{width}.{2}} {b!r:>{width}} {b=} {b = !r:^20} {b=:{width}} {b:%H:%M} {b:\x41} {b:=5}")",
    R"(a = f"{{}} {{{b}}} {(c := 5)} {b != 3} {b >= 3} {(lambda d: d)(1)} {b,} {*c,} { {'e': 1}['e'] }")",
    "a = f'\\\n{b}\\\n' rf'\\d{b}' Rb'\\d' f\"\"\"{\nb\n} \"c\" \"\"{d}\"\" \"\"\"",
    R"(a = f'\N{DIGIT ONE} \'{b}\'' t"{c}" F"{'#'}{'{'}")",
    // match, and the names that it leaves.
    "match a, b:\n    case 1 | -1 | 1 + 2j if c: pass\n    case {'d': [1, *e], **f} if (lambda: 1)(): pass",
    "match (a):\n    # why\n    case (int(real=3) as b), *_: pass\n    case str() | bytes(): pass\n    case _: pass",
    "match = 1; case = 2; type = 3; print(match, case, type); match[0]; match.real; type(a); type: int = 2",
    // Types.
    "type A = int\ntype B[T: (int, str), *Ts, **P] = dict[T, A]\ntype C[T = int] = T",
    "def a[T: int, *Ts, **P](b: T, *args: *Ts, **kw: P.kwargs) -> tuple[*Ts]: ...",
    "class A[T](dict[str, T], metaclass=type(object)): b: int; c: 'str' = 1",
    // Errors, managers, coroutines.
    "try: a\nexcept* (B, C) as d: pass\nexcept *E:\n    pass\nelse: pass\nfinally: pass",
    "with (open(a)) as b, open(c) as d.e, f() as g[0], h as (i, j): pass",
    "with (open(a) as b, open(c) as d,): pass\nwith (a, b): pass\nwith (a): pass\nwith a if b else c as d: pass",
    "async def a():\n    async with b as c, d as (e, f): pass\n    async for g, in h: await g\n    else: pass\n"
    "    i = [j async for j in k if await j]\n    return await l ** 2, -await m, [await n, *await o]",
    "def a():\n    b = yield\n    b = yield c, *d\n    b += yield from c\n    return *b, *c",
    // Functions and what decorates them.
    "def a(b, /, c=1, *, d, e=2, **f): pass\ndef g(*, h): pass\ndef i(j=1, /): pass",
    "a = lambda *b, c=1, **d: (b, c), lambda: 0, lambda e, /, f, *, g: lambda h=lambda: 1: h",
    "@a\n@(b or c)\n@[d][0].e(f)\n@(g := h)\n@i := j\ndef k(): pass",
    // Walruses, stars, slices.
    "if (a := 10) > 5 and [b := a, 1]: pass\nwhile c := d(): break\ne(f := 1); g[h := 0]; {i := 3}",
    "a[*b]; a[*b, 1]; a[1:2, ::3, ..., None]; a[lambda: 1:2]; a[:]; a[:-1]; a[b if c else d:e]",
    "a, *b = c; *d, = e; (f, *g), h = i; [j, [k]] = l; m = n = o, p = q; r.s[t].u: int = 1; (v): int",
    "for a, *b in *c, *d: pass\nfor (a) in b: pass\nfor a.b in c: pass\nfor a[b in c] in d if e else f: pass",
    "a(*b or c, *d if e else f, **g or h, i=lambda: j); a(k for k in l); {**m, 'n': o}; {*p, q}; [*r, *s]",
    // Numbers, lines, names.
    "a = 1if b else 0b1_0if c else 1_000.5e-1_0j, 1..real, 0xFF_ff, 0o17, .5e3j, [0for d in e]",
    "a = \\\n  1 + \\\n  2\nif b and \\\n   c: pass\n\xC3\xA9t\xC3\xA9 = 1",
    "if a:\n\tb\nelif c: d; e;\nelse:\n        f\n\n  # behind\n\f\ng = ''; h = \"\"\"i\"j\"\"k\\\"\"\"\"",
    "from . import (a, b as c,)\nfrom ... a import b\nfrom .... import c\nfrom os import *\nimport d.e.f as g, h",
    "del (a), b[0], c.d, (e, f), [g]\nassert a, 'b'\nraise a from b if c else d\nglobal e, f",
    "a @= b; a //= b; a **= b; a >>= b; a = not b in c; a = - - + ~b; a = b @ c ** -d ** ~e; a = b not in c is not d",
};

TEST(PythonSyntax, RefusesNothingValid) {
    for (const std::string_view text : valid) {
        const PythonModule module = parse_python(text);
        EXPECT_FALSE(module.problem) << text << "\nat byte " << module.problem->span.begin;
    }
}

}  // namespace
}  // namespace megactl::project
