#pragma once

#include "cli/terminal.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace megactl::cli {

// One line on stderr that says how far the work is, for whoever looks at a terminal: it comes after 300 ms, follows
// `done`, and is erased with this object. Elsewhere there is none.
class ProgressLine {
public:
    // The word ahead of the bar, asked for each time.
    using What = std::function<std::string_view()>;

    // `done` must outlive this; another thread counts in it. Nobody else may write to stderr meanwhile.
    ProgressLine(Terminal& terminal, bool is_wanted, What what, const std::atomic<std::size_t>& done,
                 std::size_t total);
    // Of one stage; `what` is a literal.
    ProgressLine(Terminal& terminal, bool is_wanted, std::string_view what, const std::atomic<std::size_t>& done,
                 std::size_t total)
        : ProgressLine(
              terminal, is_wanted, [what] { return what; }, done, total) {}

    // What is drawn: `copying  ━━━━━━━━────  143/214`.
    static std::string line(const report::Palette& palette, std::string_view what, std::size_t done, std::size_t total);

private:
    void follow(const std::stop_token& end);

    Terminal& terminal_;
    What what_;
    const std::atomic<std::size_t>& done_;
    std::size_t total_;
    std::jthread drawer_;  // last: it uses the others
};

}  // namespace megactl::cli
