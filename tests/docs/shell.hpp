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

// Fails the test, by a throw, where there is no program of that name.
void require(std::string_view program);

// `text` as one word for the shell.
std::string shell_word(std::string_view text);

}  // namespace megactl::tests
