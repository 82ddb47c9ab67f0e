#include "tests/docs/shell.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <stdexcept>

namespace megactl::tests {

Ended run_shell(const std::string& command) {
    FILE* pipe = popen(fmt::format("{{ {}\n}} 2>&1 </dev/null", command).c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("can't start a shell");
    Ended ended;
    std::array<char, 4096> buffer{};
    while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
        ended.output.append(buffer.data(), count);
    }
    const int status = pclose(pipe);
    ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return ended;
}

void require(std::string_view program) {
    if (run_shell(fmt::format("command -v {} >/dev/null", program)).status == 0) return;
    throw std::runtime_error(fmt::format("there is no {} here: `tests/setup` installs it", program));
}

std::string shell_word(std::string_view text) {
    return fmt::format("'{}'", replace_all(std::string(text), "'", "'\\''"));
}

}  // namespace megactl::tests
