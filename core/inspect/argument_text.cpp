#include "core/inspect/argument_text.hpp"

#include "core/base/json_view.hpp"

namespace megactl::inspect {
namespace {

std::string text_of(const JsonView& value) {
    return value.text().value_or(std::string(value.raw()));
}

}  // namespace

std::optional<std::string> positional_text(const celery::Message& message, std::size_t position) {
    const auto args = JsonView::parse(message.args);
    if (!args) return std::nullopt;
    const std::vector<JsonView> elements = args->elements();
    if (position >= elements.size()) return std::nullopt;
    return text_of(elements[position]);
}

std::optional<std::string> keyword_text(const celery::Message& message, std::string_view name) {
    const auto kwargs = JsonView::parse(message.kwargs);
    if (!kwargs) return std::nullopt;
    const auto value = kwargs->member(name);
    if (!value) return std::nullopt;
    return text_of(*value);
}

}  // namespace megactl::inspect
