#include "core/project/container_user.hpp"

#include "core/base/text.hpp"
#include "core/project/dockerfile_commands.hpp"
#include "core/project/shell.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

namespace megactl::project {
namespace {

// The number that a command gives a user whom it makes or changes. A build argument may decide otherwise than its
// default says, so only plain words count.
std::optional<unsigned> number_given_by(const ShellCommand& command, std::string_view name) {
    const std::vector<ShellWord>& words = command.words;
    if (words.empty() || !std::ranges::all_of(words, &ShellWord::is_literal)) return std::nullopt;
    const std::string_view program = words.front().text;
    if (!is_one_of(program.substr(program.rfind('/') + 1), {"useradd", "adduser", "usermod"})) return std::nullopt;
    if (std::ranges::find(words, name, &ShellWord::text) == words.end()) return std::nullopt;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string_view word = words[i].text;
        if (word.starts_with("--uid=")) return number_of(word.substr(6));
        if ((word == "--uid" || word == "-u") && i + 1 < words.size()) return number_of(words[i + 1].text);
        if (word.starts_with("-u") && word.size() > 2) return number_of(word.substr(2));
    }
    return std::nullopt;
}

struct NamedNumber {
    unsigned number;
    Location at;
};

// The last word that a stage, or one that it stands on, has about the number of a name.
std::optional<NamedNumber> number_of_name(const Dockerfile& dockerfile, std::size_t stage, std::size_t until,
                                          std::string_view name) {
    std::optional<NamedNumber> result;
    for (const std::size_t one : dockerfile.lineage(stage)) {
        const Stage& current = dockerfile.stages[one];
        for (std::size_t i = current.from; i < std::min(current.end, until); ++i) {
            const Instruction& instruction = dockerfile.instructions[i];
            if (instruction.keyword != "RUN" || instruction.is_onbuild) continue;
            for (const ShellCommand& command : commands_of(dockerfile, instruction)) {
                if (const auto number = number_given_by(command, name))
                    result = NamedNumber{*number, dockerfile.locate(instruction.span)};
            }
        }
    }
    return result;
}

ContainerUser as_written(std::string written, const Dockerfile* dockerfile, std::size_t stage, std::size_t until) {
    ContainerUser user;
    const std::vector<std::string_view> parts = split(written, ':');
    const std::string_view name = parts.front();
    user.number = name.empty() || name == "root" ? std::optional(0U) : number_of(name);
    if (parts.size() > 1) user.group = parts[1] == "root" ? std::optional(0U) : number_of(parts[1]);
    if (!user.number && dockerfile != nullptr) {
        if (const auto named = number_of_name(*dockerfile, stage, until, name)) {
            user.number = named->number;
            user.made_at = named->at;
        }
    }
    user.written = std::move(written);
    return user;
}

}  // namespace

std::optional<unsigned> number_of(std::string_view text) {
    unsigned number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::optional<Location> user_at(const Dockerfile& dockerfile, std::size_t stage, std::size_t until) {
    std::optional<Location> at;
    for (const std::size_t one : dockerfile.lineage(stage)) {
        const Stage& current = dockerfile.stages[one];
        for (std::size_t i = current.from; i < std::min(current.end, until); ++i) {
            const Instruction& instruction = dockerfile.instructions[i];
            if (instruction.keyword == "USER" && !instruction.is_onbuild) at = dockerfile.locate(instruction.span);
        }
    }
    return at;
}

ContainerUser user_of_image(const Dockerfile& dockerfile, std::size_t stage, std::size_t instruction) {
    ContainerUser user = as_written(user_before(dockerfile, stage, instruction), &dockerfile, stage, instruction);
    user.at = user_at(dockerfile, stage, instruction);
    // A build argument may decide otherwise than its default says.
    if (user.at && user.at->text().find('$') != std::string_view::npos) user.number = user.group = std::nullopt;
    return user;
}

ContainerUser user_of_service(const Service& service, const Dockerfile* dockerfile, std::size_t stage) {
    const std::size_t end = dockerfile == nullptr ? 0 : dockerfile->stages[stage].end;
    if (!service.user.empty() || dockerfile == nullptr) {
        ContainerUser user = as_written(service.user, dockerfile, stage, end);
        if (service.user.empty()) user.number.reset();  // the image is somebody else's
        return user;
    }
    return user_of_image(*dockerfile, stage, end);
}

}  // namespace megactl::project
