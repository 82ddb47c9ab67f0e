#include "core/staticfiles/memory_file.hpp"

#include "core/base/units.hpp"
#include "core/log/log.hpp"
#include "core/os/file.hpp"
#include "core/staticfiles/content_hash.hpp"
#include "core/staticfiles/packing.hpp"

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <system_error>

namespace megactl::staticfiles {

namespace fs = std::filesystem;

namespace {

std::string first_line() {
    return fmt::format("megactl static memory 1, {}\n", packer_versions());
}

std::string checksum_of(std::string_view text) {
    const Digest digest = content_digest(text);
    return {digest.begin(), digest.end()};
}

bool is_own(const fs::path& file) {
    const auto status = os::status_of(file);
    constexpr mode_t writable_by_others = 022;
    return status && status->owner == ::geteuid() && (status->permissions & writable_by_others) == 0;
}

void forget_left_roots(const fs::path& folder) {
    constexpr std::chrono::days kept(90);
    std::error_code failure;
    const auto now = fs::file_time_type::clock::now();
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end; entry.increment(failure)) {
        std::error_code ignored;
        const auto written = fs::last_write_time(entry->path(), ignored);
        if (!ignored && entry->is_regular_file(ignored) && now - written > kept) fs::remove(entry->path(), ignored);
    }
}

// Nothing waits for the disk: a memory that a crash tears is none.
bool write_whole(const fs::path& file, const std::string& text) {
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream << text;
    stream.close();
    return stream.good();
}

}  // namespace

std::string read_memory_file(const fs::path& file) {
    constexpr Bytes limit{1ULL << 30};
    if (!is_own(file)) return {};
    auto text = os::read_file(file, limit);
    const std::string head = first_line();
    constexpr std::size_t checksum_size = Digest{}.size();
    if (!text || !text->starts_with(head) || text->size() < head.size() + checksum_size) return {};
    const std::size_t end = text->size() - checksum_size;
    if (checksum_of(std::string_view(*text).substr(0, end)) != text->substr(end)) return {};
    return text->substr(head.size(), end - head.size());
}

void write_memory_file(const fs::path& file, std::string tables) {
    std::string text = first_line() + std::move(tables);
    text += checksum_of(text);
    const fs::path folder = file.parent_path();
    std::error_code failure;
    fs::create_directories(folder, failure);
    fs::permissions(folder, fs::perms::owner_all, failure);
    const fs::path beside = fmt::format("{}.{}", file.string(), ::getpid());
    if (!failure && write_whole(beside, text)) {
        fs::permissions(beside, fs::perms::owner_read | fs::perms::owner_write, failure);
        fs::rename(beside, file, failure);
        if (!failure) return forget_left_roots(folder);
    }
    std::error_code ignored;
    fs::remove(beside, ignored);
    log::event(log::Level::debug, "static", "what this run found out is not kept", {{"file", file.string()}});
}

}  // namespace megactl::staticfiles
