"""What only newer Djangos rewrite, source maps and modules, and what only the newest leave alone, comments and quoted texts:
scenarios for compare.py."""

import random

STYLES = [
    "/*# sourceMappingURL=../m/a.map */", "/*#\tsourceMappingURL=../m/a.map */", "a{}\n/*# sourceMappingURL=../m/a.map */\nb{}",
    " /*# sourceMappingURL=../m/a.map */", "/*# sourceMappingURL=../m/a.map*/", "/*# sourcemappingurl=../m/a.map */",
    "/*# sourceMappingURL=../m/a.map */\r\n", "/*# sourceMappingURL=gone.map */", "/*# sourceMappingURL=../m/a.map  */",
    "/* url(gone.png) */ a{b:url(../i/x.png)}", "a{b:'url(gone.png)'; c:\"url(gone.png)\"; d:url(../i/x.png)}",
    "a{b:'it\\'s url(gone.png)'} url(../i/x.png)", "\\url(../i/x.png) \\ url(../i/x.png)", "a{b:'open url(../i/x.png)\n'}",
    "a{b:'a\\\nurl(../i/x.png)'}", "\\\n/* url(../i/x.png) */", "/* open url(../i/x.png)", "url(\"../i/x.png') url(../i/x.png\")",
    "url('../i/x.png) url(../i/x.png')", "@import '../s/b.css'; /* @import 'gone.css'; */", "url(../i/p(1).png)", "url('../i/p(1).png')",
    "url(//x/y.png) url(/static/i/x.png) url(#) url(#a) url(data:x) url()", "/* ' */ url(../i/x.png) /* ' */",
    "a{b:url(\"/* \")} c{d:url(../i/x.png)} e{f:url(\" */\")}",
]
SCRIPTS = [
    "//# sourceMappingURL=../m/a.map", "go();\n//# sourceMappingURL=../m/a.map\nmore();", " //# sourceMappingURL=../m/a.map",
    "//# sourceMappingURL=../m/a.map\r\n", "//# sourceMappingURL=../m/a.map  \n", "//@ sourceMappingURL=../m/a.map", "//# sourceMappingURL=gone.map",
    "//# sourceMappingURL=data:application/json;base64,e30=", "/*\n//# sourceMappingURL=gone.map\n*/", "`\n//# sourceMappingURL=gone.map\n`",
    "//# sourceMappingURL=../m/a.map?x#y",
]
MODULES = [
    "import a from './b.js';", "import {a} from \"./b.js\";", "import{a}from'./b.js';", "import * as a from './b.js';", "import*as a from './b.js';",
    "import a from './b.js'", "import a, {b} from './b.js' ;", "import {\n a,\n b\n} from '../s/b.js';", "import './b.js';", "import'./b.js'",
    "import('./b.js')", "import('gone')", "import( './b.js')", "import(\"/static/s/b.js\")", "export * from './b.js';", "export {a} from './b.js'",
    "export{a}from'./b.js';", "export * as a from \"./b.js\";", "import a from 'react';", "import a from './gone.js';",
    "// import a from './gone.js';\nimport a from './b.js';", "/* import './gone.js'; */ import './b.js';", "'import \"./gone.js\";'",
    "`import './gone.js';` + `\\` import './gone.js';`", "const a = 1; import b from './b.js'; import './c.js';", "import a; from './b.js';",
    "import a from './b.js'; import b from \"./c.js\"; export {c} from './d/d.js';", "IMPORT A FROM './b.js';", "\u0130mport './b.js';",
    "import a from './b.js?x';", "import a from './d/../b.js';", "importScripts('./b.js'); import(`./b.js`);", "import {from} from './b.js';",
    "import a from\u00a0'./b.js';", "import\u2028a from './b.js';", "import a from './b.js\n';", "import a from \"./b.js';", "x.import('./b.js')",
    "import { default as a } from './b.js'; // './c.js';", "import a from './b.js' assert {type: 'json'};", "/'/; import './b.js'; /'/",
    "import\\\n './b.js';", "'a\\\nb'; import './b.js';", "import*as from from './b.js';", "import * as afrom './b.js';",
]
PIECES = ["import", "export", "from", "{a}", "* as b", "*as c", "(", ")", "'", '"', "`", "./b.js", "./c.js", "../s/b.js", ";", "\n", " ", "/*", "*/",
          "//", "\\", "x", "//# sourceMappingURL=", "../m/a.map", "\r", "\u00a0"]
STYLE_PIECES = ["url(", "@import ", "'", '"', ")", ";", "\n", "../i/x.png", "b.css", "/*", "*/", "\\", " ", "x", "/*# sourceMappingURL=",
                "../m/a.map", " */", "#y", "?z"]


def lay(case):
    case.source("static")
    case.manifest = True
    case.may_fail = True
    for name in ("i/x.png", "i/p(1).png", "m/a.map"):
        case.write("static/" + name, name)
    case.write("static/s/b.js", "b();\n//# sourceMappingURL=../m/a.map")
    case.write("static/s/c.js", "import './b.js';")
    case.write("static/s/d/d.js", "import {c} from '../c.js';")
    case.write("static/s/b.css", "b{c:url(../i/x.png)}\n/*# sourceMappingURL=../m/a.map */")


def one_text(name, text, modules=False):
    def prepare(case):
        lay(case)
        case.modules = modules
        case.write(name, text)

    return prepare


def by_chance(seed):
    def prepare(case):
        chance = random.Random(seed)
        lay(case)
        case.modules = chance.random() < 0.8
        is_style = chance.random() < 0.3
        pieces = STYLE_PIECES if is_style else PIECES
        text = "".join(chance.choice(pieces) for _ in range(chance.randint(2, 14)))
        if chance.random() < 0.7:
            known = STYLES if is_style else MODULES + SCRIPTS
            text = text + chance.choice(["", " ", "\n"]) + chance.choice(known)
        case.write("static/s/a.css" if is_style else "static/s/a.js", text)

    return prepare


# Django 4.2 deletes the mention of a source map that leads elsewhere, as its pattern keeps nothing of such a match. We
# leave it, so what may hold one isn't compared with that release.
ELSEWHERE = "//# sourceMappingURL=data:"


def scenarios(chances, release):
    chosen = {f"style_{number}": one_text("static/s/a.css", text) for number, text in enumerate(STYLES)}
    chosen.update({f"script_{number}": one_text("static/s/a.js", text) for number, text in enumerate(SCRIPTS)})
    chosen.update({f"module_{number}": one_text("static/s/a.js", text, True) for number, text in enumerate(SCRIPTS + MODULES)})
    chosen["modules_unasked"] = one_text("static/s/a.js", "import a from './gone.js';")
    chosen.update({f"script_chance_{seed}": by_chance(seed) for seed in range(chances)})
    if release == "4.2":
        left_out = [f"{kind}_{number}" for kind in ("script", "module") for number, text in enumerate(SCRIPTS)
                    if text.startswith(ELSEWHERE)]
        left_out += [name for name in chosen if name.startswith("script_chance_")]
        chosen = {name: prepare for name, prepare in chosen.items() if name not in left_out}
    return chosen
