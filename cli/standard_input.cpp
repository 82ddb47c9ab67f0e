#include "cli/standard_input.hpp"

#include "core/base/error.hpp"
#include "core/base/units.hpp"
#include "core/os/file.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <utility>

namespace megactl::cli {

Source read_standard_input() {
    std::string content;
    std::array<char, 65536> buffer{};
    while (true) {
        const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw Error(Error::Kind::input, fmt::format("can't read stdin: {}", system_reason(errno)));
        if (count == 0) return std::make_shared<SourceText>("<stdin>", std::move(content));
        content.append(buffer.data(), static_cast<std::size_t>(count));
        if (content.size() > static_cast<std::size_t>(os::default_read_limit)) {
            throw Error(Error::Kind::input,
                        fmt::format("can't read stdin: it is larger than {}", format_size(os::default_read_limit)));
        }
    }
}

Source read_named(const std::string& file) {
    constexpr Bytes limit{256ULL << 20};
    if (file == "-") return read_standard_input();
    auto content = os::read_file(file, limit);
    if (content) return std::make_shared<SourceText>(file, *std::move(content));
    throw Error(Error::Kind::input, fmt::format("can't read `{}`: {}", file, content.error().explanation));
}

}  // namespace megactl::cli
