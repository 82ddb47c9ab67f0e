#include "core/project/shell.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace megactl::project {
namespace {

using Words = std::vector<std::string>;

std::string written(const ShellCommand& command) {
    std::string text;
    for (const ShellWord& word : command.words)
        text += (text.empty() ? "" : " ") + word.text;
    return text;
}

Words commands_in(std::string_view script) {
    Words result;
    for (const ShellCommand& command : shell_commands(script))
        result.push_back(written(command));
    return result;
}

std::string variables(const std::vector<ShellAssignment>& assignments) {
    std::string text;
    for (const auto& assignment : assignments) {
        text += (text.empty() ? "" : " ") + assignment.name + "=" + assignment.value.text;
        if (!assignment.value.is_literal) text += "?";
    }
    return text;
}

TEST(ShellCommands, AreFoundThroughAllOperators) {
    const std::vector<std::pair<std::string, Words>> rows = {
        {"a && b || c; d | e & f\ng |& h", {"a", "b", "c", "d", "e", "f", "g", "h"}},
        {"(a; b) && { c; d; }", {"a", "b", "c", "d"}},
        {"if a; then b; elif c; then d; else e; fi; f", {"a", "b", "c", "d", "e", "f"}},
        {"while a; do b; done; until c; do d; done", {"a", "b", "c", "d"}},
        {"for x in 1 2 3; do a $x; done; b", {"a $x", "b"}},
        {"for x do a; done", {"a"}},
        {"for x\nin 1 2\ndo a; done", {"a"}},
        {"case $x in a|b) c;; (d) e && f;; *) g; esac; h", {"c", "e", "f", "g", "h"}},
        {"case x in a) case y in b) c;; esac;; d) e;; esac", {"c", "e"}},
        {"! a", {"a"}},
        {"f() { a; }; b", {"a", "b"}},
        {"function f { a; }", {"a"}},
        {"[[ a && b < c ]] && d", {"d"}},
        {"[ a = b ] && d", {"[ a = b ]", "d"}},
        {"a \\\n  b", {"a b"}},
        {"a # b; c\nd", {"a", "d"}},
        {"a#b c", {"a#b c"}},
        {"a <<EOF b\nx; y\nEOF\nc", {"a b", "c"}},
        {"a <<-'E' && b\n\tx\n\tE\nc", {"a", "b", "c"}},
        {"a <<EOF\nnever ended; b", {"a"}},
        {"a > b 2>&1 < c &>> d", {"a"}},
        {"a >b arg", {"a arg"}},
        {"a <(b; c) d", {"a <(b; c) d"}},
        {"X=(a b) c", {"c"}},
        {"echo if then fi", {"echo if then fi"}},
        {"'if' a", {"if a"}},
        {"time -p a", {"a"}},
        {"echo )) } fi done esac ;; a", {"echo", "a"}},
        {"", {}},
        {";;&&||", {}},
    };
    for (const auto& [script, commands] : rows)
        EXPECT_EQ(commands_in(script), commands) << script;
}

TEST(ShellCommands, ResolveQuotes) {
    const std::vector<std::pair<std::string, std::string>> rows = {
        {R"(a'b "c'"d 'e")", "ab \"cd 'e"},       {R"(a\ b\'c)", "a b'c"},
        {R"("a\"b\$c\d")", "a\"b$c\\d"},          {R"($'a\tb')", "a\tb"},
        {"a\"$(b \"c)\" d)\"", "a$(b \"c)\" d)"}, {"'unclosed", "unclosed"},
    };
    for (const auto& [script, word] : rows) {
        const auto commands = shell_commands(script);
        ASSERT_EQ(commands.size(), 1U) << script;
        EXPECT_EQ(commands[0].words[0].text, word) << script;
    }
}

