// kombu's envelope and the two protocols of Celery within it, from bytes that anybody may have sent.

#include "core/base/json_view.hpp"
#include "core/base/text.hpp"
#include "core/celery/envelope.hpp"
#include "core/celery/message.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace megactl::celery {
namespace {

using Kind = JsonView::Kind;

tl::unexpected<Undecodable> malformed(std::string reason, std::string id = "", std::string task = "") {
    return tl::unexpected(Undecodable{Undecodable::Why::malformed, std::move(reason), std::move(id), std::move(task)});
}

std::int64_t integer_in(const JsonView& object, std::string_view name) {
    const auto member = object.member(name);
    return member ? member->integer().value_or(0) : 0;
}

bool is_true_in(const JsonView& object, std::string_view name) {
    const auto member = object.member(name);
    return member && member->boolean().value_or(false);
}

// The time of a member that may be null or missing.
Result<std::optional<Time>> time_in(const JsonView& object, std::string_view name) {
    const auto member = object.member(name);
    if (!member || member->is(Kind::null)) return std::nullopt;
    const auto text = member->text();
    if (!text) return problem(fmt::format("`{}` is no time", name));
    const auto time = parse_time(*text);
    if (!time) return problem(fmt::format("`{}` is no time: {}", name, time.error().reason));
    return *time;
}

// Python writes `NaN` and `Infinity`; neither is a time after which anything happens.
std::optional<double> limit_in(const JsonView& seconds) {
    const auto number = seconds.number();
    return number && std::isfinite(*number) ? number : std::nullopt;
}

class Decoder {
public:
    explicit Decoder(std::size_t body_limit) : body_limit_(body_limit) {}

    tl::expected<Message, Undecodable> decode(std::string_view payload) {
        const auto envelope = JsonView::parse(payload);
        if (!envelope) return malformed(fmt::format("the message is no JSON: {}", envelope.error().reason));
        if (!envelope->is(Kind::object)) return malformed("the message is no JSON object");
        const auto headers = envelope->member("headers");
        const auto properties = envelope->member("properties");
        if (!properties || !properties->is(Kind::object)) return malformed("the message has no properties");
        if (headers && !headers->is(Kind::object)) return malformed("its headers are no object");
        if (headers) read_names(*headers);
        if (auto refused = refusal(*envelope, headers)) return tl::unexpected(*std::move(refused));

        const auto body = unpacked_body(*envelope, *properties, body_limit_);
        if (!body) return fail(body.error().reason);
        const auto content = JsonView::parse(*body);
        if (!content) return fail(fmt::format("its body is no JSON: {}", content.error().reason));
        const Result<void> read =
            headers && headers->member("task") ? read_protocol_2(*headers, *content) : read_protocol_1(*content);
        if (!read) return fail(read.error().reason);
        read_properties(*properties);
        message_.is_redelivered = (headers && is_true_in(*headers, "redelivered")) || is_redelivered(*properties);
        return std::move(message_);
    }

private:
    tl::unexpected<Undecodable> fail(std::string reason) {
        return malformed(std::move(reason), std::move(message_.id), std::move(message_.task));
    }

    void read_names(const JsonView& headers) {
        message_.task = headers.text_of("task");
        message_.id = headers.text_of("id");
    }

    // What is never looked into: code in disguise (pickle, yaml), and what we can't unpack.
    std::optional<Undecodable> refusal(const JsonView& envelope, const std::optional<JsonView>& headers) const {
        const std::string type = envelope.text_of("content-type");
        const std::string compression = headers ? headers->text_of("compression") : "";
        std::string reason;
        if (type != "application/json") {
            reason = fmt::format("its content is of the type `{}`, and only application/json is taken", type);
        } else if (!compression.empty()) {
            reason = fmt::format("its body is compressed as `{}`, which is not taken", compression);
        } else {
            return std::nullopt;
        }
        return Undecodable{Undecodable::Why::refused, std::move(reason), message_.id, message_.task};
    }

    Result<void> read_call(const std::optional<JsonView>& args, const std::optional<JsonView>& kwargs) {
        if (args && !args->is(Kind::null)) {
            if (!args->is(Kind::array)) return problem("its arguments are no array");
            message_.args = args->raw();
        }
        if (kwargs && !kwargs->is(Kind::null)) {
            if (!kwargs->is(Kind::object)) return problem("its keyword arguments are no object");
            message_.kwargs = kwargs->raw();
        }
        return {};
    }

