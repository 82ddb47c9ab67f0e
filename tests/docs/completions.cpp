#include "tests/docs/completions.hpp"

#include "core/base/text.hpp"
#include "tests/docs/shell.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::tests {

std::vector<std::string> Shells::candidates(const std::string& command) const {
    const Ended ended =
        run_shell(fmt::format("cd {} && export HOME=$PWD PATH={}:\"$PATH\" && {}", shell_word(place_.path().string()),
                              shell_word(programs_.string()), command));
    std::vector<std::string> lines;
    for (const std::string_view line : split(ended.output, '\n')) {
        if (!line.empty()) lines.emplace_back(line.substr(0, line.find('\t')));
    }
    std::ranges::sort(lines);
    const auto repeated = std::ranges::unique(lines);
    lines.erase(repeated.begin(), repeated.end());
    return lines;
}

std::vector<std::string> Shells::bash(const std::vector<std::string>& words) const {
    std::string list;
    for (const std::string& word : words)
        list += " " + shell_word(word);
    const std::string script = fmt::format(
        R"(source {} && COMP_WORDS=({}) && COMP_CWORD={} && _megactl megactl; printf '%s\n' "${{COMPREPLY[@]}}")",
        shell_word((scripts_ / "megactl.bash").string()), list, words.size() - 1);
    return candidates(fmt::format("bash --norc --noprofile -c {}", shell_word(script)));
}

std::vector<std::string> Shells::zsh(std::string_view line) const {
    return candidates(fmt::format("zsh -f {} {} {}", shell_word(MEGACTL_TESTS "/docs/candidates.zsh"),
                                  shell_word(scripts_.string()), shell_word(line)));
}

std::vector<std::string> Shells::fish(std::string_view line) const {
    return candidates(fmt::format("fish --no-config -c 'source $argv[1]; complete -C $argv[2]' {} {}",
                                  shell_word((scripts_ / "megactl.fish").string()), shell_word(line)));
}

}  // namespace megactl::tests
