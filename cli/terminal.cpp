#include "cli/terminal.hpp"

#include "cli/local_error.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace megactl::cli {
namespace {

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view() : value;
}

ColourSigns colour_signs() {
    const std::string_view force = variable("CLICOLOR_FORCE");
    return {!variable("NO_COLOR").empty(), !force.empty() && force != "0", variable("TERM") == "dumb"};
}

report::Palette palette(bool is_coloured) {
    return is_coloured ? report::Palette::coloured() : report::Palette::plain();
}

// Returns 0, or errno's value.
int write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = ::write(descriptor, text.data(), text.size());
        if (count >= 0) {
            text.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            // Somebody who shares the pipe made it non-blocking.
            pollfd ready{.fd = descriptor, .events = POLLOUT, .revents = 0};
            ::poll(&ready, 1, -1);
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

constexpr int usual_columns = 80;

// Of a terminal, which may not know itself.
std::size_t columns_of(int descriptor) {
    winsize size{};
    const bool is_known = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col != 0;
    return is_known ? size.ws_col : usual_columns;
}

}  // namespace

bool wants_colour(ColourChoice choice, const ColourSigns& signs, bool is_terminal) {
    if (choice != ColourChoice::automatic) return choice == ColourChoice::always;
    if (signs.is_unwanted) return false;
    if (signs.is_forced) return true;
    return is_terminal && !signs.is_dumb_terminal;
}

Terminal::Terminal()
    : out_is_terminal_(::isatty(STDOUT_FILENO) == 1), error_is_terminal_(::isatty(STDERR_FILENO) == 1) {
    choose_colour(ColourChoice::automatic);
}

void Terminal::choose_colour(ColourChoice choice) {
    const ColourSigns signs = colour_signs();
    out_palette_ = palette(wants_colour(choice, signs, out_is_terminal_));
    error_palette_ = palette(wants_colour(choice, signs, error_is_terminal_));
}

void Terminal::print(std::string_view text) {
    const int failure = write_all(STDOUT_FILENO, text);
    if (failure == EPIPE) throw OutputClosed{};
    if (failure != 0) {
        throw LocalError({Error::Kind::input, fmt::format("can't write to stdout: {}", system_reason(failure))});
    }
}

void Terminal::tell(std::string_view text) {
    write_all(STDERR_FILENO, text);
}

bool Terminal::can_ask() const {
    return error_is_terminal_ && ::isatty(STDIN_FILENO) == 1;
}

bool Terminal::confirm(std::string_view question) {
    tell(fmt::format("{} [y/N] ", question));
    std::string answer;
    constexpr std::size_t longest_answer = 100;
    for (char letter = 0; answer.size() < longest_answer;) {
        const ssize_t count = ::read(STDIN_FILENO, &letter, 1);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0 || letter == '\n') break;
        answer += letter;
    }
    const std::string word = lower(trim(answer));
    return word == "y" || word == "yes";
}

int Terminal::width() const {
    return out_is_terminal_ ? static_cast<int>(columns_of(STDOUT_FILENO)) : usual_columns;
}

std::size_t Terminal::out_columns() const {
    return out_is_terminal_ ? columns_of(STDOUT_FILENO) : report::any_width;
}

std::size_t Terminal::error_columns() const {
    return error_is_terminal_ ? columns_of(STDERR_FILENO) : report::any_width;
}

}  // namespace megactl::cli
