#include "core/inspect/filter.hpp"

#include "core/base/glob.hpp"
#include "core/inspect/argument_text.hpp"
#include "core/inspect/sent_time.hpp"

#include <algorithm>

namespace megactl::inspect {
namespace {

bool is_named(const Filter& filter, const std::string& task, const std::string& id) {
    if (!filter.task.empty() && !matches_fnmatch(filter.task, task)) return false;
    return !filter.ids || filter.ids->contains(id);
}

bool has_arguments(const Filter& filter, const celery::Message& message) {
    const auto has_positional = [&](const auto& wanted) {
        return positional_text(message, wanted.first) == wanted.second;
    };
    const auto has_keyword = [&](const auto& wanted) { return keyword_text(message, wanted.first) == wanted.second; };
    return std::ranges::all_of(filter.args, has_positional) && std::ranges::all_of(filter.kwargs, has_keyword);
}

}  // namespace

Match match(const Filter& filter, const celery::Message& message, celery::Time now) {
    if (!is_named(filter, message.task, message.id)) return Match::no;
    if (filter.retries && *filter.retries != message.retries) return Match::no;
    if (!has_arguments(filter, message)) return Match::no;
    if (!filter.older) return Match::yes;
    const auto sent = sent_time(message);
    if (!sent) return Match::ageless;
    return now - *sent > *filter.older ? Match::yes : Match::no;
}

Match match(const Filter& filter, const celery::Undecodable& message) {
    if (!is_named(filter, message.task, message.id)) return Match::no;
    if (filter.retries || !filter.args.empty() || !filter.kwargs.empty()) return Match::no;
    return filter.older ? Match::ageless : Match::yes;
}

}  // namespace megactl::inspect