TEST(ShellCommands, KnowWhichWordsTheShellExpands) {
    const std::vector<std::pair<std::string, bool>> rows = {
        {"abc", true},       {"'$x'", true},
        {"\\$x", true},      {"a$", true},
        {"$x", false},       {"\"${x:-$(y)}\"", false},
        {"`a; b`", false},   {"$(a)", false},
        {"*.py", false},     {"'*.py'", true},
        {"~/a", false},      {"a~", true},
        {"$1", false},       {"$?", false},
        {"$((1+2))", false}, {"x=$(a 'b)' \"c)\" (d))", false},
    };
    for (const auto& [word, is_literal] : rows) {
        const auto commands = shell_commands("cmd " + word + " end");
        ASSERT_EQ(commands.size(), 1U) << word;
        ASSERT_EQ(commands[0].words.size(), 3U) << word;
        EXPECT_EQ(commands[0].words[1].is_literal, is_literal) << word;
    }
}

TEST(ShellCommands, KeepTheirPlaces) {
    const std::string script = "a && X=1 python manage.py 'x y'; b";
    const ShellCommand command = shell_commands(script)[1];
    const auto at = [&](Span span) { return script.substr(span.begin, span.end - span.begin); };
    EXPECT_EQ(at(command.span), "X=1 python manage.py 'x y'");
    EXPECT_EQ(at(command.words[1].span), "manage.py");
    EXPECT_EQ(at(command.words[2].span), "'x y'");
    EXPECT_EQ(at(command.assignments[0].span), "X=1");
    EXPECT_EQ(at(command.assignments[0].value.span), "1");
}

TEST(ShellCommands, AssignmentsInFrontAreForOneCommand) {
    const auto commands = shell_commands("A=1 B='2 3' C=\"$(cat /run/secrets/x)\" a --x=y D=4; b");
    EXPECT_EQ(variables(commands[0].assignments), "A=1 B=2 3 C=$(cat /run/secrets/x)?");
    EXPECT_EQ(written(commands[0]), "a --x=y D=4");
    EXPECT_EQ(variables(commands[1].assignments), "");
    EXPECT_EQ(variables(commands[1].inherited), "");
    EXPECT_EQ(variables(shell_commands("A=* B=~ c")[0].assignments), "A=* B=~?");
}

TEST(ShellCommands, ExportsReachLaterCommands) {
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"export A=1 B=$x; c", "A=1 B=$x?"},
        {"A=1; c", ""},
        {"A=1; export A; c", "A=1"},
        {"export A=1; A=2; c", "A=2"},
        {"set -a; A=1; set +a; B=2; c", "A=1"},
        {"set -o allexport; A=1; c", "A=1"},
        {"set -ea && A=1 && c", "A=1"},
        {"set -eo pipefail; A=1; c", ""},
        {"export A=1; unset A; c", ""},
        {"export A=1; export -n A; c", ""},
        {"declare -x A=1; declare B=2; c", "A=1"},
        {"(export A=1; b); c", ""},
        {"{ export A=1; }; c", "A=1"},
        {"if x; then export A=1; fi; c", "A=1"},
    };
    for (const auto& [script, inherited] : rows) {
        EXPECT_EQ(variables(shell_commands(script).back().inherited), inherited) << script;
    }
}

TEST(ShellCommands, KnowTheirDirectory) {
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"a", ""},
        {"cd /srv && a", "/srv"},
        {"cd web; cd app; a", "web/app"},
        {"cd web; cd /srv; a", "/srv"},
        {"(cd web); a", ""},
        {"cd \"$X\"; a", "$X"},
        {"cd; a", "~"},
        {"env -C /x a", "/x"},
    };
    for (const auto& [script, directory] : rows) {
        EXPECT_EQ(shell_commands(script).back().directory, directory) << script;
    }
}

