#include "cli/standard_input.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/os/file.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <string_view>
#include <utility>

namespace megactl::cli {

namespace {

Source read_to_end(int descriptor, const std::string& name, std::string_view shown) {
    std::string content;
    std::array<char, 65536> buffer{};
    while (true) {
        const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw Error(Error::Kind::input, fmt::format("can't read {}: {}", shown, system_reason(errno)));
        if (count == 0) return std::make_shared<SourceText>(name, std::move(content));
        content.append(buffer.data(), static_cast<std::size_t>(count));
        if (content.size() > static_cast<std::size_t>(os::default_read_limit)) {
            throw Error(Error::Kind::input,
                        fmt::format("can't read {}: it is larger than {}", shown, format_size(os::default_read_limit)));
        }
    }
}

}  // namespace

Source read_standard_input() {
    return read_to_end(STDIN_FILENO, "<stdin>", "stdin");
}

Source read_named_or_piped(const std::string& file) {
    if (file == "-") return read_standard_input();
    const auto status = os::status_of(file);
    if (status && status->kind == os::FileKind::fifo) {
        const os::Descriptor pipe(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
        if (pipe) return read_to_end(pipe.number(), file, fmt::format("`{}`", escape_controls(file)));
    }
    auto content = os::read_file(file);
    if (content) return std::make_shared<SourceText>(file, *std::move(content));
    throw Error(Error::Kind::input,
                fmt::format("can't read `{}`: {}", escape_controls(file), content.error().explanation));
}

Source read_named(const std::string& file) {
    constexpr Bytes limit{256ULL << 20};
    if (file == "-") return read_standard_input();
    auto content = os::read_file(file, limit);
    if (content) return std::make_shared<SourceText>(file, *std::move(content));
    throw Error(Error::Kind::input, fmt::format("can't read `{}`: {}", file, content.error().explanation));
}

}  // namespace megactl::cli
