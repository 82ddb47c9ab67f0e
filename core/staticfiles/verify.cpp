#include "core/staticfiles/verify.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/os/file.hpp"
#include "core/staticfiles/collected_names.hpp"
#include "core/staticfiles/content_hash.hpp"
#include "core/staticfiles/hashed_name.hpp"
#include "core/staticfiles/ignore.hpp"
#include "core/staticfiles/nearest_path.hpp"
#include "core/staticfiles/parallel.hpp"
#include "core/staticfiles/promised_hash.hpp"
#include "core/staticfiles/reference_scan.hpp"
#include "core/staticfiles/rewrite.hpp"
#include "core/staticfiles/stale_files.hpp"

#include <fmt/format.h>

#include <sys/stat.h>

#include <algorithm>
#include <memory>
#include <unordered_set>
#include <utility>

namespace megactl::staticfiles {
namespace {

constexpr Bytes text_limit{1ULL << 30};

// References are looked up among the files as they lie there.
class FilesOnDisk final : public StaticNames {
public:
    explicit FilesOnDisk(const std::filesystem::path& root) : root_(root) {}

    std::optional<std::string> hashed(std::string_view key) override {
        return plain(key).kind == Plain::Kind::file ? std::optional(std::string(key)) : std::nullopt;
    }

    Plain plain(std::string_view path) override {
        const std::string place = normal_path(path);
        if (place.find('\0') != std::string::npos) return {Plain::Kind::missing, {}};
        if (leaves_root(place)) return {Plain::Kind::outside, {}};
        struct stat entry {};
        if (::stat((root_ / place).c_str(), &entry) != 0) return {Plain::Kind::missing, {}};
        return {S_ISDIR(entry.st_mode) ? Plain::Kind::folder : Plain::Kind::file, {}};
    }

private:
    const std::filesystem::path& root_;
};

class Verification {
public:
    Verification(std::span<const ManifestEntry> manifest, const VerifyOptions& options)
        : options_(options), rules_{.release = DjangoRelease::v6_1, .static_url = options.static_url} {
        std::unordered_set<std::string> seen;
        for (const ManifestEntry& entry : manifest) {
            std::string place = normal_path(entry.second);
            if (seen.insert(place).second) files_.push_back({&entry, std::move(place), {}});
        }
    }

    std::vector<RootProblem> run() {
        run_parallel(files_.size(), options_.threads, options_.stop, [&](const std::stop_token&) -> Work {
            return [&](std::size_t index) { look_at(files_[index]); };
        });
        // A file that the manifest names as well is told once, whoever refers to it.
        std::unordered_set<std::string> told;
        for (const NamedFile& file : files_) {
            for (const RootProblem& problem : file.problems) {
                if (problem.kind == RootProblem::Kind::missing_file) told.insert(problem.file);
            }
        }
        std::vector<RootProblem> problems;
        for (NamedFile& file : files_) {
            for (RootProblem& problem : file.problems) {
                const bool is_told =
                    problem.kind == RootProblem::Kind::missing_reference && told.contains(problem.target);
                if (!is_told) problems.push_back(std::move(problem));
            }
        }
        add_nearest(problems);
        return problems;
    }

private:
    struct NamedFile {
        const ManifestEntry* entry;
        std::string place;
        std::vector<RootProblem> problems;
    };

    RootProblem problem(const NamedFile& file, RootProblem::Kind kind) const {
        return {.kind = kind, .file = file.place, .path = file.entry->first};
    }

    bool is_file(const std::string& place) const {
        struct stat entry {};
        return place.find('\0') == std::string::npos && !leaves_root(place) &&
               ::stat((options_.root / place).c_str(), &entry) == 0 && S_ISREG(entry.st_mode);
    }

    std::string shown(const std::string& place) const { return options_.root_name + '/' + place; }

    void look_at(NamedFile& file) const {
        if (!is_file(file.place)) {
            file.problems.push_back(problem(file, RootProblem::Kind::missing_file));
            return;
        }
        const std::filesystem::path path = options_.root / file.place;
        const auto promised = promised_hash(*file.entry);
        if (forms_in(file.place, rules_).empty()) {
            if (promised && file_hash(path, escape_controls(shown(file.place))) != *promised)
                file.problems.push_back(problem(file, RootProblem::Kind::changed_file));
            return;
        }
        auto content = os::read_file(path, text_limit);
        if (!content) {
            throw Error(Error::Kind::input, fmt::format("can't read `{}`: {}", escape_controls(shown(file.place)),
                                                        escape_controls(content.error().explanation)));
        }
        if (promised && content_hash(*content) != *promised)
            file.problems.push_back(problem(file, RootProblem::Kind::changed_file));
        if (is_utf8(*content)) look_at_references(file, *content);
    }

    void look_at_references(NamedFile& file, const std::string& text) const {
        FilesOnDisk names(options_.root);
        Rewritten rewritten = rewrite(file.place, text, rules_, names);
        std::ranges::stable_sort(rewritten.remarks, {}, [](const RewriteRemark& remark) { return remark.at.begin; });
        Source source;
        for (const RewriteRemark& remark : rewritten.remarks) {
            if (remark.kind == Resolution::Kind::replaced) continue;
            const bool is_source_map = std::string_view(text).substr(0, remark.at.begin).ends_with("sourceMappingURL=");
            if (remark.is_in_comment && !is_source_map) continue;
            if (!source) source = std::make_shared<const SourceText>(shown(file.place), text);
            RootProblem found = problem(file, RootProblem::Kind::missing_reference);
            found.at = Location{source, remark.at};
            found.target = remark.target;
            found.is_source_map = is_source_map;
            file.problems.push_back(std::move(found));
        }
    }

    // Looking for what was meant takes a while where there are many files.
    void add_nearest(std::vector<RootProblem>& problems) const {
        constexpr std::size_t searched = 20;
        std::vector<Transfer> there;
        std::size_t count = 0;
        for (RootProblem& problem : problems) {
            if (problem.kind != RootProblem::Kind::missing_reference || ++count > searched) continue;
            if (there.empty()) {
                for (const NamedFile& file : files_) {
                    if (is_file(file.place)) there.push_back({.destination = file.place, .source = 0, .path = {}});
                }
            }
            problem.nearest = nearest_path(problem.target, there);
        }
    }

    const VerifyOptions& options_;
    RewriteRules rules_;
    std::vector<NamedFile> files_;
};

}  // namespace

VerifiedRoot verify_root(std::span<const ManifestEntry> manifest, const VerifyOptions& options) {
    VerifiedRoot verified{.problems = Verification(manifest, options).run(), .stale = {}};
    if (!options.stop.stop_requested()) verified.stale = stale_files(manifest, options.root, options.stop);
    return verified;
}

}  // namespace megactl::staticfiles
