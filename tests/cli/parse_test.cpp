#include "cli/parse.hpp"

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

namespace megactl::cli {
namespace {

using Words = std::vector<std::string>;

constexpr std::array<std::string_view, 2> phases{"build", "runtime"};
constexpr std::array<std::string_view, 2> formats{"text", "json"};
constexpr std::array<std::string_view, 2> shells{"bash", "fish"};

constexpr std::array check_options{
    Option{.name = "--phase", .value = "PHASE", .summary = "", .choices = phases},
    Option{.name = "--skip", .value = "RULE,…", .summary = "", .is_list = true},
    Option{.name = "--mode", .value = "MODE", .summary = "", .setting = "check.mode"},
};
constexpr std::array collect_options{
    Option{.name = "--source", .value = "DIR", .summary = "", .is_repeatable = true},
    Option{.name = "--root", .letter = 'r', .value = "DIR", .summary = ""},
    Option{.name = "--link", .summary = ""},
};
constexpr std::array<std::span<const Option>, 1> shared_options{check_options};
constexpr std::array command_argument{Argument{.name = "COMMAND", .summary = "", .takes_rest = true}};
constexpr std::array rule_argument{Argument{.name = "RULE", .summary = ""}};
constexpr std::array shell_argument{Argument{.name = "SHELL", .summary = "", .choices = shells}};
constexpr std::array help_argument{
    Argument{.name = "COMMAND", .summary = "", .is_required = false, .is_repeatable = true}};

constexpr Command check{
    .path = "check", .summary = "", .description = "", .options = check_options, .formats = formats};
constexpr Command env_check{.path = "env check", .summary = "", .description = "", .more_options = shared_options};
constexpr Command env_run{.path = "env run", .summary = "", .description = "", .arguments = command_argument};
constexpr Command explain{.path = "explain", .summary = "", .description = "", .arguments = rule_argument};
constexpr Command static_collect{
    .path = "static collect", .alias = "collectstatic", .summary = "", .description = "", .options = collect_options};
constexpr Command completion{.path = "completion", .summary = "", .description = "", .arguments = shell_argument};
constexpr Command help{.path = "help", .summary = "", .description = "", .arguments = help_argument};
constexpr Command serve{.path = "serve", .summary = "", .description = "", .options = collect_options};
constexpr Command serve_spool{.path = "serve spool", .summary = "", .description = ""};
constexpr Command complete{
    .path = "__complete", .summary = "", .description = "", .arguments = command_argument, .is_hidden = true};

constexpr std::array<const Command*, 10> commands{&check,      &env_check, &env_run, &explain,     &static_collect,
                                                  &completion, &help,      &serve,   &serve_spool, &complete};

Request parsed(const Words& words) {
    return parse(words, commands, global_options());
}

Invocation typed(const Words& words) {
    const Request request = parsed(words);
    EXPECT_EQ(request.kind, Request::Kind::run);
    return request.invocation;
}

struct Mistake {
    std::string message;
    std::string help;
    std::string usage;
};

Mistake mistake(const Words& words) {
    try {
        parsed(words);
    } catch (const CommandLineError& error) {
        EXPECT_EQ(error.kind(), Error::Kind::usage);
        return {error.message(), error.details().empty() ? "" : error.details().back().text, error.usage()};
    }
    throw std::logic_error("it was taken");
}

TEST(CommandLine, FindsACommandOfOneWord) {
    EXPECT_EQ(typed({"check"}).command, &check);
}
TEST(CommandLine, FindsANounAndItsVerb) {
    EXPECT_EQ(typed({"env", "check"}).command, &env_check);
}
TEST(CommandLine, FindsTheLongerOfTwoCommands) {
    EXPECT_EQ(typed({"serve"}).command, &serve);
    EXPECT_EQ(typed({"serve", "spool"}).command, &serve_spool);
    EXPECT_EQ(typed({"serve", "-C", "spool", "-q", "spool"}).command, &serve_spool);
    EXPECT_EQ(typed({"serve", "--root", "spool"}).command, &serve);
    EXPECT_EQ(mistake({"serve", "spol"}).help, "did you mean `megactl serve spool`?");
}
TEST(CommandLine, FindsAnAlias) {
    EXPECT_EQ(typed({"collectstatic"}).command, &static_collect);
}
TEST(CommandLine, FindsAHiddenCommand) {
    EXPECT_EQ(typed({"__complete", "x"}).command, &complete);
}

TEST(CommandLine, TakesGlobalOptionsAnywhere) {
    const Invocation invocation = typed({"-C", "a", "env", "-q", "check", "--color", "never"});
    EXPECT_EQ(invocation.command, &env_check);
    EXPECT_EQ(invocation.value("--project"), "a");
    EXPECT_TRUE(invocation.has("--quiet"));
    EXPECT_EQ(invocation.value("--color"), "never");
}

TEST(CommandLine, TakesEverySpellingOfAValue) {
    EXPECT_EQ(typed({"collectstatic", "--root", "x"}).value("--root"), "x");
    EXPECT_EQ(typed({"collectstatic", "--root=x"}).value("--root"), "x");
    EXPECT_EQ(typed({"collectstatic", "-r", "x"}).value("--root"), "x");
    EXPECT_EQ(typed({"collectstatic", "-rx"}).value("--root"), "x");
    EXPECT_EQ(typed({"collectstatic", "-qrx"}).value("--root"), "x");
    EXPECT_EQ(typed({"collectstatic", "--root=a=b"}).value("--root"), "a=b");
}

TEST(CommandLine, TakesOptionsOfASharedTable) {
    EXPECT_EQ(typed({"env", "check", "--phase", "build"}).value("--phase"), "build");
}

TEST(CommandLine, RefusesAnEmptyValue) {
    EXPECT_THROW(typed({"collectstatic", "--root=", "--link"}), CommandLineError);
    EXPECT_THROW(typed({"collectstatic", "--root", ""}), CommandLineError);
}

TEST(CommandLine, KeepsTheOrderOfARepeatedOption) {
    EXPECT_EQ(typed({"collectstatic", "--source", "b", "--link", "--source=a"}).values("--source"), (Words{"b", "a"}));
}

TEST(CommandLine, KeepsBracketsAndControlBytesOfValues) {
    EXPECT_EQ(typed({"collectstatic", "--root", "[a,b]"}).value("--root"), "[a,b]");
    EXPECT_EQ(typed({"collectstatic", "--root=\x01x"}).value("--root"), "\x01x");
    EXPECT_EQ(typed({"collectstatic", "--root", "\x01x"}).value("--root"), "\x01x");
    EXPECT_EQ(typed({"collectstatic", "--root", "\xff\xfe"}).value("--root"), "\xff\xfe");
    EXPECT_EQ(typed({"explain", "[a]"}).arguments, Words{"[a]"});
    EXPECT_EQ(typed({"explain", "--", "--a=\x01"}).arguments, Words{"--a=\x01"});
}

TEST(CommandLine, TakesADashForAValue) {
    EXPECT_EQ(typed({"collectstatic", "--root", "-"}).value("--root"), "-");
}

TEST(CommandLine, SplitsListsAtCommas) {
    EXPECT_EQ(typed({"check", "--skip", "a,b", "--skip=c"}).values("--skip"), (Words{"a", "b", "c"}));
    EXPECT_EQ(mistake({"check", "--skip", ","}).message, "`--skip` is empty");
}

TEST(CommandLine, EndsOptionsAtTwoDashes) {
    EXPECT_EQ(typed({"explain", "--", "-q"}).arguments, Words{"-q"});
    EXPECT_EQ(typed({"help", "a", "--", "b", "--"}).arguments, (Words{"a", "b", "--"}));
}

TEST(RestOfTheLine, BelongsToTheCommandFromItsFirstWord) {
    const Invocation invocation = typed({"env", "run", "-v", "ls", "-q", "--color", "never", "--", "x", "--a="});
    EXPECT_EQ(invocation.arguments, (Words{"ls", "-q", "--color", "never", "--", "x", "--a="}));
    EXPECT_TRUE(invocation.has("--verbose"));
    EXPECT_FALSE(invocation.has("--quiet"));
}

TEST(RestOfTheLine, MayBeginBehindTwoDashes) {
    EXPECT_EQ(typed({"env", "run", "--", "--odd", "--", "x"}).arguments, (Words{"--odd", "--", "x"}));
    EXPECT_EQ(typed({"env", "run", "--", "ls", "-h", "--version"}).arguments, (Words{"ls", "-h", "--version"}));
}

TEST(RestOfTheLine, DoesNotBeginWithAnUnknownOption) {
    EXPECT_EQ(mistake({"env", "run", "--live", "ls"}).message, "`env run` has no option `--live`");
}

TEST(RestOfTheLine, MayNotBeMissing) {
    EXPECT_EQ(mistake({"env", "run"}).message, "`env run` needs COMMAND");
    EXPECT_EQ(mistake({"env", "run", "--"}).usage, "megactl env run [OPTION]… [--] COMMAND…");
}

TEST(Help, IsShortForALetterAndLongForAWord) {
    EXPECT_EQ(parsed({"check", "-h"}).kind, Request::Kind::short_help);
    EXPECT_EQ(parsed({"--help", "check"}).kind, Request::Kind::long_help);
    EXPECT_EQ(parsed({"-qh", "check"}).invocation.command, &check);
}

TEST(Help, IsAnOverviewWithoutACommand) {
    EXPECT_EQ(parsed({}).kind, Request::Kind::overview);
    EXPECT_EQ(parsed({"-h"}).kind, Request::Kind::overview);
    EXPECT_EQ(parsed({"--help"}).kind, Request::Kind::overview);
}

TEST(Help, TellsTheVerbsOfANoun) {
    EXPECT_EQ(parsed({"env", "-h"}).kind, Request::Kind::noun_help);
    EXPECT_EQ(parsed({"env", "-h"}).noun, "env");
}

TEST(Help, ComesBeforeMistakes) {
    EXPECT_EQ(parsed({"explain", "--help"}).kind, Request::Kind::long_help);
    EXPECT_EQ(parsed({"check", "--bogus", "--phase", "x", "-h"}).kind, Request::Kind::short_help);
    EXPECT_EQ(parsed({"--bogus", "-h"}).kind, Request::Kind::overview);
}

TEST(Version, IsAskedForAnywhere) {
    EXPECT_EQ(parsed({"--version"}).kind, Request::Kind::version);
    EXPECT_EQ(parsed({"check", "--version"}).kind, Request::Kind::version);
}

TEST(WrongCommand, MeetsTheNearOne) {
    const Mistake wrong = mistake({"chekc"});
    EXPECT_EQ(wrong.message, "there is no command `chekc`");
    EXPECT_EQ(wrong.help, "did you mean `megactl check`?");
    EXPECT_EQ(wrong.usage, "");
    EXPECT_EQ(mistake({"evn", "check"}).help, "did you mean `megactl env check`?");
    EXPECT_EQ(mistake({"env", "chekc"}).help, "did you mean `megactl env check`?");
    EXPECT_EQ(mistake({"static", "zebra"}).help, "`megactl static` takes collect");
    EXPECT_EQ(mistake({"collect"}).help, "did you mean `megactl static collect`?");
}

TEST(WrongCommand, IsNeverAHiddenOne) {
    EXPECT_EQ(mistake({"_complete"}).help.find("__complete"), std::string::npos);
}
TEST(WrongCommand, MayBeEmpty) {
    EXPECT_EQ(mistake({""}).message, "there is no command ``");
}
TEST(WrongCommand, MayNotBeAbbreviated) {
    EXPECT_EQ(mistake({"che"}).message, "there is no command `che`");
}

TEST(WrongCommand, ShowsControlBytesEscaped) {
    EXPECT_EQ(mistake({"a\x1b[31m\xff"}).message, "there is no command `a\\x1B[31m\\xFF`");
}

TEST(WrongCommand, NeedsItsVerb) {
    EXPECT_EQ(mistake({"env"}).message, "`env` needs a verb");
    EXPECT_EQ(mistake({"env", "-q"}).message, "`env` needs a verb");
}

TEST(WrongOption, MeetsTheNearOneAndTheUsage) {
    const Mistake wrong = mistake({"env", "check", "--pahse", "build"});
    EXPECT_EQ(wrong.message, "`env check` has no option `--pahse`");
    EXPECT_EQ(wrong.help, "did you mean `--phase`?");
    EXPECT_EQ(wrong.usage, "megactl env check [OPTION]…");
    EXPECT_EQ(mistake({"check", "--colour=never"}).help, "did you mean `--color`?");
}

TEST(WrongOption, MayNotBeAbbreviated) {
    EXPECT_EQ(mistake({"check", "--pha", "build"}).message, "`check` has no option `--pha`");
}

TEST(WrongOption, IsTheFirstOfSeveral) {
    EXPECT_EQ(mistake({"check", "--one", "--two"}).message, "`check` has no option `--one`");
}

TEST(WrongOption, MayBeALetter) {
    EXPECT_EQ(mistake({"check", "-x"}).message, "`check` has no option `-x`");
    EXPECT_EQ(mistake({"check", "-qx"}).message, "`check` has no option `-x`");
    EXPECT_EQ(mistake({"check", "-5"}).message, "`check` has no option `-5`");
}

TEST(WrongOption, IsSentBehindItsCommand) {
    EXPECT_EQ(mistake({"--phase", "build", "check"}).help, "it stands behind its command: `megactl check --phase`");
}

TEST(WrongOption, MayNotComeTwice) {
    EXPECT_EQ(mistake({"collectstatic", "--root", "a", "-r", "b"}).message, "`--root` is given twice");
    EXPECT_EQ(mistake({"-q", "check", "-q"}).message, "`--quiet` is given twice");
}

TEST(WrongValue, IsMissing) {
    EXPECT_EQ(mistake({"collectstatic", "--root"}).message, "`--root` needs a value");
    EXPECT_EQ(mistake({"collectstatic", "-qr"}).message, "`--root` needs a value");
    EXPECT_EQ(mistake({"-C"}).message, "`--project` needs a value");
}

TEST(WrongValue, IsAnotherOption) {
    EXPECT_EQ(mistake({"collectstatic", "--root", "--link"}).message, "`--root` needs a value");
    EXPECT_EQ(typed({"collectstatic", "--root=--link"}).value("--root"), "--link");
}

TEST(WrongValue, IsOneTooMany) {
    EXPECT_EQ(mistake({"collectstatic", "--link=yes"}).message, "`--link` takes no value");
    EXPECT_EQ(mistake({"collectstatic", "--link="}).message, "`--link` takes no value");
}

TEST(WrongValue, IsNoChoice) {
    const Mistake wrong = mistake({"check", "--phase", "buidl"});
    EXPECT_EQ(wrong.message, "`--phase` can't be `buidl`");
    EXPECT_EQ(wrong.help, "did you mean `build`?");
    EXPECT_EQ(mistake({"check", "--phase", "zebra"}).help, "one of build, runtime");
    EXPECT_EQ(mistake({"completion", "tcsh"}).message, "`SHELL` can't be `tcsh`");
}

TEST(WrongValue, IsNoChoiceOfTheSetting) {
    EXPECT_EQ(mistake({"check", "--mode", "staging"}).help, "one of production, development");
}

TEST(Format, IsHeldAgainstTheCommand) {
    EXPECT_EQ(typed({"--format", "json", "check"}).value("--format"), "json");
    EXPECT_EQ(mistake({"check", "--format", "xml"}).message, "`--format` can't be `xml`");
    EXPECT_EQ(mistake({"explain", "a", "--format", "json"}).message, "`explain` has no option `--format`");
}

TEST(WrongArgument, IsMissing) {
    EXPECT_EQ(mistake({"explain"}).message, "`explain` needs RULE");
    EXPECT_EQ(mistake({"explain"}).usage, "megactl explain [OPTION]… RULE");
}

TEST(WrongArgument, IsOneTooMany) {
    EXPECT_EQ(mistake({"explain", "a", "b"}).message, "`explain` takes no argument `b`");
    EXPECT_EQ(mistake({"check", "x"}).message, "`check` takes no argument `x`");
}

TEST(Options, KeepTheOrderTyped) {
    using Pairs = std::vector<std::pair<std::string, std::string>>;
    EXPECT_EQ(typed({"static", "collect", "--source", "a", "-r", "x", "--link", "--source=b"}).in_order,
              (Pairs{{"--source", "a"}, {"--root", "x"}, {"--link", ""}, {"--source", "b"}}));
}

TEST(Arguments, MayBeOptionalAndMany) {
    EXPECT_TRUE(typed({"help"}).arguments.empty());
    EXPECT_EQ(typed({"help", "env", "check"}).arguments, (Words{"env", "check"}));
    EXPECT_EQ(usage_of(help), "megactl help [OPTION]… [COMMAND…]");
}

TEST(CommandLine, SurvivesOddWords) {
    for (const std::string word :
         {"---", "--=", "--=x", "-", "++", "-=", "--\x01", "\x01", "-\xff", "/x", "--check="}) {
        EXPECT_THROW(parsed({word}), CommandLineError) << word;
        EXPECT_THROW(parsed({"check", word}), CommandLineError) << word;
        EXPECT_NO_THROW(parsed({"env", "run", "x", word})) << word;
    }
}

TEST(CommandLine, SurvivesManyWords) {
    const Words words(20'000, "x");
    Words line{"env", "run"};
    line.insert(line.end(), words.begin(), words.end());
    EXPECT_EQ(typed(line).arguments.size(), words.size());
    line.front() = "help";
    EXPECT_EQ(typed(line).arguments.size(), words.size() + 1);
}

}  // namespace
}  // namespace megactl::cli
