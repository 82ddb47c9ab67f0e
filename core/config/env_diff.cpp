#include "core/config/env_diff.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>

namespace megactl::config {
namespace {

std::unordered_map<std::string_view, const EnvEntry*> last_by_name(const EnvFile& file) {
    std::unordered_map<std::string_view, const EnvEntry*> entries;
    for (const EnvEntry& entry : file.entries)
        entries[entry.name] = &entry;
    return entries;
}

std::size_t line_of(const EnvFile& file, Span span) {
    return file.source->line_at(span.begin);
}

// The last entry that begins on each line.
std::map<std::size_t, const EnvEntry*> by_line(const EnvFile& file) {
    std::map<std::size_t, const EnvEntry*> entries;
    for (const EnvEntry& entry : file.entries)
        entries[line_of(file, entry.span)] = &entry;
    return entries;
}

bool is_same(const EnvEntry* one, const EnvEntry* other) {
    if (one == nullptr || other == nullptr) return one == other;
    return one->name == other->name && one->value == other->value;
}

}  // namespace

std::vector<EnvDifference> differences(const EnvFile& before, const EnvFile& after) {
    const auto left = last_by_name(before);
    const auto right = last_by_name(after);
    std::vector<EnvDifference> found;
    for (const EnvEntry& entry : before.entries) {
        if (left.at(entry.name) != &entry) continue;
        const auto other = right.find(entry.name);
        const EnvEntry* const same = other == right.end() ? nullptr : other->second;
        if (same == nullptr || same->value != entry.value) found.push_back({entry.name, &entry, same});
    }
    for (const EnvEntry& entry : after.entries) {
        if (right.at(entry.name) == &entry && !left.contains(entry.name))
            found.push_back({entry.name, nullptr, &entry});
    }
    return found;
}

std::vector<EnvDisagreement> disagreements(const EnvFile& file, EnvReader dialect) {
    const std::map<std::size_t, const EnvEntry*> own = by_line(file);
    // The lines that a value of several lines takes, its first left out.
    std::map<std::size_t, std::size_t> inner;
    for (const EnvEntry& entry : file.entries) {
        const std::size_t first = line_of(file, entry.span);
        const std::size_t last = file.source->line_at(std::max(entry.span.begin, entry.span.end - 1));
        if (last > first) inner[first + 1] = last;
    }
    const auto is_inner = [&](std::size_t line) {
        const auto next = inner.upper_bound(line);
        return next != inner.begin() && std::prev(next)->second >= line;
    };
    std::map<std::size_t, EnvDisagreement> found;
    for (const EnvReader other : all_env_readers) {
        if (other == dialect) continue;
        const EnvFile theirs = read_env_file(file.source, other);
        const std::map<std::size_t, const EnvEntry*> lines = by_line(theirs);
        const auto note = [&](std::size_t line, const EnvEntry& entry, std::string_view name) {
            EnvDisagreement& one =
                found.try_emplace(line, EnvDisagreement{std::string(name), entry.span, {}}).first->second;
            one.others.push_back(other);
        };
        for (const auto& [line, entry] : own) {
            const auto same = lines.find(line);
            if (!is_same(entry, same == lines.end() ? nullptr : same->second)) note(line, *entry, entry->name);
        }
        for (const auto& [line, entry] : lines) {
            if (!own.contains(line) && !is_inner(line)) note(line, *entry, "");
        }
    }
    std::vector<EnvDisagreement> ordered;
    ordered.reserve(found.size());
    for (auto& [line, one] : found)
        ordered.push_back(std::move(one));
    return ordered;
}

}  // namespace megactl::config
