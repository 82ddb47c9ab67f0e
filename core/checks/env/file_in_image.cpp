#include "core/base/text.hpp"
#include "core/checks/env/rules.hpp"
#include "core/project/image_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::checks::env_rules {
namespace {

// The stages whose files end up in an image that somebody runs: those a build's target stands on, and those it copies
// the very folder from.
class ShippedStages {
public:
    ShippedStages(const Facts& facts, std::size_t index) : dockerfile_(facts.dockerfiles[index]) {
        for (const auto& image : facts.images) {
            if (image && image->dockerfile == index) add(image->stage);
        }
        if (targets_.empty() && !dockerfile_.stages.empty()) add(dockerfile_.stages.size() - 1);
    }

    bool ship(const project::SecretFileInImage& file) const {
        return std::ranges::any_of(targets_, [&](std::size_t target) {
            const auto lineage = dockerfile_.lineage(target);
            return std::ranges::find(lineage, file.stage) != lineage.end() || is_copied_on(target, file);
        });
    }

private:
    void add(std::size_t stage) {
        if (std::ranges::find(targets_, stage) == targets_.end()) targets_.push_back(stage);
    }

    // `COPY --from=build /app /app` takes along what `COPY . .` brought to /app.
    bool is_copied_on(std::size_t target, const project::SecretFileInImage& file) const {
        const auto copies = project::copies_before(dockerfile_, target, dockerfile_.stages[target].end);
        return std::ranges::any_of(copies, [&](const project::Copy& copy) {
            const auto* from = dockerfile_.instructions[copy.instruction].flag("from");
            if (!copy.is_from_stage || from == nullptr) return false;
            return dockerfile_.stage_index(from->value) == file.stage &&
                   project::is_within(file.destination, copy.source);
        });
    }

    const project::Dockerfile& dockerfile_;
    std::vector<std::size_t> targets_;
};

// Those that one instruction takes along: what is there, else the first that will be.
using Taken = std::vector<const project::SecretFileInImage*>;

std::string pattern_of(const project::SecretFileInImage& file) {
    return fmt::format("`**/{}`", file.path.substr(file.path.rfind('/') + 1));
}

// "`a`, `b` and `c`", of many the first few.
std::string listed(const Taken& taken) {
    constexpr std::size_t most = 4;
    std::vector<std::string> names;
    for (const project::SecretFileInImage* file : taken) {
        if (names.size() < most) names.push_back(fmt::format("`{}`", file->path));
    }
    if (taken.size() > most) names.push_back(fmt::format("{} more", taken.size() - most));
    return join_words(names);
}

std::string help_of(const Taken& taken, const std::string& ignore_file) {
    std::vector<std::string> patterns;
    for (const project::SecretFileInImage* file : taken) {
        std::string pattern = pattern_of(*file);
        if (std::ranges::find(patterns, pattern) == patterns.end()) patterns.push_back(std::move(pattern));
    }
    return fmt::format("{} in `{}`", join_words(patterns), ignore_file);
}

Finding finding_of(const Facts& facts, const Taken& taken) {
    const project::SecretFileInImage& file = *taken.front();
    const project::Dockerfile& dockerfile = facts.dockerfiles[file.dockerfile];
    Finding finding;
    finding.severity = Severity::warning;
    finding.headline = file.wanted_at
                           ? fmt::format("`{}` goes into the image wherever it is there", file.path)
                           : fmt::format("{} {} into the image", listed(taken), taken.size() == 1 ? "goes" : "go");
    finding.primary = Label{dockerfile.locate(dockerfile.instructions[file.instruction].span),
                            taken.size() == 1 ? "takes it along" : "takes them along"};
    if (file.wanted_at) finding.related.push_back({*file.wanted_at, "wants it there"});
    const Source& ignore_file = facts.ignore_files[file.dockerfile];
    finding.help = {help_of(taken, ignore_file ? ignore_file->name() : ".dockerignore")};
    if (!ignore_file) finding.notes = {"the build context has no `.dockerignore`"};
    Taken keys = taken;
    std::erase_if(keys, [](const project::SecretFileInImage* one) { return !one->is_key; });
    if (!keys.empty())
        finding.notes.push_back(fmt::format("{} {} a private key", listed(keys), keys.size() == 1 ? "holds" : "hold"));
    finding.stage = dockerfile.stages[file.stage].label(file.stage);
    finding.phase = "build";
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    for (std::size_t i = 0; i < facts.dockerfiles.size(); ++i) {
        const ShippedStages shipped(facts, i);
        std::map<std::size_t, Taken> by_instruction;
        for (const project::SecretFileInImage& file : facts.secret_files_in_images) {
            if (file.dockerfile != i || !shipped.ship(file)) continue;
            Taken& taken = by_instruction[file.instruction];
            if (!taken.empty() && taken.front()->wanted_at && !file.wanted_at) taken.clear();
            if (taken.empty() || !file.wanted_at) taken.push_back(&file);
        }
        for (const auto& [instruction, taken] : by_instruction)
            findings.push_back(finding_of(facts, taken));
    }
    return findings;
}

}  // namespace

constinit const Rule file_in_image{
    .id = "env/file-in-image",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::build,
    .need = Need::repo,
    .summary = "an env file or a private key is copied into the image",
    .why =
        R"(`COPY . .` takes everything along that `.dockerignore` does not name, the env file with the secrets and the
private key of the server too. Whoever can pull the image can read them, and settings that read a `.env` by
themselves find the one of the machine that built. What `.gitignore` says does not count for a build, and a
pattern without `**/` holds only in the context's root.)",
    .wrong = R"(# .dockerignore
.git

# Dockerfile
COPY . .)",
    .right = R"(# .dockerignore
.git
**/.env*
!**/.env.example)",
    .fix =
        R"(Name env files and keys in `.dockerignore`: `**/.env*`, with `!**/.env.example` for the sample, `**/*.key`.
Containers get them when they start: by `env_file:` or `environment:`, a key by `secrets:` or a mount.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
