#pragma once

#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "core/broker/broker.hpp"
#include "core/celery/chord.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// How a chord stands, by the id of its group.
namespace megactl::cli::commands {

// A part that has not ended, as far as its message is to be found.
struct OpenPart {
    std::optional<std::int64_t> index{};
    std::string id;
    std::string task;
    std::string queue;  // that it waits in, or was taken from
    bool is_held = false;
};
std::vector<OpenPart> parts_of_chord(broker::Broker& broker, const std::string& group);

void print_chord(Context& context, const Invocation& invocation, const std::string& group,
                 const celery::ChordProgress& progress, const std::vector<OpenPart>& found);

}  // namespace megactl::cli::commands
