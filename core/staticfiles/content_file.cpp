#include "core/staticfiles/content_file.hpp"

#include "core/base/text.hpp"
#include "core/staticfiles/stopped.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

namespace megactl::staticfiles {

ContentFile::ContentFile(const std::filesystem::path& file, std::string_view name, std::stop_token stop)
    : name_(name), stop_(std::move(stop)), file_(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {
    if (!file_) throw failure(system_reason(errno));
    before_ = look();
}

Digest ContentFile::digest() {
    ContentHash hash;
    read([&](std::string_view part) { hash.add(part); });
    return std::move(hash).digest();
}

std::string ContentFile::text(Bytes limit) {
    const auto most = static_cast<std::size_t>(limit);
    std::string text;
    text.reserve(std::min<std::size_t>(before_.size, most));
    read([&](std::string_view part) {
        if (part.size() > most - text.size()) throw failure(fmt::format("larger than {}", format_size(limit)));
        text += part;
    });
    return text;
}

std::optional<FileState> ContentFile::state() const {
    return look() == before_ ? std::optional(before_) : std::nullopt;
}

void ContentFile::read(const std::function<void(std::string_view)>& take) {
    constexpr std::size_t buffer_size = 128UL << 10;
    thread_local std::vector<char> buffer(buffer_size);
    while (true) {
        if (stop_.stop_requested()) throw Stopped();
        const ssize_t count = ::read(file_.number(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw failure(system_reason(errno));
        if (count == 0) return;
        take({buffer.data(), static_cast<std::size_t>(count)});
    }
}

FileState ContentFile::look() const {
    struct stat entry {};
    if (::fstat(file_.number(), &entry) != 0) throw failure(system_reason(errno));
    return state_of(entry);
}

Error ContentFile::failure(std::string_view reason) const {
    return {Error::Kind::input, fmt::format("can't read `{}`: {}", name_, reason)};
}

}  // namespace megactl::staticfiles
