#include "core/staticfiles/collected_names.hpp"

#include "core/base/text.hpp"
#include "core/staticfiles/content_hash.hpp"
#include "core/staticfiles/ignore.hpp"
#include "core/staticfiles/reference_scan.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

namespace megactl::staticfiles {

CollectedNames::CollectedNames(std::span<const Transfer> collected, const RewriteRules& rules,
                               std::filesystem::path root, std::stop_token stop)
    : hashes(collected.size()),
      names(collected.size()),
      files_(collected),
      root_(std::move(root)),
      stop_(std::move(stop)) {
    index_.reserve(collected.size());
    for (std::size_t i = 0; i < collected.size(); ++i) {
        const std::string_view path = collected[i].destination;
        index_.emplace(path, i);
        is_rewritten_.push_back(!forms_in(path, rules).empty());
        for (std::size_t slash = path.rfind('/'); slash != std::string_view::npos && slash > 0;
             slash = path.rfind('/', slash - 1)) {
            if (!folders_.insert(path.substr(0, slash)).second) break;
        }
    }
}

std::optional<std::size_t> CollectedNames::index_of(std::string_view destination) const {
    const auto found = index_.find(destination);
    return found == index_.end() ? std::nullopt : std::optional(found->second);
}

StaticNames::Plain CollectedNames::plain(std::string_view path) const {
    using Kind = StaticNames::Plain::Kind;
    const std::string place = normal_path(path);
    if (place.find('\0') != std::string::npos) return {Kind::missing, {}};
    if (leaves_root(place)) return {Kind::outside, {}};
    if (place == "." || folders_.contains(place)) return {Kind::folder, {}};
    if (const auto index = index_of(place)) return {Kind::file, hashes[*index]};
    return in_root(place);
}

StaticNames::Plain CollectedNames::in_root(const std::string& path) const {
    using Kind = StaticNames::Plain::Kind;
    if (root_.empty()) return {Kind::missing, {}};
    const std::filesystem::path file = root_ / path;
    struct stat entry {};
    if (::stat(file.c_str(), &entry) != 0) return {Kind::missing, {}};
    if (!S_ISREG(entry.st_mode)) return {Kind::folder, {}};
    return {Kind::file, file_hash(file, escape_controls(file.string()), stop_)};
}

bool leaves_root(std::string_view normal_path) {
    return normal_path == ".." || normal_path.starts_with("../") || normal_path.starts_with('/');
}

std::optional<std::string> NamesWithMemory::hashed(std::string_view key) {
    const auto index = names_.index_of(key);
    if (!index) return std::nullopt;
    if (names_.is_rewritten(*index)) rewritten_.push_back(*index);
    return names_.names[*index];
}

std::vector<std::size_t> NamesWithMemory::take_rewritten() {
    std::ranges::sort(rewritten_);
    const auto repeated = std::ranges::unique(rewritten_);
    rewritten_.erase(repeated.begin(), repeated.end());
    return std::move(rewritten_);
}

}  // namespace megactl::staticfiles
