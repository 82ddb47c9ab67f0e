#include "cli/docs/completion.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <array>

namespace megactl::cli::docs {

std::span<const Shell> shells() {
    static constexpr std::array table{
        Shell{"bash", "megactl.bash", bash_completion},
        Shell{"zsh", "_megactl", zsh_completion},
        Shell{"fish", "megactl.fish", fish_completion},
    };
    return table;
}

std::string_view living_kind(Completion completion) {
    switch (completion) {
        case Completion::rules: return "rules";
        case Completion::rule_groups: return "rule-groups";
        case Completion::services: return "services";
        case Completion::queues: return "queues";
        case Completion::workers: return "workers";
        case Completion::tasks: return "tasks";
        case Completion::none:
        case Completion::file:
        case Completion::directory:
        case Completion::commands: break;
    }
    return {};
}

std::optional<std::string> complete_rules(std::string_view kind, std::string_view prefix,
                                          std::span<const checks::Rule* const> rules) {
    std::string text;
    if (kind == "rule-groups") {
        for (const std::string_view group : rule_groups(rules)) {
            if (group.starts_with(prefix)) text += fmt::format("{}\n", group);
        }
        return text;
    }
    if (kind != "rules") return std::nullopt;
    for (const checks::Rule* rule : rules) {
        if (rule->id.starts_with(prefix)) text += fmt::format("{}\t{}\n", rule->id, menu_text(rule->summary));
    }
    return text;
}

std::string shell_quoted(std::string_view text) {
    return fmt::format("'{}'", replace_all(std::string(text), "'", "'\\''"));
}

std::string menu_text(std::string_view summary) {
    std::string text;
    for (const char c : trim(summary)) {
        if (c != '`') text += is_space(c) ? ' ' : c;
    }
    return text;
}

}  // namespace megactl::cli::docs
