#include "core/checks/started.hpp"

#include "core/base/text.hpp"
#include "core/project/dockerfile_commands.hpp"

#include <array>

namespace megactl::checks {
namespace {

constexpr std::array<std::string_view, 7> servers{"gunicorn", "uvicorn", "daphne",        "hypercorn",
                                                  "granian",  "uwsgi",   "waitress-serve"};

}  // namespace

std::span<const std::string_view> application_servers() {
    return servers;
}

bool is_application_server(std::string_view word) {
    return is_one_of(word.substr(word.rfind('/') + 1), servers);
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
