#include "core/project/python_expression.hpp"

#include "core/project/python_statement.hpp"
#include "core/project/python_string.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace megactl::project {
namespace {

using Kind = PythonExpression::Kind;

// An expression as a list with its kind first, as far as the tests look at it.
std::string shape(const PythonExpression* expression) {
    if (expression == nullptr) return "null";
    const auto listed = [&](const std::string& head) {
        std::string out = "(" + head;
        for (const PythonExpression* item : expression->items)
            out += " " + shape(item);
        for (const PythonKeyword& keyword : expression->keywords) {
            out += " " + std::string(keyword.name) + "=" + shape(keyword.value);
        }
        return out + ")";
    };
    std::string text(expression->text);
    switch (expression->kind) {
        case Kind::name:
        case Kind::number:
        case Kind::constant: return text;
        case Kind::string: return "'" + text + "'";
        case Kind::formatted: return listed("f");
        case Kind::attribute: return listed("." + text);
        case Kind::subscript: return listed("[]");
        case Kind::call: return listed("call");
        case Kind::tuple: return listed("tuple");
        case Kind::list: return listed("list");
        case Kind::set: return listed("set");
        case Kind::dict: return listed("dict");
        case Kind::comprehension: return listed("comprehension");
        case Kind::loop: return listed("for");
        case Kind::negation: return listed("not");
        case Kind::conjunction: return listed("and");
        case Kind::disjunction: return listed("or");
        case Kind::comparison:
        case Kind::binary:
        case Kind::unary: return listed(text.empty() ? "mixed" : text);
        case Kind::conditional: return listed("if");
        case Kind::lambda: return listed("lambda");
        case Kind::walrus: return listed(":= " + text);
        case Kind::starred: return listed("*");
        case Kind::slice: return listed("slice");
        case Kind::other: return listed("other");
    }
    return "?";
}

std::string read(std::string_view text) {
    PythonSyntax syntax;
    const PythonTokens tokens = lex_python(text);
    PythonExpressionReader reader(text, tokens.tokens, syntax);
    const PythonExpression* expression = reader.expressions();
    if (expression != nullptr && reader.token().kind != PythonToken::Kind::newline) return "rest";
    return shape(expression);
}

TEST(PythonExpression, ReadsCallsAttributesAndSubscripts) {
    EXPECT_EQ(read("os.environ['X']"), "([] (.environ os) 'X')");
    EXPECT_EQ(read("env.list('X', default=[], *a, **k)"), "(call (.list env) 'X' (* a) default=(list) =k)");
}

TEST(PythonExpression, StarsAWholeArgument) {
    EXPECT_EQ(read("f(*a or b, *c if d else e)"), "(call f (* (or a b)) (* (if c d e)))");
}

TEST(PythonExpression, ReadsStarsWhereTheyMayStand) {
    EXPECT_EQ(read("a[*b, 1]"), "([] a (tuple (* b) 1))");
    EXPECT_EQ(read("*a, b"), "(tuple (* a) b)");
    EXPECT_EQ(read("[*a, (yield)]"), "(list (* a) (other))");
}

TEST(PythonExpression, RanksItsOperators) {
    EXPECT_EQ(read("a or b and not c == d + e * -f ** g"), "(or a (and b (not (== c (+ d (* e (- (** f g))))))))");
    EXPECT_EQ(read("a not in b"), "(not in a b)");
    EXPECT_EQ(read("a is not b"), "(is not a b)");
    EXPECT_EQ(read("a < b < c"), "(mixed a b c)");
    EXPECT_EQ(read("a + b - c"), "(mixed a b c)");
}

TEST(PythonExpression, ReadsConditionals) {
    EXPECT_EQ(read("a if b else c if d else e"), "(if a b (if c d e))");
}

TEST(PythonExpression, ReadsDisplays) {
    EXPECT_EQ(read("(), (1,), [1, *a], {1, 2}, {}, {'a': 1, **b}"),
              "(tuple (tuple) (tuple 1) (list 1 (* a)) (set 1 2) (dict) (dict 'a' 1 null b))");
}

TEST(PythonExpression, ReadsComprehensions) {
    EXPECT_EQ(read("[a for a, b in c if a if b for d in e]"), "(comprehension a (for (tuple a b) c a b) (for d e))");
    EXPECT_EQ(read("{k: v for k, v in x}"), "(comprehension k v (for (tuple k v) x))");
    EXPECT_EQ(read("f(a for a in b)"), "(call f (comprehension a (for a b)))");
}

TEST(PythonExpression, ReadsLambdasAndWalruses) {
    EXPECT_EQ(read("lambda a, *b, c=1, **d: a"), "(lambda a a=null c=1)");
    EXPECT_EQ(read("(a := f(b := 1))"), "(:= a (call f (:= b 1)))");
}

TEST(PythonExpression, ReadsSlices) {
    EXPECT_EQ(read("a[1:2, ::3][:]"), "([] ([] a (tuple (slice 1 2) (slice 3))) (slice))");
}

TEST(PythonExpression, JoinsAdjacentStrings) {
    EXPECT_EQ(read("'a' \"b\" r'\\c'"), "'ab\\c'");
    EXPECT_EQ(read("'a' f'{b}c' 'd'"), "(f 'a' b 'c' 'd')");
}

TEST(PythonExpression, LooksIntoFormattedStrings) {
    EXPECT_EQ(read("f'x.{env(\"ENGINE\")}'"), "(f 'x.' (call env 'ENGINE'))");
    EXPECT_EQ(read("f'{a!r:>{b}}{c=}'"), "(f (other a '>' b) c)");
    EXPECT_EQ(read("f'{{a}}'"), "(f '{a}')");
}

TEST(PythonExpression, UndoesEscapes) {
    EXPECT_EQ(string_value(R"('a\n\x41\101\u00e9\q\'')"), "a\nAA\xC3\xA9\\q'");
    EXPECT_EQ(string_value(R"(r'a\n')"), "a\\n");
    EXPECT_EQ(string_value("'''a\nb'''"), "a\nb");
    EXPECT_EQ(string_value("''"), "");
    EXPECT_EQ(string_value("'a\\\nb'"), "ab");
}

TEST(PythonExpression, TellsLiterals) {
    const auto literal = [](std::string_view text) {
        PythonSyntax syntax;
        const PythonTokens tokens = lex_python(text);
        return scalar_literal(*PythonExpressionReader(text, tokens.tokens, syntax).expressions());
    };
    EXPECT_EQ(literal("'a'"), "a");
    EXPECT_EQ(literal("-1"), "-1");
    EXPECT_EQ(literal("None"), "None");
    EXPECT_EQ(literal("a"), std::nullopt);
    EXPECT_EQ(literal("[]"), std::nullopt);
}

TEST(PythonExpression, RefusesWhatIsNone) {
    for (const char* text : {"a +", "(a", "a[", "if", "a.", "f(a b)", "{a: b, c}", "lambda", "f'{}'", "a if b", ""}) {
        EXPECT_TRUE(read(text) == "null" || read(text) == "rest") << text;
    }
}

TEST(PythonExpression, GivesUpOnDeepNesting) {
    const std::size_t many = 100'000;
    std::string nots;
    std::string lambdas;
    std::string conditionals;
    std::string powers;
    for (std::size_t count = 0; count < many; ++count) {
        nots += "not ";
        lambdas += "lambda: ";
        conditionals += "a if b else ";
        powers += "a ** ";
    }
    for (const std::string& text :
         {std::string(many, '(') + "a" + std::string(many, ')'), std::string(many, '-') + "a", nots + "a",
          lambdas + "a", conditionals + "a", powers + "a", std::string(many, '[') + std::string(many, ']')}) {
        EXPECT_EQ(read(text), "null") << text.substr(0, 10);
    }
}

TEST(PythonExpression, TakesLongChainsThatAreFlat) {
    std::string sum = "a";
    std::string members = "a";
    for (int count = 0; count < 100'000; ++count) {
        sum += " + a";
        members += ".b";
    }
    EXPECT_NE(read(sum), "null");
    EXPECT_EQ(read(members), "null");
}

std::string statements(std::string_view text) {
    const PythonModule module = parse_python(text);
    std::string out = module.problem ? "! " : "";
    const auto add = [&](const auto& self, const std::vector<PythonStatement>& body) -> void {
        for (const PythonStatement& statement : body) {
            out += std::to_string(static_cast<int>(statement.kind));
            for (const PythonBlock& block : statement.blocks) {
                out += std::string(block.keyword) + "{";
                self(self, block.body);
                out += "}";
            }
            out += " ";
        }
    };
    add(add, module.statements);
    return out;
}

std::string kind(PythonStatement::Kind kind) {
    return std::to_string(static_cast<int>(kind));
}

TEST(PythonStatement, ReadsCompoundStatements) {
    using Statement = PythonStatement::Kind;
    EXPECT_EQ(statements("if a: b; c\nelif d:\n  pass\nelse:\n  e\n"),
              kind(Statement::branch) + "if{" + kind(Statement::expression) + " " + kind(Statement::expression) +
                  " }elif{" + kind(Statement::other) + " }else{" + kind(Statement::expression) + " } ");
    EXPECT_EQ(statements("try:\n  a\nexcept (B, C) as d:\n  raise\nfinally:\n  e\n"),
              kind(Statement::attempt) + "try{" + kind(Statement::expression) + " }except{" + kind(Statement::raise) +
                  " }finally{" + kind(Statement::expression) + " } ");
    EXPECT_EQ(statements("@a.b(c)\nasync def f[T](a: int, /, b=1, *, c: str = 'd', **e) -> x:\n  return a\n"),
              kind(Statement::function) + "def{" + kind(Statement::give_back) + " } ");
    EXPECT_EQ(statements("class A(B, metaclass=C):\n  d: int = 1\n"),
              kind(Statement::type) + "class{" + kind(Statement::assignment) + " } ");
    EXPECT_EQ(statements("with (a as b, c as d,):\n  e\n"),
              kind(Statement::with) + "with{" + kind(Statement::expression) + " } ");
    EXPECT_EQ(statements("match a:\n  case {'b': [c]}:\n    d\n  case _:\n    e\n"),
              kind(Statement::match) + "case{" + kind(Statement::expression) + " }case{" + kind(Statement::expression) +
                  " } ");
    EXPECT_EQ(statements("match = re.match(x)\nmatch(y)\n"),
              kind(Statement::assignment) + " " + kind(Statement::expression) + " ");
}

TEST(PythonStatement, GoesOnBehindABrokenLine) {
    using Statement = PythonStatement::Kind;
    EXPECT_EQ(statements("print 'a'\nb = 1\n"), "! " + kind(Statement::assignment) + " ");
}

TEST(PythonStatement, NeverTrustsABodyBelowABrokenHeader) {
    using Statement = PythonStatement::Kind;
    EXPECT_EQ(statements("when a b:\n  c\n"),
              "! " + kind(Statement::function) + "def{" + kind(Statement::expression) + " } ");
}

TEST(PythonStatement, RefusesCompoundStatementsOnOneLine) {
    std::string text;
    for (int count = 0; count < 100'000; ++count)
        text += "if a: ";
    EXPECT_TRUE(parse_python(text + "b\n").problem);
}

}  // namespace
}  // namespace megactl::project
