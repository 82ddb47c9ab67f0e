#include "core/staticfiles/missing_source.hpp"

#include "core/base/closest.hpp"
#include "core/base/text.hpp"
#include "core/os/file.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace megactl::staticfiles {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> folders_in(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code failure;
    for (fs::directory_iterator entry(folder, failure); !failure && entry != fs::directory_iterator();
         entry.increment(failure)) {
        std::error_code ignored;
        if (entry->is_directory(ignored)) names.push_back(entry->path().filename().string());
    }
    return names;
}

// The folder with the first of its names that isn't there mended.
std::optional<fs::path> near_folder(const fs::path& folder) {
    fs::path known = folder.root_path();
    std::error_code ignored;
    for (const fs::path& name : folder.relative_path()) {
        if (!fs::is_directory(known / name, ignored)) break;
        known /= name;
    }
    const fs::path rest = folder.lexically_relative(known);
    const std::string wanted = rest.begin()->string();
    const std::vector<std::string> names = folders_in(known);
    const auto near = closest_match(wanted, std::vector<std::string_view>(names.begin(), names.end()));
    if (!near) return std::nullopt;
    const fs::path whole = known / *near / rest.lexically_relative(wanted);
    return fs::is_directory(whole, ignored) ? absolute_path(whole, known) : known / *near;
}

// As the source's own name is written: relative where that is.
std::string as_named(const SourceFolder& source, const fs::path& folder) {
    const fs::path name = fs::path(source.name).lexically_normal();
    if (name.is_absolute() || *name.begin() == "..") return folder.string();
    fs::path project = source.folder;
    for (const fs::path& part : name) {
        if (!part.empty()) project = project.parent_path();
    }
    return folder.lexically_relative(project).string();
}

Error described(const SourceFolder& source) {
    const std::string name = escape_controls(source.name);
    if (const auto status = os::status_of(source.folder)) {
        const std::string_view kind = status->kind == os::FileKind::regular ? "a file" : os::name_of(status->kind);
        return {Error::Kind::input, fmt::format("the source `{}` is {}, not a folder", name, kind)};
    }
    return {Error::Kind::input, fmt::format("the source `{}` is not there", name)};
}

}  // namespace

Error missing_source(const SourceFolder& source) {
    const auto near = near_folder(source.folder);
    Error error = described(source).from(source.named_by);
    if (near) return std::move(error).help(fmt::format("did you mean `{}`?", escape_controls(as_named(source, *near))));
    return std::move(error).help("name a folder that is there; nothing was changed");
}

void require_folder(const SourceFolder& source) {
    std::error_code failure;
    const fs::file_type type = fs::status(source.folder, failure).type();
    if (type == fs::file_type::directory || type == fs::file_type::none) return;
    throw missing_source(source);
}

}  // namespace megactl::staticfiles
