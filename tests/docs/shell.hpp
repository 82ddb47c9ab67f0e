#pragma once

#include <string>
#include <string_view>

namespace megactl::tests {

// What a shell's command line printed on both streams, and how it ended.
struct Ended {
    int status = 0;
    std::string output;
};
Ended run_shell(const std::string& command);

// Is there a program of that name? Tests of a shell that is not installed are skipped.
bool is_installed(std::string_view program);

// `text` as one word for the shell.
std::string shell_word(std::string_view text);

}  // namespace megactl::tests
