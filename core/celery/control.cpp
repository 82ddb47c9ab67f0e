#include "core/celery/control.hpp"

#include "core/base/encoding.hpp"
#include "core/base/json_view.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::celery {
namespace {

using Kind = JsonView::Kind;

// The elements of an answer that is a list. A worker that can't answer says so by an object.
Result<std::vector<JsonView>> listed(const ControlReply& reply) {
    const auto content = JsonView::parse(reply.content);
    if (!content || !content->is(Kind::array)) return problem("the answer is no list");
    return content->elements();
}

std::optional<std::string> body_of(const JsonView& envelope) {
    const auto member = envelope.member("body");
    auto text = member ? member->text() : std::nullopt;
    const auto properties = envelope.member("properties");
    if (!text || !properties || properties->text_of("body_encoding") != "base64") return text;
    auto bytes = from_base64(*text);
    return bytes ? std::optional(*std::move(bytes)) : std::nullopt;
}

}  // namespace

std::string reply_queue(std::string_view address) {
    return fmt::format("{}.{}", address, reply_exchange);
}

std::string encode(const ControlRequest& request, std::string_view address, std::string_view ticket,
                   std::string_view delivery_tag) {
    const std::string body = fmt::format(
        R"({{"method": {}, "arguments": {}, "destination": null, "pattern": null, "matcher": null, "ticket": {}, )"
        R"("reply_to": {{"exchange": "{}", "routing_key": {}}}}})",
        json_quoted(request.method), request.arguments, json_quoted(ticket), reply_exchange, json_quoted(address));
    // It never expires: a worker whose clock is ahead would not listen.
    return fmt::format(
        R"({{"body": "{}", "content-encoding": "utf-8", "content-type": "application/json", )"
        R"("headers": {{"clock": 1, "expires": 0}}, "properties": {{"delivery_mode": 2, )"
        R"("delivery_info": {{"exchange": "{}", "routing_key": ""}}, "priority": 0, "body_encoding": "base64", )"
        R"("delivery_tag": {}}}}})",
        base64(body), control_exchange, json_quoted(delivery_tag));
}

std::optional<ControlReply> decode_control_reply(std::string_view payload) {
    const auto envelope = JsonView::parse(payload);
    if (!envelope) return std::nullopt;
    const auto headers = envelope->member("headers");
    const auto body = body_of(*envelope);
    if (!headers || !body) return std::nullopt;
    const auto answer = JsonView::parse(*body);
    if (!answer) return std::nullopt;
    auto members = answer->members();
    if (members.size() != 1) return std::nullopt;
    auto& [node, content] = members.front();
    return ControlReply{headers->text_of("ticket"), std::move(node), std::string(content.raw())};
}

Result<std::vector<std::string>> ids_in(const ControlReply& reply) {
    const auto tasks = listed(reply);
    if (!tasks) return problem(tasks.error().reason);
    std::vector<std::string> ids;
    for (const JsonView& task : *tasks) {
        // What is scheduled stands within what tells when.
        const auto request = task.member("request");
        std::string id = (request ? *request : task).text_of("id");
        if (id.empty()) return problem("a task in the answer has no id");
        ids.push_back(std::move(id));
    }
    return ids;
}

Result<std::vector<std::string>> tasks_in(const ControlReply& reply) {
    const auto tasks = listed(reply);
    if (!tasks) return problem(tasks.error().reason);
    std::vector<std::string> names;
    for (const JsonView& task : *tasks) {
        const std::string name = task.text().value_or("");
        names.push_back(name.substr(0, name.find(" [")));  // behind it: `[rate_limit=10/m]`
    }
    return names;
}

Result<std::vector<std::string>> queues_in(const ControlReply& reply) {
    const auto queues = listed(reply);
    if (!queues) return problem(queues.error().reason);
    std::vector<std::string> names;
    for (const JsonView& queue : *queues)
        names.push_back(queue.text_of("name"));
    return names;
}

}  // namespace megactl::celery
