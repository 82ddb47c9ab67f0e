#include "core/tasks/letter_arguments.hpp"

#include "core/base/json_view.hpp"
#include "core/base/text.hpp"
#include "core/templates/json_value.hpp"
#include "core/templates/number.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::tasks {
namespace {

constexpr std::size_t most_bytes = 1U << 20U;
constexpr std::size_t most_names = 1000;

std::optional<Problem> add_by_place(const JsonView& args, const std::vector<std::string>& known,
                                    templates::Mapping& names) {
    const std::vector<JsonView> values = args.elements();
    if (values.size() > known.size()) {
        return Problem{fmt::format("it has {}, and takes {}", count_of(values.size(), "argument", "arguments"),
                                   known.empty() ? "them by their names alone" : fmt::to_string(known.size()))};
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (templates::member_of(names, known[i]) != nullptr)
            return Problem{fmt::format("it has `{}` twice", known[i])};
        names.emplace_back(known[i], templates::value_of_json(values[i]));
    }
    return std::nullopt;
}

std::optional<Problem> misfit(const templates::Mapping& names, const std::vector<std::string>& known) {
    if (known.empty()) return std::nullopt;
    for (const auto& [name, value] : names) {
        if (std::ranges::find(known, name) == known.end())
            return Problem{fmt::format("it takes no argument `{}`", escape_controls(name))};
    }
    for (const std::string& name : known) {
        if (templates::member_of(names, name) == nullptr)
            return Problem{fmt::format("its argument `{}` is missing", name)};
    }
    return std::nullopt;
}

}  // namespace

Result<LetterArguments> letter_arguments(const celery::Message& message, const std::vector<std::string>& known) {
    if (message.args.size() + message.kwargs.size() > most_bytes) return problem("its arguments are larger than 1 MiB");
    constexpr std::size_t depth = 32;
    const auto args = JsonView::parse(message.args, depth);
    const auto kwargs = JsonView::parse(message.kwargs, depth);
    if (!args || !kwargs) return problem("its arguments are no JSON, or nest too deep");
    LetterArguments arguments{.names = templates::mapping_of_json(*kwargs)};
    if (const auto wrong = add_by_place(*args, known, arguments.names)) return tl::unexpected(*wrong);
    if (const auto wrong = misfit(arguments.names, known)) return tl::unexpected(*wrong);
    if (arguments.names.size() > most_names) return problem("it has more than a thousand arguments");
    const templates::Value* user = templates::member_of(arguments.names, "user_id");
    if (user == nullptr) return problem("its argument `user_id` is missing");
    const auto id = user->as<bool>() == nullptr ? templates::whole_number_of(*user) : std::nullopt;
    if (!id) return problem("its `user_id` is no whole number");
    arguments.user = *id;
    if (!known.empty()) std::erase_if(arguments.names, [](const auto& name) { return name.first == "user_id"; });
    return arguments;
}

}  // namespace megactl::tasks
