#include "core/base/encoding.hpp"
#include "core/base/json_view.hpp"
#include "core/base/python.hpp"
#include "core/base/text.hpp"
#include "core/celery/repr.hpp"
#include "core/links/click.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::links {
namespace {

// The time of the visit, in a header of our own: the task has no argument for it.
constexpr std::string_view time_header = "megactl_at";

constexpr std::size_t longest_agent = 4096;
constexpr std::size_t longest_address = 39;

// An argument, by its name or at its place: Python's callers may do either.
std::optional<JsonView> argument(const JsonView& args, const JsonView& kwargs, std::string_view name,
                                 std::size_t place) {
    if (auto named = kwargs.member(name)) return named;
    const std::vector<JsonView> all = args.elements();
    if (place >= all.size()) return std::nullopt;
    return all[place];
}

// Up to so many characters, never a part of one.
std::string text_of(const std::optional<JsonView>& value, std::size_t most) {
    const std::string text = value ? value->text().value_or("") : "";
    std::size_t end = 0;
    for (std::size_t count = 0; count < most && end < text.size(); ++count)
        end += character_length(std::string_view(text).substr(end));
    return text.substr(0, end);
}

celery::Time time_of(const celery::Message& message, celery::Time now) {
    const auto header =
        std::ranges::find(message.user_headers, time_header, &std::pair<std::string, std::string>::first);
    if (header == message.user_headers.end()) return now;
    const auto value = JsonView::parse(header->second);
    if (!value) return now;
    return celery::parse_time(value->text().value_or("")).value_or(now);
}

}  // namespace

celery::Message message_of(const Click& click, std::string_view origin) {
    celery::Message message;
    message.task = click_task;
    message.id = click.id;
    message.root_id = click.id;
    message.kwargs = fmt::format(R"({{"link_id": {}, "referrer": {}, "user_agent": {}, "ip_address": {}}})",
                                 click.link_id, json_quoted(click.referrer), json_quoted(click.user_agent),
                                 click.address ? json_quoted(*click.address) : "null");
    // What celery::encode would read out of the two above.
    message.args_repr = "()";
    message.kwargs_repr =
        celery::cut_repr(fmt::format("{{'link_id': {}, 'referrer': {}, 'user_agent': {}, 'ip_address': {}}}",
                                     click.link_id, python_quoted(click.referrer), python_quoted(click.user_agent),
                                     click.address ? python_quoted(*click.address) : "None"));
    message.origin = origin;
    message.ignores_result = true;  // nobody asks a click how it went
    message.user_headers.emplace_back(time_header, json_quoted(celery::format_time(click.at)));
    return message;
}

Result<Click> click_of(const celery::Message& message, celery::Time now) {
    if (message.task != click_task) return problem("it is no click");
    const auto args = JsonView::parse(message.args);
    const auto kwargs = JsonView::parse(message.kwargs);
    if (!args || !kwargs) return problem("its arguments are no JSON");
    const auto link = argument(*args, *kwargs, "link_id", 0);
    if (!link || !link->integer()) return problem("it has no `link_id` that is a number");
    Click click{.id = message.id,
                .link_id = *link->integer(),
                .referrer = text_of(argument(*args, *kwargs, "referrer", 1), longest_referrer),
                .user_agent = text_of(argument(*args, *kwargs, "user_agent", 2), longest_agent),
                .address = std::nullopt,
                .at = time_of(message, now)};
    std::string address = text_of(argument(*args, *kwargs, "ip_address", 3), longest_address);
    if (!address.empty()) click.address = std::move(address);
    return click;
}

}  // namespace megactl::links