TEST(ShellCommands, AreForgivenByWhatFollowsThem) {
    const std::vector<std::pair<std::string, std::vector<bool>>> rows = {
        {"a || true", {true, false}},
        {"a || :", {true, false}},
        {"a || echo failed", {true, false}},
        {"a || exit 0", {true, false}},
        {"a || exit 1", {false, false}},
        {"a || b", {false, false}},
        {"a; b || true", {false, true, false}},
        {"a && b || true", {true, true, false}},
        {"a | b || true; c", {true, true, false, false}},
        {"(a; b) || true", {true, true, false}},
        {"{ a; b; } || true && c", {true, true, false, false}},
        {"if a; then b; fi", {true, false}},
        {"while a; do b; done", {true, false}},
        {"if a; then b; fi || true", {true, true, false}},
        {"if a; then if b; then c; fi; d; fi", {true, true, false, false}},
        {"! a; b", {true, false}},
        {"a || { echo x; exit 1; }", {false, false, false}},
        {"a || (true)", {false, false}},
        {"a || X=1", {true}},
    };
    for (const auto& [script, forgiven] : rows) {
        std::vector<bool> result;
        for (const ShellCommand& command : shell_commands(script))
            result.push_back(command.is_forgiven);
        EXPECT_EQ(result, forgiven) << script;
    }
}

TEST(ShellCommands, TakeWrappersOff) {
    const std::vector<std::string> wrapped = {
        "exec X",
        "exec -a name X",
        "time X",
        "nice -n 5 X",
        "nohup X",
        "command X",
        "timeout -k 5 30 X",
        "gosu app:app X",
        "su-exec app X",
        "s6-setuidgid app X",
        "tini -- X",
        "/usr/bin/tini -g -- X",
        "/sbin/dumb-init X",
        "uv run X",
        "uv run --no-sync --extra prod --with=x X",
        "poetry run X",
        "pipenv run X",
        "pdm run X",
        "hatch run X",
        "sudo -E X",
        "sudo -E -u app X",
        "runuser -u app -- X",
        "env X",
        "env -- X",
        "exec gosu app env poetry run X",
        "./wait-for-it.sh db:5432 -t 30 -- X",
        "dockerize -wait tcp://db:5432 -timeout 60s -stdout /log X",
        "watchmedo auto-restart -d . --pattern='*.py' --recursive -- X",
        "stdbuf -oL X",
    };
    for (const std::string& script : wrapped) {
        const auto commands = shell_commands(script);
        ASSERT_EQ(commands.size(), 1U) << script;
        EXPECT_EQ(written(commands[0]), "X") << script;
        EXPECT_FALSE(commands[0].unknown_environment) << script;
    }
    for (const std::string script :
         {"uv sync", "poetry install", "env", "exec", "command -v python", "uv run", "time"}) {
        EXPECT_EQ(commands_in(script), Words{script}) << script;
    }
}

TEST(ShellCommands, TakeWhatEnvSets) {
    const ShellCommand command = shell_commands("A=1 env B=2 C=$x poetry run x")[0];
    EXPECT_EQ(variables(command.assignments), "A=1 B=2 C=$x?");
    EXPECT_EQ(written(command), "x");
    EXPECT_EQ(variables(shell_commands("sudo -E A=1 x")[0].assignments), "A=1");
}

TEST(ShellCommands, KnowWhenTheEnvironmentIsNotTold) {
    for (const std::string script : {"env -i x", "env -u A x", ". ./.env; x", "source /etc/profile && x",
                                     "eval \"$y\"; x", "sudo -u app x", "uv run --env-file .env x", "dotenv run x",
                                     "dockerize -env x.ini x", "export $(grep -v '^#' .env | xargs) && x",
                                     "for f in /run/secrets/*; do export $(basename $f)=\"$(cat $f)\"; done; x",
                                     R"(f() { export "$1"="$value"; }; f A; x)"}) {
        EXPECT_TRUE(shell_commands(script).back().unknown_environment) << script;
    }
    for (const std::string script : {". /venv/bin/activate && x", "(. ./.env); x", "export A=$(cat a) B; x"}) {
        EXPECT_FALSE(shell_commands(script).back().unknown_environment) << script;
    }
}

TEST(ShellCommands, KnowTheFilesTheyWrite) {
    const auto outputs = [](std::string_view script) {
        Words result;
        const auto commands = shell_commands(script);
        for (const ShellWord& word : commands.back().outputs)
            result.push_back(word.text);
        return result;
    };
    EXPECT_EQ(outputs("echo A=1 > .env"), Words{".env"});
    EXPECT_EQ(outputs("echo A=1 >> .env 2>/dev/null < in"), (Words{".env", "/dev/null"}));
    EXPECT_EQ(outputs("{ echo A=1; echo B=2; } > .env"), Words{".env"});
}

