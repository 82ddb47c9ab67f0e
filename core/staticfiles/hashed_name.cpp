#include "core/staticfiles/hashed_name.hpp"

#include "core/staticfiles/python_text.hpp"

#include <fmt/format.h>

namespace megactl::staticfiles {
namespace {

// Where the extension begins: at the last dot that is not one of the leading ones.
std::size_t extension_begin(std::string_view filename) {
    const std::size_t dot = filename.rfind('.');
    const std::size_t first = filename.find_first_not_of('.');
    return dot == std::string_view::npos || first == std::string_view::npos || dot < first ? filename.size() : dot;
}

}  // namespace

std::string hashed_name(std::string_view name, std::string_view hash) {
    UrlParts parts = split_url(unquoted(name));
    const std::string path(strip(parts.path));
    const std::size_t slash = path.rfind('/');
    const std::string_view filename = std::string_view(path).substr(slash == std::string::npos ? 0 : slash + 1);
    std::string_view folder = std::string_view(path).substr(0, path.size() - filename.size());
    if (folder.find_first_not_of('/') != std::string_view::npos) {
        folder = folder.substr(0, folder.find_last_not_of('/') + 1);
    }
    const bool wants_slash = !folder.empty() && !folder.ends_with('/');
    const std::size_t dot = extension_begin(filename);
    parts.path =
        fmt::format("{}{}{}.{}{}", folder, wants_slash ? "/" : "", filename.substr(0, dot), hash, filename.substr(dot));
    // The beginning of `font.eot?#iefix` keeps its empty query.
    if (name.find("?#") != std::string_view::npos && parts.query.empty()) parts.path += '?';
    return join_url(parts);
}

std::string opened_path(std::string_view name) {
    return std::string(strip(split_url(unquoted(name)).path));
}

}  // namespace megactl::staticfiles
