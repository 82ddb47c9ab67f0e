#include "core/tasks/call.hpp"

#include "core/base/encoding.hpp"
#include "core/base/json.hpp"
#include "core/base/json_view.hpp"
#include "core/base/text.hpp"
#include "core/celery/strict_json.hpp"

namespace megactl::tasks {

std::string call_document(const celery::Message& message) {
    JsonWriter writer(true);
    writer.begin_object().member("id", message.id).member("task", message.task);
    writer.key("args").raw(celery::strict_json(message.args));
    writer.key("kwargs").raw(celery::strict_json(message.kwargs)).member("retries", message.retries);
    writer.member_or_null("eta", message.eta ? celery::format_time(*message.eta) : "");
    writer.member_or_null("root_id", message.root_id).member_or_null("parent_id", message.parent_id);
    writer.member_or_null("group", message.group);
    writer.member("correlation_id", message.id);
    writer.key("headers").begin_object();
    for (const auto& [name, value] : message.user_headers)
        writer.key(name).raw(celery::strict_json(value));
    writer.end_object().end_object();
    return std::move(writer).take();
}

std::string result_text(std::string_view answer) {
    if (JsonView::parse(answer)) return std::string(trim(answer));
    if (answer.ends_with('\n')) answer.remove_suffix(1);
    return json_quoted(answer);
}

std::optional<std::chrono::milliseconds> time_limit(const std::optional<double>& of_message,
                                                    const std::optional<std::chrono::milliseconds>& of_task) {
    constexpr double a_year = 366.0 * 86'400;
    const double seconds = of_message.value_or(0);
    const bool is_limit = seconds > 0 && seconds < a_year;  // and no NaN
    if (!is_limit) return of_task;
    return std::chrono::ceil<std::chrono::milliseconds>(std::chrono::duration<double>(seconds));
}

}  // namespace megactl::tasks