TEST(ShellCommands, ReadInnerScripts) {
    const std::string script = "A=1 bash -euo pipefail -c 'cd x && python manage.py check' || true";
    const auto commands = shell_commands(script);
    ASSERT_EQ(commands.size(), 3U);
    EXPECT_EQ(written(commands[1]), "python manage.py check");
    EXPECT_EQ(variables(commands[1].inherited), "A=1");
    EXPECT_EQ(commands[1].directory, "x");
    EXPECT_TRUE(commands[1].is_forgiven);
    const Span span = commands[1].span;
    EXPECT_EQ(script.substr(span.begin, span.end - span.begin), "python manage.py check");
    EXPECT_EQ(commands_in("su app -s /bin/sh -c \"a; b\""), (Words{"a", "b"}));
    EXPECT_EQ(commands_in("sh -c \"sh -c 'a; b'\""), (Words{"a", "b"}));
    EXPECT_EQ(commands_in("sh script.sh -c x"), Words{"sh script.sh -c x"});
}

TEST(ArgumentCommands, AreReadWithoutAShell) {
    const auto commands = argument_commands({"tini", "--", "env", "A=$x", "python", "manage.py", "a && b"});
    ASSERT_EQ(commands.size(), 1U);
    EXPECT_EQ(written(commands[0]), "python manage.py a && b");
    EXPECT_EQ(variables(commands[0].assignments), "A=$x");
    EXPECT_EQ(commands[0].words[2].text, "a && b");
    EXPECT_EQ(written(argument_commands({"A=1", "x"})[0]), "A=1 x");
    EXPECT_TRUE(argument_commands({}).empty());
}

TEST(ArgumentCommands, ReadTheScriptOfAShell) {
    const auto commands =
        argument_commands({"/bin/sh", "-c", "export A=1; python manage.py migrate && exec gunicorn x"});
    ASSERT_EQ(commands.size(), 3U);
    EXPECT_EQ(written(commands[2]), "gunicorn x");
    EXPECT_EQ(variables(commands[2].inherited), "A=1");
    EXPECT_EQ(commands[2].span, Span{});
}

// Quadratic work would take minutes, and end in the time that every test is given.
TEST(ShellCommands, AreReadInLinearTime) {
    const auto repeated = [](std::string_view piece, std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i)
            text += piece;
        return text;
    };
    std::string exports;
    for (int i = 0; i < 50'000; ++i)
        exports += "export VARIABLE_" + std::to_string(i) + "=1\n";
    const Words scripts = {
        repeated("(", 500'000),
        repeated("$(", 500'000),
        repeated("\"$(", 30'000),
        repeated("`", 500'001),
        repeated("if ", 30'000),
        repeated("{ a || true; } || true;", 50'000),
        repeated("{ ", 100'000) + repeated("a || true; } || ", 30'000),
        repeated("a;", 500'000),
        repeated("a||true||", 100'000),
        repeated("cd " + std::string(1000, 'a') + ";", 2'000),
        repeated("<<a ", 200'000),
        repeated("A=1 ", 200'000) + "sh -c a",
        repeated("env ", 200'000) + "a",
        repeated("case a in b) ", 100'000),
        "[ " + repeated("a -o ", 50'000) + "a ]",
        "[ " + repeated("! ", 50'000) + "a ]",
        "case a in " + repeated("b|", 50'000) + "c) d;; esac",
        repeated("[ \"$a\" = b ] || { ", 20'000),
        repeated("a=$a$a; ", 20'000),
        exports,
    };
    const KnownValues nothing_set = [](std::string_view) { return std::optional(std::string()); };
    for (const std::string& script : scripts) {
        SCOPED_TRACE(script.substr(0, 40));
        EXPECT_LE(shell_commands(script, nothing_set).size(), 200'000U);
    }
}

}  // namespace
}  // namespace megactl::project
