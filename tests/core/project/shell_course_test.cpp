#include "core/project/shell.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::project {
namespace {

TEST(ShellCourse, IsWhatConditionsLeave) {
    const KnownValues known = [](std::string_view name) -> std::optional<std::string> {
        const std::map<std::string, std::string, std::less<>> values = {{"B", "0"}, {"E", "prod"}, {"U", ""}};
        const auto found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    };
    // Of the commands named x: runs, may run, or does not.
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"x", "+"},
        {"if [ \"$B\" = 1 ]; then x; fi; x", "-+"},
        {"if [ \"$B\" = 0 ]; then x; else x; fi", "+-"},
        {"if [ $B -eq 0 ]; then x; elif [ -f y ]; then x; else x; fi", "+--"},
        {"if [ -f y ]; then x; else x; fi; x", "~~+"},
        {"if [ -f y ]; then x; elif [ $B = 0 ]; then x; else x; fi", "~~-"},
        {"if [[ $B == 1 && -f y ]]; then x; fi", "-"},
        {"if [[ $E == pro* || -f y ]]; then x; fi", "+"},
        {"if [[ ! $E == \"pro*\" ]]; then x; fi", "+"},
        {"if [[ $B < 1 ]]; then x; fi", "~"},
        {R"(if [ "$B" == "true" ]; then x; fi)", "-"},
        {"if ! [ \"$B\" = 1 ]; then x; fi", "+"},
        {"if [ -n \"$U\" ]; then x; fi", "-"},
        {"if [ -n $U ]; then x; fi", "~"},
        {"if [ -z \"$U\" ]; then x; fi", "+"},
        {"if [ \"$U\" ]; then x; fi", "-"},
        {"if [ \"x$U\" != x ] || test $B = 0; then x; fi", "+"},
        {R"(if [ "$B" = 0 -a "$E" = dev ]; then x; fi)", "-"},
        {"if [ \"${U:-1}\" = 1 ]; then x; fi", "+"},
        {"if [ \"$unknown\" = 1 ]; then x; fi", "~"},
        {"if [ '$B' = 0 ]; then x; fi", "-"},
        {"if true; then x; fi; if false; then x; fi", "+-"},
        {"if y; then x; else x; fi", "~~"},
        {"[ \"$B\" = 1 ] && x; x", "-+"},
        {"[ \"$B\" = 1 ] || x", "+"},
        {"[ \"$B\" = 0 ] && y && x || x", "+~"},
        {"[ -f y ] && x", "~"},
        {"[ -f y ] || exit 1; x", "+"},
        {"[ -f y ] || exit 0; x", "~"},
        {"y && x || true && x", "++"},
        {"y && { [ $B = 1 ]; } && x", "-"},
        {"(cd y && z) && x", "+"},
        {"y &&\n x", "+"},
        {"if [ $B = 0 ]; then exit 0; fi; x", "-"},
        {"(exit 0); x", "+"},
        {"case \"$E\" in dev) x ;; prod|live) x ;; *) x ;; esac; x", "-+-+"},
        {"case $unknown in dev) x ;; *) x;; esac", "~~"},
        {"case $E in p*) x ;; esac", "+"},
        {"B=1; if [ $B = 1 ]; then x; fi", "+"},
        {"B+=1; if [ $B = 01 ]; then x; fi", "+"},
        {"if y; then B=1; fi; if [ $B = 1 ]; then x; fi", "~"},
        {"read B; if [ $B = 1 ]; then x; fi", "~"},
        {". y; if [ $B = 1 ]; then x; fi", "~"},
        {": ${U:=1}; if [ \"$U\" = 1 ]; then x; fi", "~"},
        {"(B=1); if [ $B = 1 ]; then x; fi", "~"},
        {"for B in 0 1; do if [ $B = 1 ]; then x; fi; x; done", "~+"},
        {"while y; do x; done; while true; do x; done", "~+"},
        {"f() { if [ $B = 1 ]; then x; fi; }; f", "~"},
        {"if [ $B = 1 ]; then export E=dev; fi; if [ $E = prod ]; then x; fi", "+"},
        {"[ $B = 1 ] && sh -c 'x; y'", "-"},
        {"sh -c 'if [ $B = 0 ]; then x; fi'", "+"},
    };
    for (const auto& [script, expected] : rows) {
        std::string result;
        for (const ShellCommand& command : shell_commands(script, known)) {
            if (command.words.size() != 1 || command.words[0].text != "x") continue;
            result += command.execution == Execution::certain ? '+' : command.execution == Execution::never ? '-' : '~';
        }
        EXPECT_EQ(result, expected) << script;
    }
}

}  // namespace
}  // namespace megactl::project
