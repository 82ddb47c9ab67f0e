#include "core/celery/control.hpp"

#include "core/base/encoding.hpp"
#include "core/base/glob.hpp"
#include "core/base/json.hpp"
#include "core/base/json_view.hpp"
#include "core/celery/envelope.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace megactl::celery {
namespace {

using Kind = JsonView::Kind;

void write_or_null(JsonWriter& writer, std::string_view name, const std::string& text) {
    writer.key(name);
    if (text.empty()) {
        writer.null();
    } else {
        writer.value(text);
    }
}

// A text alone stands for a list of it.
std::vector<std::string> texts_in(const JsonView& value) {
    std::vector<std::string> texts;
    if (auto text = value.text()) texts.push_back(*std::move(text));
    for (const JsonView& element : value.elements()) {
        if (auto text = element.text()) texts.push_back(*std::move(text));
    }
    return texts;
}

// The elements of an answer that is a list. A node that can't answer says so by an object.
Result<std::vector<JsonView>> listed(const ControlReply& reply) {
    const auto answer = JsonView::parse(reply.answer);
    if (!answer || !answer->is(Kind::array)) return problem("the answer is no list");
    return answer->elements();
}

std::int64_t clock_in(std::string_view headers) {
    const auto view = JsonView::parse(headers);
    const auto clock = view ? view->member("clock") : std::nullopt;
    return clock ? clock->integer().value_or(0) : 0;
}

}  // namespace

std::string encode(const ControlRequest& request, std::string_view delivery_tag) {
    JsonWriter body(true);
    body.begin_object().member("method", request.method).key("arguments").raw(request.arguments).key("destination");
    if (request.destination.empty()) {
        body.null();
    } else {
        body.begin_array();
        for (const std::string& node : request.destination)
            body.value(node);
        body.end_array();
    }
    write_or_null(body, "pattern", request.pattern);
    write_or_null(body, "matcher", request.matcher);
    if (!request.reply_to.empty()) {
        body.member("ticket", request.ticket).key("reply_to").begin_object();
        body.member("exchange", control_reply_exchange).member("routing_key", request.reply_to).end_object();
    }
    return encode(Envelope{.body = std::move(body.end_object()).take(),
                           .headers = fmt::format(R"({{"clock": {}, "expires": 0}})", request.clock),
                           .exchange = std::string(control_exchange)},
                  delivery_tag);
}

std::string encode(const ControlReply& reply, std::string_view reply_to, std::string_view delivery_tag) {
    return encode(
        Envelope{.body = fmt::format("{{{}: {}}}", json_quoted(reply.node), reply.answer),
                 .headers = fmt::format(R"({{"ticket": {}, "clock": {}}})", json_quoted(reply.ticket), reply.clock),
                 .exchange = std::string(control_reply_exchange),
                 .routing_key = std::string(reply_to)},
        delivery_tag);
}

Result<ControlRequest> decode_control_request(std::string_view payload) {
    const auto envelope = decode_envelope(payload);
    if (!envelope) return problem(envelope.error().reason);
    const auto body = JsonView::parse(envelope->body);
    if (!body) return problem(fmt::format("its body is no JSON: {}", body.error().reason));
    ControlRequest request{.method = body->text_of("method")};
    if (request.method.empty()) return problem("it names no method");
    if (const auto arguments = body->member("arguments"); arguments && !arguments->is(Kind::null)) {
        if (!arguments->is(Kind::object)) return problem("its arguments are no object");
        request.arguments = arguments->raw();
    }
    if (const auto destination = body->member("destination")) request.destination = texts_in(*destination);
    request.pattern = body->text_of("pattern");
    request.matcher = body->text_of("matcher");
    request.ticket = body->text_of("ticket");
    if (const auto mailbox = body->member("reply_to")) request.reply_to = mailbox->text_of("routing_key");
    request.clock = clock_in(envelope->headers);
    return request;
}

Result<ControlReply> decode_control_reply(std::string_view payload) {
    const auto envelope = decode_envelope(payload);
    if (!envelope) return problem(envelope.error().reason);
    const auto body = JsonView::parse(envelope->body);
    if (!body) return problem(fmt::format("its body is no JSON: {}", body.error().reason));
    const auto members = body->members();
    if (members.size() != 1) return problem("it names no node, or many");
    const auto& [node, answer] = members.front();
    ControlReply reply{.node = node, .answer = std::string(answer.raw())};
    if (const auto headers = JsonView::parse(envelope->headers)) reply.ticket = headers->text_of("ticket");
    reply.clock = clock_in(envelope->headers);
    return reply;
}

bool is_meant(const ControlRequest& request, std::string_view node) {
    if (!request.destination.empty()) return std::ranges::find(request.destination, node) != request.destination.end();
    if (request.pattern.empty() || request.matcher.empty()) return true;
    return request.matcher == "glob" && matches_fnmatch(request.pattern, node);
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

std::string words_in(const ControlReply& reply) {
    const auto answer = JsonView::parse(reply.answer);
    if (!answer) return reply.answer;
    for (const std::string_view word : {"ok", "error"}) {
        if (const auto said = answer->member(word)) return said->text().value_or(std::string(said->raw()));
    }
    return reply.answer;
}

bool is_refusal(const ControlReply& reply) {
    const auto answer = JsonView::parse(reply.answer);
    return answer && answer->members().size() == 1 && answer->member("error");
}

}  // namespace megactl::celery
