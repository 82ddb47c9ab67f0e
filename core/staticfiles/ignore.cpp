#include "core/staticfiles/ignore.hpp"

#include "core/base/glob.hpp"
#include "core/base/text.hpp"

#include <algorithm>
#include <utility>

namespace megactl::staticfiles {

std::string normal_path(std::string_view path) {
    // Exactly two leading slashes are kept, as POSIX reserves them; any other number is one.
    const bool is_rooted = path.starts_with('/');
    std::string root = is_rooted ? "/" : "";
    if (path.starts_with("//") && !path.starts_with("///")) root = "//";
    std::vector<std::string> parts;
    for (const std::string_view part : split(path, '/')) {
        if (part.empty() || part == ".") continue;
        const bool has_parent = !parts.empty() && parts.back() != "..";
        if (part == ".." && has_parent) {
            parts.pop_back();
        } else if (part != ".." || !is_rooted) {
            parts.emplace_back(part);
        }
    }
    std::string normal = root + join(parts, "/");
    return normal.empty() ? "." : normal;
}

std::vector<std::string> IgnorePatterns::defaults() {
    return {"CVS", ".*", "*~"};
}

IgnorePatterns::IgnorePatterns(std::span<const std::string> patterns) {
    for (const std::string& pattern : patterns)
        patterns_.push_back(compile(normal_path(pattern)));
}

IgnorePatterns::Pattern IgnorePatterns::compile(std::string pattern) {
    constexpr std::string_view special = "*?[";
    const std::size_t first = pattern.find_first_of(special);
    if (first == std::string::npos) return {Pattern::Form::word, std::move(pattern)};
    const bool is_one_star = pattern[first] == '*' && pattern.find_first_of(special, first + 1) == std::string::npos;
    if (is_one_star && first + 1 == pattern.size()) {
        pattern.pop_back();
        return {Pattern::Form::beginning, std::move(pattern)};
    }
    // A lone byte of a code point at the begin could match the end of one: such patterns take the slow way.
    if (is_one_star && first == 0 && is_utf8(pattern)) return {Pattern::Form::ending, pattern.substr(1)};
    return {Pattern::Form::glob, std::move(pattern)};
}

bool IgnorePatterns::Pattern::covers(std::string_view subject) const {
    switch (form) {
        case Form::word: return subject == text;
        case Form::beginning: return subject.starts_with(text);
        case Form::ending: return subject.ends_with(text);
        case Form::glob: break;
    }
    return matches_fnmatch(text, subject);
}

bool IgnorePatterns::cover(std::string_view subject) const {
    return std::ranges::any_of(patterns_, [&](const Pattern& pattern) { return pattern.covers(subject); });
}

bool IgnorePatterns::cover_file(std::string_view folder, std::string_view name) const {
    if (cover(name)) return true;
    if (folder.empty()) return false;
    std::string path(folder);
    path += '/';
    path += name;
    return cover(path);
}

}  // namespace megactl::staticfiles
