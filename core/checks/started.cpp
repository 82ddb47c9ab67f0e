#include "core/checks/started.hpp"

#include "core/base/text.hpp"
#include "core/project/dockerfile_commands.hpp"
#include "core/project/server_command.hpp"

#include <algorithm>
#include <vector>

namespace megactl::checks {
namespace {

// The words of a command as text or as a JSON array.
std::vector<std::string_view> words_of(std::string_view text) {
    constexpr std::string_view marks = "\"'[],\n\t";
    std::vector<std::string_view> words = split(text, ' ');
    for (std::string_view& word : words) {
        const std::size_t begin = std::min(word.find_first_not_of(marks), word.size());
        word = word.substr(begin, word.find_last_not_of(marks) + 1 - begin);
    }
    return words;
}

}  // namespace

bool is_application_server(std::string_view word) {
    return is_one_of(word.substr(word.rfind('/') + 1), project::application_servers());
}

bool is_development_server(std::string_view word) {
    return word.starts_with("--reload") ||
           is_one_of(word, {"runserver", "runserver_plus", "debugpy", "watchfiles", "watchmedo"});
}

bool starts_production_server(std::string_view text) {
    const std::vector<std::string_view> words = words_of(text);
    return std::ranges::none_of(words, is_development_server) && std::ranges::any_of(words, is_application_server);
}

bool starts_development_server(std::string_view text) {
    return std::ranges::any_of(words_of(text), is_development_server);
}

std::string started_text(const Facts& facts, std::size_t service) {
    const project::Service& started = facts.compose->services[service];
    const auto& image = *facts.images[service];
    const project::Dockerfile& dockerfile = facts.dockerfiles[image.dockerfile];
    std::string text = join(started.entrypoint, " ") + " " + join(started.command, " ");
    for (const std::string_view keyword : {"ENTRYPOINT", "CMD"}) {
        const bool is_replaced = !started.entrypoint.empty() || (keyword == "CMD" && !started.command.empty());
        const auto* instruction = is_replaced ? nullptr : effective(dockerfile, image.stage, keyword);
        if (instruction != nullptr) text += " " + instruction->rest.text();
    }
    return text;
}

}  // namespace megactl::checks
