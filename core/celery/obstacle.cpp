// What of a signature can't be applied here.

#include "core/celery/signature.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace megactl::celery {
namespace {

std::optional<std::string> obstacle_of_options(const Options& options) {
    for (const std::string_view name : {"eta", "expires"}) {
        const auto said = options.view_of(name);
        if (said && !said->number() && !time_of(*said)) return fmt::format("has an `{}` that is no time", name);
    }
    // Celery looks at the one only together with the other.
    const std::string exchange = options.text_of("exchange");
    if (!exchange.empty() && !options.text_of("routing_key").empty())
        return fmt::format("goes to the exchange `{}`, and only queues are known here", exchange);
    return std::nullopt;
}

std::optional<std::string> first_obstacle(const std::vector<Signature>& signatures, bool can_begin_chords) {
    for (const Signature& signature : signatures) {
        if (auto obstacle = obstacle_of(signature, can_begin_chords)) return obstacle;
    }
    return std::nullopt;
}

bool is_task(const Signature& signature) {
    return signature.kind == Signature::Kind::task;
}

std::optional<std::string> obstacle_of_chain(const Signature& chain, bool can_begin_chords) {
    const std::vector<Signature> steps = steps_of(chain);
    const auto group = std::ranges::find(steps, Signature::Kind::group, &Signature::kind);
    const bool is_followed = group != steps.end() && (std::next(group) != steps.end() || chain.options.find("chord"));
    if (is_followed) return "has a group within it that something follows";
    return first_obstacle(steps, can_begin_chords);
}

std::optional<std::string> obstacle_of_group(const Signature& group, bool can_begin_chords) {
    const std::vector<Signature> members = members_of(group);
    const auto is_part = [](const Signature& signature) { return signature.options.find("chord").has_value(); };
    if (is_part(group) || std::ranges::any_of(members, is_part)) return "is a group whose members are parts of a chord";
    return first_obstacle(members, can_begin_chords);
}

std::optional<std::string> obstacle_of_chord(const Signature& chord, bool can_begin_chords) {
    if (!can_begin_chords) return "begins a chord, and its parts are counted only where results are kept in Redis";
    for (const Signature& part : members_of(chord.members.front())) {
        const bool is_chain = part.kind == Signature::Kind::chain && std::ranges::all_of(steps_of(part), is_task);
        if (!is_task(part) && !is_chain) return "begins a chord of more than tasks and chains";
        if (auto obstacle = obstacle_of(part, can_begin_chords)) return obstacle;
    }
    return obstacle_of(chord.members.back(), can_begin_chords);
}

}  // namespace

std::optional<std::string> obstacle_of(const Signature& signature, bool can_begin_chords) {
    if (auto obstacle = obstacle_of_options(signature.options)) return obstacle;
    switch (signature.kind) {
        case Signature::Kind::task: return std::nullopt;
        case Signature::Kind::chain: return obstacle_of_chain(signature, can_begin_chords);
        case Signature::Kind::group: return obstacle_of_group(signature, can_begin_chords);
        case Signature::Kind::chord: return obstacle_of_chord(signature, can_begin_chords);
    }
    return std::nullopt;
}

}  // namespace megactl::celery
