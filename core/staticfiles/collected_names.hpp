#pragma once

#include "core/staticfiles/django_release.hpp"
#include "core/staticfiles/plan.hpp"
#include "core/staticfiles/reference.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace megactl::staticfiles {

// The collected files by their place, with the names they have so far. Filled by one thread, then read by many.
class CollectedNames {
public:
    // `root` is asked for what was not collected, until a stop; an empty one isn't.
    CollectedNames(std::span<const Transfer> collected, const RewriteRules& rules, std::filesystem::path root,
                   std::stop_token stop);

    std::optional<std::size_t> index_of(std::string_view destination) const;
    // Is it one whose references are rewritten?
    bool is_rewritten(std::size_t index) const { return is_rewritten_[index]; }
    // It refers to nothing, so its plain hash is right.
    void leave_plain(std::size_t index) { is_rewritten_[index] = false; }
    std::span<const Transfer> files() const { return files_; }

    // The hash of the plain content, and the hashed name.
    std::vector<std::string> hashes;
    std::vector<std::string> names;

    // Throws Stopped.
    StaticNames::Plain plain(std::string_view path) const;

private:
    StaticNames::Plain in_root(const std::string& path) const;

    std::span<const Transfer> files_;
    std::filesystem::path root_;
    std::stop_token stop_;
    std::unordered_map<std::string_view, std::size_t> index_;
    std::unordered_set<std::string_view> folders_;
    std::vector<bool> is_rewritten_;
};

// Does a path lead out of the root, or is it none at all?
bool leaves_root(std::string_view normal_path);

// One file's view of the names, which remembers the files to be rewritten that it asked for.
class NamesWithMemory final : public StaticNames {
public:
    explicit NamesWithMemory(const CollectedNames& names) : names_(names) {}

    std::optional<std::string> hashed(std::string_view key) override;
    Plain plain(std::string_view path) override { return names_.plain(path); }

    // Indices, each once.
    std::vector<std::size_t> take_rewritten();

private:
    const CollectedNames& names_;
    std::vector<std::size_t> rewritten_;
};

}  // namespace megactl::staticfiles
