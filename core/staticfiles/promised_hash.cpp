#include "core/staticfiles/promised_hash.hpp"

#include "core/staticfiles/hashed_name.hpp"

#include <algorithm>

namespace megactl::staticfiles {

bool is_hash(std::string_view text) {
    return text.size() == hash_digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::optional<std::string> promised_hash(const ManifestEntry& entry) {
    const auto& [path, name] = entry;
    // Where the hash goes is seen by putting another one there.
    const std::string zeros(hash_digits, '0');
    const std::string pattern = hashed_name(path, zeros);
    if (pattern.size() != name.size()) return std::nullopt;
    for (std::size_t at = pattern.find(zeros); at != std::string::npos; at = pattern.find(zeros, at + 1)) {
        std::string hash = name.substr(at, hash_digits);
        if (is_hash(hash) && hashed_name(path, hash) == name) return hash;
    }
    return std::nullopt;
}

std::optional<std::string> hash_in_name(std::string_view name) {
    const std::string_view filename = name.substr(name.rfind('/') + 1);  // npos + 1 is 0
    // Last, or last but one before the extension.
    for (const std::size_t end : {filename.size(), std::min(filename.rfind('.'), filename.size())}) {
        if (end <= hash_digits || filename[end - hash_digits - 1] != '.') continue;
        const std::string_view hash = filename.substr(end - hash_digits, hash_digits);
        if (is_hash(hash)) return std::string(hash);
    }
    return std::nullopt;
}

}  // namespace megactl::staticfiles
