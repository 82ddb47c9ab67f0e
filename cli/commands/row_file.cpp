#include "cli/commands/row_file.hpp"

#include "cli/local_error.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/os/connect.hpp"
#include "core/os/file.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

namespace megactl::cli::commands {
namespace {

LocalError unreadable(std::string_view shown, const std::string& reason) {
    return LocalError(Error(Error::Kind::input, fmt::format("can't read `{}`: {}", shown, reason))
                          .help("name a file that `megactl queue export` or `queue purge` wrote, or `-` for stdin"));
}

LocalError unreadable(std::string_view shown, int error_number) {
    return unreadable(shown, system_reason(error_number));
}

// The lines of a file or a pipe. A stop does not wait for the next one.
class LineReader {
public:
    LineReader(int descriptor, std::string_view shown, const std::stop_token& stop)
        : descriptor_(descriptor), shown_(shown), stop_(stop), stop_descriptor_(stop) {}

    // False at the end, and once a stop was asked for.
    bool next(std::string& line) {
        line.clear();
        while (!stop_.stop_requested()) {
            const std::size_t end = unread_.find('\n');
            line.append(unread_.substr(0, end));
            if (end != std::string_view::npos) {
                unread_.remove_prefix(end + 1);
                return true;
            }
            refuse_endless(line);
            if (!read_more()) return is_at_end_ && !line.empty();
        }
        return false;
    }
    // The line that was shown last had no end then.
    bool is_at_end() const { return is_at_end_; }

private:
    // A device or another kind of file may never end its line.
    void refuse_endless(const std::string& line) const {
        constexpr std::size_t longest = 1UL << 30;  // Redis holds no value above half of it
        const std::size_t begin = line.find_first_not_of(" \t\r");
        const bool is_row = begin == std::string::npos || line[begin] == '{';
        if (!is_row && line.size() > buffer_.size()) throw unreadable(shown_, "it holds no messages");
        if (line.size() > longest) throw unreadable(shown_, "a line of it is longer than any message");
    }

    bool read_more() {
        unread_ = {};
        while (!is_at_end_ && os::wait_until_ready(descriptor_, POLLIN, os::Deadline::max(), &stop_descriptor_) !=
                                  os::Readiness::stopped) {
            const ssize_t count = ::read(descriptor_, buffer_.data(), buffer_.size());
            if (count < 0 && errno != EINTR && errno != EAGAIN) throw unreadable(shown_, errno);
            if (count < 0) continue;
            unread_ = {buffer_.data(), static_cast<std::size_t>(count)};
            is_at_end_ = count == 0;
            return !is_at_end_;
        }
        return false;
    }

    int descriptor_;
    std::string_view shown_;
    std::stop_token stop_;
    os::StopDescriptor stop_descriptor_;
    std::array<char, 65536> buffer_{};
    std::string_view unread_;  // of the buffer
    bool is_at_end_ = false;
};

}  // namespace

RowFile::Tally RowFile::read(const std::function<void(inspect::MessageRow row)>& take,
                             const std::stop_token& stop) const {
    const std::string shown = escape_controls(name_);
    const auto status = os::status_of(path());
    if (status && status->kind == os::FileKind::directory) {
        throw unreadable(shown, "it is a directory");
    }
    // Opened this way, a FIFO does not wait for whoever writes into it: the reader does.
    const os::Descriptor opened(name_ == "-" ? -1 : ::open(name_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (name_ != "-" && !opened) throw unreadable(shown, errno);
    LineReader lines(name_ == "-" ? STDIN_FILENO : opened.number(), shown, stop);
    Tally tally;
    std::size_t number = 0;
    for (std::string line; lines.next(line);) {
        ++number;
        if (trim(line).empty()) continue;
        auto row = inspect::decode_row(line);
        if (!row && lines.is_at_end()) {
            tally.is_torn = true;
            break;
        }
        if (!row) {
            throw LocalError(Error(Error::Kind::input,
                                   fmt::format("line {} of `{}` is no message: {}", number, shown, row.error().reason))
                                 .help("`megactl queue export` and `queue purge` write such files"));
        }
        ++tally.rows;
        take(*std::move(row));
    }
    tally.is_stopped = !lines.is_at_end();
    return tally;
}

bool RowFile::can_be_read_twice() const {
    const auto status = os::status_of(path());
    return name_ != "-" && (!status || status->kind == os::FileKind::regular);
}

}  // namespace megactl::cli::commands