    // What both protocols say, one in the headers, one in the body.
    Result<void> read_common(const JsonView& said) {
        if (message_.task.empty()) return problem("it names no task");
        if (message_.id.empty()) return problem("it has no id");
        const auto eta = time_in(said, "eta");
        if (!eta) return problem(eta.error().reason);
        const auto expires = time_in(said, "expires");
        if (!expires) return problem(expires.error().reason);
        message_.eta = *eta;
        message_.expires = *expires;
        if (const auto retries = said.member("retries"); retries && !retries->is(Kind::null)) {
            const auto count = retries->integer();
            if (!count || *count < 0) return problem("its `retries` is no number of attempts");
            message_.retries = *count;
        }
        message_.group = said.text_of("group");
        if (const auto index = said.member("group_index")) message_.group_index = index->integer();
        if (const auto limits = said.member("timelimit")) {
            const std::vector<JsonView> pair = limits->elements();  // the hard one first
            if (!pair.empty()) message_.time_limit = limit_in(pair[0]);
            if (pair.size() > 1) message_.soft_time_limit = limit_in(pair[1]);
        }
        return {};
    }

    Result<void> read_protocol_2(const JsonView& headers, const JsonView& body) {
        const std::vector<JsonView> parts = body.elements();
        if (parts.size() < 2) return problem("its body is no array of arguments, keyword arguments and embed");
        if (auto call = read_call(parts[0], parts[1]); !call) return call;
        if (parts.size() > 2 && parts[2].is(Kind::object)) message_.embed = parts[2].raw();
        message_.root_id = headers.text_of("root_id");
        message_.parent_id = headers.text_of("parent_id");
        message_.shadow = headers.text_of("shadow");
        message_.origin = headers.text_of("origin");
        message_.args_repr = headers.text_of("argsrepr");
        message_.kwargs_repr = headers.text_of("kwargsrepr");
        message_.ignores_result = is_true_in(headers, "ignore_result");
        for (auto& [name, value] : headers.members()) {
            if (!is_protocol_header(name)) message_.user_headers.emplace_back(std::move(name), value.raw());
        }
        return read_common(headers);
    }

    Result<void> read_protocol_1(const JsonView& body) {
        if (!body.is(Kind::object)) return problem("neither its headers nor its body name a task");
        read_names(body);
        if (auto call = read_call(body.member("args"), body.member("kwargs")); !call) return call;
        constexpr std::array<std::string_view, 4> names{"callbacks", "errbacks", "chain", "chord"};
        std::string embed;
        for (const std::string_view name : names) {
            const auto member = body.member(name);
            embed += fmt::format("{}\"{}\": {}", embed.empty() ? "" : ", ", name, member ? member->raw() : "null");
        }
        message_.embed = fmt::format("{{{}}}", embed);
        auto common = read_common(body);
        // `taskset` is the older name of `group`, and wins.
        if (const std::string taskset = body.text_of("taskset"); !taskset.empty()) message_.group = taskset;
        return common;
    }

    void read_properties(const JsonView& properties) {
        message_.reply_to = properties.text_of("reply_to");
        const std::int64_t priority = integer_in(properties, "priority");
        message_.priority = static_cast<int>(std::min<std::int64_t>(std::max<std::int64_t>(priority, 0), 9));
    }

    static bool is_redelivered(const JsonView& properties) {
        const auto info = properties.member("delivery_info");
        return info && is_true_in(*info, "redelivered");
    }

    std::size_t body_limit_;
    Message message_;
};

}  // namespace

bool is_protocol_header(std::string_view name) {
    return is_one_of(name, {"lang", "task", "id", "shadow", "eta", "expires", "group", "group_index", "retries",
                            "timelimit", "root_id", "parent_id", "argsrepr", "kwargsrepr", "origin", "ignore_result",
                            "redelivered", "compression"});
}

tl::expected<Message, Undecodable> decode(std::string_view payload, std::size_t body_limit) {
    return Decoder(body_limit).decode(payload);
}

}  // namespace megactl::celery
