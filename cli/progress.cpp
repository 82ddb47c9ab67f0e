#include "cli/progress.hpp"

#include "core/os/deadline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace megactl::cli {
namespace {

constexpr std::string_view erase_line = "\r\x1b[K";

std::string repeated(std::string_view piece, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
        text += piece;
    return text;
}

}  // namespace

ProgressLine::ProgressLine(Terminal& terminal, bool is_wanted, What what, const std::atomic<std::size_t>& done,
                           std::size_t total)
    : terminal_(terminal), what_(std::move(what)), done_(done), total_(total) {
    if (is_wanted && terminal.error_is_terminal()) {
        drawer_ = std::jthread([this](const std::stop_token& end) { follow(end); });
    }
}

std::string ProgressLine::line(const report::Palette& palette, std::string_view what, std::size_t done,
                               std::size_t total) {
    constexpr std::size_t cells = 24;
    const std::size_t filled = total == 0 ? cells : std::min(cells, done * cells / total);
    return fmt::format("{}  {}{}  {}/{}", what, palette.paint(report::Ink::done, repeated("━", filled)),
                       palette.paint(report::Ink::dim, repeated("─", cells - filled)), done, total);
}

void ProgressLine::follow(const std::stop_token& end) {
    using std::chrono::milliseconds;
    const auto wait = [&](milliseconds time) { return os::wait_until(std::chrono::steady_clock::now() + time, end); };
    if (!wait(milliseconds(300))) return;
    do {
        terminal_.tell(fmt::format("{}{}", erase_line, line(terminal_.error_palette(), what_(), done_.load(), total_)));
    } while (wait(milliseconds(100)));
    terminal_.tell(erase_line);
}

}  // namespace megactl::cli
