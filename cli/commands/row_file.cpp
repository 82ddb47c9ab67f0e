#include "cli/commands/row_file.hpp"

#include "cli/local_error.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/os/file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <utility>

namespace megactl::cli::commands {

RowFile::Tally RowFile::read(const std::function<void(inspect::MessageRow row)>& take) const {
    const std::string shown = escape_controls(name_);
    const auto status = os::status_of(path());
    if (status && status->kind == os::FileKind::directory) {
        throw LocalError({Error::Kind::input, fmt::format("can't read `{}`: it is a directory", shown)});
    }
    std::ifstream stream(path(), std::ios::binary);
    if (!stream) {
        throw LocalError({Error::Kind::input, fmt::format("can't read `{}`: {}", shown, system_reason(errno))});
    }
    Tally tally;
    std::size_t number = 0;
    for (std::string line; std::getline(stream, line);) {
        ++number;
        if (trim(line).empty()) continue;
        auto row = inspect::decode_row(line);
        if (!row && stream.eof()) {
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
    if (stream.bad()) throw LocalError({Error::Kind::input, fmt::format("can't read `{}` to its end", shown)});
    return tally;
}

bool RowFile::can_be_read_twice() const {
    const auto status = os::status_of(path());
    return name_ != "-" && (!status || status->kind == os::FileKind::regular);
}

}  // namespace megactl::cli::commands
