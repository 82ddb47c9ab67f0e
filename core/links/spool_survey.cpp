#include "core/links/spool_survey.hpp"

#include "core/base/encoding.hpp"
#include "core/base/error.hpp"
#include "core/links/spool_segments.hpp"
#include "core/os/file.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>

namespace megactl::links {
namespace {

namespace fs = std::filesystem;

// Tried for the blink of an eye: whoever wants to adopt the strand in just that moment tries again soon.
bool is_locked(const fs::path& folder) {
    const os::Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return descriptor && ::flock(descriptor.number(), LOCK_SH | LOCK_NB) != 0;
}

std::uint64_t torn_bytes(const fs::path& folder) {
    std::uint64_t bytes = 0;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        if (entry.path().extension() == ".torn") bytes += entry.file_size(ignored);
    }
    return bytes;
}

}  // namespace

std::vector<StrandSurvey> survey_spool(const fs::path& folder) {
    std::vector<StrandSurvey> strands;
    std::error_code error;
    const fs::directory_iterator entries(folder, error);
    if (error == std::errc::no_such_file_or_directory) return strands;
    if (error) {
        throw Error(Error::Kind::input,
                    fmt::format("can't read `{}`: {}", folder.string(), system_reason(error.value())));
    }
    for (const auto& entry : entries) {
        const std::string id = entry.path().filename().string();
        if (!is_uuid(id)) continue;
        StrandContent content = look_at(entry.path());
        strands.push_back({.id = id,
                           .identity = std::move(content.identity),
                           .clicks = content.clicks,
                           .bytes = content.bytes,
                           .torn = torn_bytes(entry.path()),
                           .oldest = content.oldest,
                           .is_held = is_locked(entry.path())});
    }
    std::ranges::sort(strands, {}, &StrandSurvey::id);
    return strands;
}

}  // namespace megactl::links
