#include "core/staticfiles/plan.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace megactl::staticfiles {
namespace {

using PathSet = std::unordered_set<std::string_view>;

// The folder of a path; nothing at the top.
std::string_view parent_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

// Every folder that some of the paths lie in.
template <class Paths>
PathSet folders_above(const Paths& paths) {
    PathSet folders;
    for (const std::string_view path : paths) {
        for (std::string_view folder = parent_of(path); !folder.empty(); folder = parent_of(folder)) {
            if (!folders.insert(folder).second) break;
        }
    }
    return folders;
}

// What the targets are once the root is emptied: the files are gone, the folders stay.
class ClearedRoot {
public:
    explicit ClearedRoot(const RootListing& listing) : files_(listing.files.begin(), listing.files.end()) {
        for (const std::string_view folder : listing.folders)
            parents_.insert(parent_of(folder));
        for (const std::string_view link : listing.folder_links)
            parents_.insert(parent_of(link));
    }

    Target after(Target target, std::string_view destination) const {
        if (files_.contains(destination)) return {};
        if (target.kind == Target::Kind::folder && !parents_.contains(destination)) {
            target.kind = Target::Kind::empty_folder;
        }
        if (target.kind == Target::Kind::blocked && lies_below_a_file(destination)) return {};
        return target;
    }

private:
    bool lies_below_a_file(std::string_view destination) const {
        for (auto folder = parent_of(destination); !folder.empty(); folder = parent_of(folder)) {
            if (files_.contains(folder)) return true;
        }
        return false;
    }

    PathSet files_;
    PathSet parents_;  // folders that hold folders
};

bool is_up_to_date(const Candidate& candidate, const Target& target, CollectMode mode) {
    if (target.kind != Target::Kind::file && target.kind != Target::Kind::link) return false;
    if (candidate.file.error_number != 0 || !target.modified) return false;
    return *target.modified >= candidate.file.modified && mode.links == (target.kind == Target::Kind::link);
}

Transfer transfer_of(Candidate candidate, Target::Kind target) {
    return {.destination = std::move(candidate.destination),
            .source = candidate.source,
            .path = std::move(candidate.file.path),
            .state = candidate.file.state,
            .replaces_folder = target == Target::Kind::empty_folder,
            .replaces_file = target == Target::Kind::file || target == Target::Kind::link};
}

// All that prevents the plan; told at once, so that one run shows what to mend.
class Obstacles {
public:
    Obstacles(std::span<const SourceFolder> sources, const PathSet& folders, CollectMode mode)
        : sources_(sources), folders_(folders), mode_(mode) {}

    void judge(const Candidate& candidate, Target::Kind target) {
        const std::string name = fmt::format("`{}`", source_path(sources_[candidate.source], candidate.file.path));
        const std::string place = fmt::format("`{}` in the root", escape_controls(candidate.destination));
        if (!mode_.links) judge_content(candidate, name);
        if (target == Target::Kind::folder) {
            add(fmt::format("{} is a folder with content, and {} would be a file there", place, name));
        } else if (target == Target::Kind::blocked) {
            add(fmt::format("a part of {} is no folder, and {} needs one there", place, name));
        } else if (folders_.contains(candidate.destination)) {
            add(fmt::format("{} would be a file where other sources have a folder", name));
        }
    }

    void throw_if_any() {
        if (messages_.empty()) return;
        Error error(Error::Kind::input, std::move(messages_.front()));
        constexpr std::size_t shown = 10;
        for (std::size_t i = 1; i < std::min(messages_.size(), shown); ++i) {
            error = Error(std::move(error).seen(std::move(messages_[i])));
        }
        if (messages_.size() > shown) {
            error = Error(std::move(error).seen(fmt::format("{} more", messages_.size() - shown)));
        }
        throw std::move(error).help("mend it, or leave it out with `--ignore GLOB`; nothing was changed");
    }

private:
    void judge_content(const Candidate& candidate, const std::string& name) {
        const SourceFile& file = candidate.file;
        if (file.error_number == ENOENT) {
            add(fmt::format("{} is a dangling link", name));
        } else if (file.error_number != 0) {
            add(fmt::format("can't read {}: {}", name, system_reason(file.error_number)));
        } else if (file.kind != os::FileKind::regular) {
            add(fmt::format("{} is {}, not a file", name, os::name_of(file.kind)));
        } else if (candidate.destination.find('\\') != std::string::npos) {
            // Django makes it a `/`, and a new copy with a random name each run.
            add(fmt::format("{} has a backslash in its name", name));
        }
    }

