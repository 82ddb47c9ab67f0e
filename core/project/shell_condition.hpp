#pragma once

#include <optional>
#include <span>
#include <string>

namespace megactl::project {

// What is known of how a command or a list of a script ends.
enum class ShellStatus {
    success,
    failure,
    open,     // either
    assumed,  // a success, for whoever builds or starts something by it
};

ShellStatus negated(ShellStatus status);

// A word of `[ … ]`, `test …`, `[[ … ]]` or of a `case` pattern.
struct TestWord {
    std::string sign;                  // as it is written, where nothing in it is quoted: `-n`, `=`, `!`, `-o`
    std::optional<std::string> value;  // what the shell makes of it; nothing where that is not known
    bool is_pattern = false;           // `*`, `?` or `[` stand in it
};

// Of the words between `[` and `]`. Of files, and of words that are not known, nothing can be said. In `[[ … ]]`, whose
// `&&` and `||` are given as `-a` and `-o`, the right side of `=` may be a pattern.
ShellStatus status_of_test(std::span<const TestWord> words, bool takes_patterns);

// Does one of the patterns of a `case` match?
ShellStatus status_of_patterns(const std::optional<std::string>& value, std::span<const TestWord> patterns);

}  // namespace megactl::project
