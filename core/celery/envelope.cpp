#include "core/celery/envelope.hpp"

#include "core/base/encoding.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace megactl::celery {

std::string encode(const Envelope& envelope, std::string_view delivery_tag) {
    return fmt::format(
        R"({{"body": "{}", "content-encoding": "utf-8", "content-type": "application/json", "headers": {}, )"
        R"("properties": {{"delivery_mode": 1, "delivery_info": {{"exchange": {}, "routing_key": {}}}, "priority": 0, )"
        R"("body_encoding": "base64", "delivery_tag": {}}}}})",
        base64(envelope.body), envelope.headers, json_quoted(envelope.exchange), json_quoted(envelope.routing_key),
        json_quoted(delivery_tag));
}

Result<Envelope> decode_envelope(std::string_view payload, std::size_t body_limit) {
    const auto view = JsonView::parse(payload);
    if (!view) return problem(fmt::format("it is no JSON: {}", view.error().reason));
    const auto headers = view->member("headers");
    const auto properties = view->member("properties");
    if (!properties || !properties->is(JsonView::Kind::object)) return problem("it has no properties");
    if (headers && !headers->is(JsonView::Kind::object)) return problem("its headers are no object");
    const std::string type = view->text_of("content-type");
    if (type != "application/json") {
        return problem(fmt::format("its content is of the type `{}`, and only application/json is taken", type));
    }
    auto body = unpacked_body(*view, *properties, body_limit);
    if (!body) return problem(body.error().reason);
    Envelope envelope{.body = *std::move(body)};
    if (headers) envelope.headers = headers->raw();
    if (const auto delivery = properties->member("delivery_info")) {
        envelope.exchange = delivery->text_of("exchange");
        envelope.routing_key = delivery->text_of("routing_key");
    }
    return envelope;
}

Result<std::string> unpacked_body(const JsonView& envelope, const JsonView& properties, std::size_t limit) {
    const auto member = envelope.member("body");
    auto text = member ? member->text() : std::nullopt;
    if (!text) return problem("it has no body");
    const std::string encoding = properties.text_of("body_encoding");
    if (encoding == "base64") {
        auto bytes = from_base64(*text);
        if (!bytes) return problem(fmt::format("its body is no base64: {}", bytes.error().reason));
        text = *std::move(bytes);
    } else if (!encoding.empty()) {
        return problem(fmt::format("its body is encoded as `{}`", encoding));
    }
    if (text->size() > limit) return problem(fmt::format("its body has {} bytes", text->size()));
    return *std::move(text);
}

}  // namespace megactl::celery
