#include "core/links/link_table.hpp"

#include "core/links/uri.hpp"

#include <bit>
#include <functional>

namespace megactl::links {
namespace {

constexpr std::size_t longest_name = 1024;  // of a user or slug, in bytes; Django's are at most 600

std::size_t hash_of(std::string_view user, std::string_view slug) {
    constexpr std::size_t odd = 0x9e3779b97f4a7c15ULL;
    const std::hash<std::string_view> hash;
    return hash(user) * odd + hash(slug);
}

bool is_reachable(std::string_view name) {
    return !name.empty() && name.size() <= longest_name && name.find('/') == std::string_view::npos;
}

}  // namespace

void LinkTable::add(const Link& link) {
    if (!is_reachable(link.user) || !is_reachable(link.slug)) return;
    const std::string location = as_location(link.target);
    entries_.push_back({.id = link.id,
                        .begin = text_.size(),
                        .location_size = static_cast<std::uint32_t>(location.size()),
                        .user_size = static_cast<std::uint16_t>(link.user.size()),
                        .slug_size = static_cast<std::uint16_t>(link.slug.size() & 0x7fffU),
                        .is_refused = has_refused_scheme(link.target)});
    text_.append(link.user).append(link.slug).append(location);
}

void LinkTable::finish() {
    text_.shrink_to_fit();
    entries_.shrink_to_fit();
    places_.assign(std::bit_ceil(entries_.size() * 2 + 1), 0);
    for (std::uint32_t number = 0; number < entries_.size(); ++number) {
        const std::string_view text = text_of(entries_[number]);
        const std::string_view user = text.substr(0, entries_[number].user_size);
        std::size_t place = hash_of(user, text.substr(user.size(), entries_[number].slug_size));
        while (places_[place & (places_.size() - 1)] != 0)
            ++place;
        places_[place & (places_.size() - 1)] = number + 1;
    }
}

std::string_view LinkTable::text_of(const Entry& entry) const {
    return std::string_view(text_).substr(entry.begin, entry.user_size + entry.slug_size + entry.location_size);
}

std::optional<LinkTable::Target> LinkTable::find(std::string_view user, std::string_view slug) const {
    if (places_.empty()) return std::nullopt;
    for (std::size_t place = hash_of(user, slug);; ++place) {
        const std::uint32_t number = places_[place & (places_.size() - 1)];
        if (number == 0) return std::nullopt;
        const Entry& entry = entries_[number - 1];
        if (entry.user_size != user.size() || entry.slug_size != slug.size()) continue;
        const std::string_view text = text_of(entry);
        if (!text.starts_with(user) || text.substr(user.size(), slug.size()) != slug) continue;
        return Target{entry.id, text.substr(user.size() + slug.size()), entry.is_refused != 0};
    }
}

}  // namespace megactl::links
