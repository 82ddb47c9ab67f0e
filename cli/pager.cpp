#include "cli/pager.hpp"

#include <sys/wait.h>

#include <csignal>
#include <cstdio>

namespace megactl::cli {
namespace {

constexpr const char* default_pager = "command -v less >/dev/null || exit 127; exec less -FRX";
constexpr int not_found = 127;

// A pager that is left early closes its pipe, and Ctrl-C is the pager's: neither may end this process.
class PagerSignals {
public:
    PagerSignals() : pipe_(std::signal(SIGPIPE, SIG_IGN)), interrupt_(std::signal(SIGINT, SIG_IGN)) {}
    PagerSignals(const PagerSignals&) = delete;
    PagerSignals& operator=(const PagerSignals&) = delete;
    ~PagerSignals() {
        std::signal(SIGPIPE, pipe_);
        std::signal(SIGINT, interrupt_);
    }

private:
    void (*pipe_)(int);
    void (*interrupt_)(int);
};

// False where there is no such pager.
bool show_by(const char* pager, std::string_view text) {
    FILE* pipe = popen(pager, "w");
    if (pipe == nullptr) return false;
    const PagerSignals signals;
    std::fwrite(text.data(), 1, text.size(), pipe);
    const int status = pclose(pipe);
    return !WIFEXITED(status) || WEXITSTATUS(status) != not_found;
}

}  // namespace

void show_prose(Terminal& terminal, const std::optional<std::string>& pager, std::string_view text) {
    const bool is_wanted = terminal.out_is_terminal() && (!pager || !pager->empty());
    if (is_wanted && show_by(pager ? pager->c_str() : default_pager, text)) return;
    terminal.print(text);
}

}  // namespace megactl::cli