    void add(std::string message) { messages_.push_back(std::move(message)); }

    std::span<const SourceFolder> sources_;
    const PathSet& folders_;
    CollectMode mode_;
    std::vector<std::string> messages_;
};

std::vector<Removal> removals(const RootListing& listing, const PathSet& written, const PathSet& needed_folders,
                              const PathSet& replaced_folders) {
    std::vector<Removal> result;
    for (const std::string& path : listing.files) {
        Removal removal{.path = path};
        if (written.contains(path)) removal.moment = Removal::Moment::replaced;
        const bool is_in_the_way = needed_folders.contains(path) || replaced_folders.contains(parent_of(path));
        if (is_in_the_way) removal.moment = Removal::Moment::first;
        result.push_back(std::move(removal));
    }
    std::ranges::sort(result, {}, &Removal::path);
    return result;
}

void sort_by_destination(Supply& supply) {
    std::ranges::sort(supply.winners, {}, &Candidate::destination);
    std::ranges::stable_sort(supply.shadowed, {},
                             [](const Shadowed& entry) -> const std::string& { return entry.loser.destination; });
}

}  // namespace

std::vector<std::string_view> Supply::destinations() const {
    std::vector<std::string_view> views;
    views.reserve(winners.size());
    for (const Candidate& winner : winners)
        views.emplace_back(winner.destination);
    return views;
}

Supply first_wins(std::span<const SourceFolder> sources, std::vector<Listing> listings) {
    Supply supply;
    std::unordered_map<std::string, std::size_t> winner_of;
    for (std::size_t source = 0; source < listings.size(); ++source) {
        const std::string& prefix = sources[source].prefix;
        for (SourceFile& file : listings[source].files) {
            std::string destination = prefix.empty() ? file.path : prefix + '/' + file.path;
            const auto [entry, is_first] = winner_of.try_emplace(destination, source);
            Candidate candidate{std::move(destination), source, std::move(file)};
            if (is_first) {
                supply.winners.push_back(std::move(candidate));
            } else {
                supply.shadowed.push_back({std::move(candidate), entry->second});
            }
        }
    }
    sort_by_destination(supply);
    return supply;
}

CollectPlan make_plan(std::span<const SourceFolder> sources, Supply supply, std::vector<Target> targets,
                      const std::optional<RootListing>& clear, CollectMode mode) {
    const std::vector<std::string_view> destinations = supply.destinations();
    if (clear) {
        const ClearedRoot cleared(*clear);
        for (std::size_t i = 0; i < targets.size(); ++i)
            targets[i] = cleared.after(targets[i], destinations[i]);
    }
    const PathSet needed_folders = folders_above(destinations);
    Obstacles obstacles(sources, needed_folders, mode);
    PathSet replaced_folders;
    CollectPlan plan;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        Candidate& candidate = supply.winners[i];
        const Target& target = targets[i];
        if (is_up_to_date(candidate, target, mode)) {
            const bool is_suspicious = target.size != candidate.file.state.size;
            plan.keep.push_back({transfer_of(candidate, target.kind), is_suspicious});
            continue;
        }
        obstacles.judge(candidate, target.kind);
        if (target.kind == Target::Kind::empty_folder) replaced_folders.insert(destinations[i]);
        (mode.links ? plan.link : plan.copy).push_back(transfer_of(candidate, target.kind));
    }
    obstacles.throw_if_any();
    if (clear) {
        const PathSet written(destinations.begin(), destinations.end());
        plan.remove = removals(*clear, written, needed_folders, replaced_folders);
    }
    plan.shadowed = std::move(supply.shadowed);
    return plan;
}

std::string source_path(const SourceFolder& source, std::string_view path) {
    std::string name = source.name;
    if (!name.ends_with('/')) name += '/';
    name += path;
    return escape_controls(name);
}

}  // namespace megactl::staticfiles
