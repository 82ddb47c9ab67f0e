#include "core/base/text.hpp"
#include "core/project/dockerfile.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace megactl::project {
namespace {

// Stages by the names and numbers that COPY --from, RUN --mount=…,from= and --target take.
class StageNames {
public:
    explicit StageNames(const std::vector<Stage>& stages) : count_(stages.size()) {
        for (std::size_t i = 0; i < stages.size(); ++i) {
            if (!stages[i].name.empty()) by_name_[lower(stages[i].name)] = i;
        }
    }

    std::optional<std::size_t> find(std::string_view name) const {
        const auto named = by_name_.find(lower(name));
        if (named != by_name_.end()) return named->second;
        std::size_t index = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
        const bool is_index = !name.empty() && error == std::errc() && end == name.data() + name.size();
        if (!is_index || index >= count_) return std::nullopt;
        return index;
    }

private:
    std::map<std::string, std::size_t> by_name_;  // the latest of a name
    std::size_t count_;
};

// The `from` of `type=bind,from=assets,target=/x`.
std::string_view mount_from(std::string_view mount) {
    for (const std::string_view field : split(mount, ',')) {
        if (field.starts_with("from=")) return field.substr(5);
    }
    return {};
}

// The stage or image whose files a flag brings; empty for other flags.
std::string_view source_of(const Instruction& instruction, const Flag& flag) {
    if (flag.name == "from" && (instruction.keyword == "COPY" || instruction.keyword == "ADD")) return flag.value;
    if (flag.name == "mount" && instruction.keyword == "RUN") return mount_from(flag.value);
    return {};
}

}  // namespace

std::optional<std::size_t> Dockerfile::stage_index(std::string_view target) const {
    if (stages.empty()) return std::nullopt;
    if (target.empty()) return stages.size() - 1;
    return StageNames(stages).find(target);
}

std::vector<std::size_t> Dockerfile::lineage(std::size_t stage) const {
    std::vector<std::size_t> lineage;
    for (std::optional<std::size_t> next = stage; next && *next < stages.size(); next = stages[*next].parent)
        lineage.push_back(*next);
    std::ranges::reverse(lineage);
    return lineage;
}

std::vector<bool> Dockerfile::needed_for(std::size_t target) const {
    std::vector<bool> needed(stages.size(), false);
    const StageNames names(stages);
    const BuildEnvironment globals = stages.empty() ? BuildEnvironment{} : environment_before(*this, 0, stages[0].from);
    std::vector<std::size_t> open;
    const auto need = [&](std::optional<std::size_t> stage) {
        if (!stage || *stage >= stages.size() || needed[*stage]) return;
        needed[*stage] = true;
        open.push_back(*stage);
    };
    need(target);
    while (!open.empty()) {
        const Stage& stage = stages[open.back()];
        open.pop_back();
        need(stage.parent);
        for (std::size_t i = stage.from; i < stage.end; ++i) {
            for (const Flag& flag : instructions[i].flags) {
                const std::string_view named = source_of(instructions[i], flag);
                if (named.empty()) continue;
                // Where BuildKit takes variables here at all, they are of the global scope.
                need(names.find(expand_word(named, globals, escape).value_or(std::string())));
            }
        }
    }
    return needed;
}

}  // namespace megactl::project
