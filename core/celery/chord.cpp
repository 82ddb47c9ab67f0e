#include "core/celery/chord.hpp"

#include "core/base/encoding.hpp"
#include "core/base/text.hpp"
#include "core/celery/repr.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace megactl::celery {
namespace {

tl::unexpected<std::string> chord_error(const std::string& reason) {
    return tl::unexpected(exception_object("ChordError", reason, "celery.exceptions"));
}

// `ValueError('no')`, of an exception object.
std::string exception_repr(const JsonView& exception) {
    const auto message = exception.member("exc_message");
    if (!message) return python_repr(exception);
    if (!message->is(JsonView::Kind::array))
        return fmt::format("{}({})", exception.text_of("exc_type"), python_repr(*message));
    std::vector<std::string> arguments;
    for (const JsonView& argument : message->elements())
        arguments.push_back(python_repr(argument));
    return fmt::format("{}({})", exception.text_of("exc_type"), join(arguments, ", "));
}

using Values = std::map<std::string, std::string, std::less<>>;  // by id

// In the form of the tuple that stands for a result: `[[id, parent], null]`, or `[[id, parent], [tuples]]` of a group.
std::string shaped(const JsonView& tuple, const Values& values) {
    const std::vector<JsonView> pair = tuple.elements();
    if (pair.size() != 2) return "null";
    if (!pair[1].is(JsonView::Kind::array)) {
        const std::vector<JsonView> name = pair[0].elements();
        const auto value = values.find(name.empty() ? "" : name[0].text().value_or(""));
        return value == values.end() ? "null" : value->second;
    }
    std::vector<std::string> members;
    for (const JsonView& member : pair[1].elements())
        members.push_back(shaped(member, values));
    return fmt::format("[{}]", join(members, ", "));
}

}  // namespace

std::string encode(const ChordPart& part) {
    return fmt::format("[1, {}, {}, {}]", json_quoted(part.id), json_quoted(name_of(part.state)), part.value);
}

std::optional<ChordProgress::Ended> decode_ended(std::string_view part) {
    const auto view = JsonView::parse(part);
    const std::vector<JsonView> fields = view ? view->elements() : std::vector<JsonView>();
    if (fields.size() != 4) return std::nullopt;
    return ChordProgress::Ended{.id = fields[1].text().value_or(""), .state = fields[2].text().value_or("")};
}

tl::expected<std::string, std::string> values_of(const ChordEnd& end) {
    std::vector<std::string> in_order;
    Values by_id;
    for (const std::string& text : end.parts) {
        const auto part = JsonView::parse(text);
        const std::vector<JsonView> fields = part ? part->elements() : std::vector<JsonView>();
        if (fields.size() != 4) return chord_error("Join error: a part is not written down as Celery does");
        const std::string id = fields[1].text().value_or("");
        if (fields[2].text() != "SUCCESS")
            return chord_error(fmt::format("Dependency {} raised {}", id, exception_repr(fields[3])));
        in_order.emplace_back(fields[3].raw());
        by_id.insert_or_assign(id, fields[3].raw());
    }
    if (const auto header = JsonView::parse(end.header)) {
        if (const auto tuple = header->member("result")) return shaped(*tuple, by_id);
    }
    return fmt::format("[{}]", join(in_order, ", "));
}

}  // namespace megactl::celery
