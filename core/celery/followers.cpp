#include "core/celery/followers.hpp"

#include "core/base/encoding.hpp"
#include "core/base/text.hpp"
#include "core/celery/application.hpp"

#include <fmt/format.h>

#include <span>
#include <utility>

namespace megactl::celery {
namespace {

std::string root_of(const Message& message) {
    return message.root_id.empty() ? message.id : message.root_id;
}

// All but the next one, byte for byte as they are handed on.
std::string later_of_chain(const Message& message) {
    const auto embed = JsonView::parse(message.embed);
    const auto chain = embed ? embed->member("chain") : std::nullopt;
    std::vector<std::string> steps;
    if (chain) {
        for (const JsonView& step : chain->elements())
            steps.emplace_back(step.raw());
    }
    if (!steps.empty()) steps.pop_back();
    return fmt::format("[{}]", join(steps, ", "));
}

// The part of a chord that the task itself is.
std::vector<ChordPart> own_part(const Canvas& canvas, const Message& message, State state, const std::string& value) {
    if (!canvas.chord || message.group.empty()) return {};
    return {{.group = message.group,
             .index = message.group_index,
             .id = message.id,
             .state = state,
             .value = value,
             .body = *canvas.chord,
             .root_id = root_of(message),
             .parent_id = message.id}};
}

void take(Followers& followers, Application& application) {
    followers.calls = application.take_calls();
    followers.chords = application.take_chords();
}

// Tasks that will never run: whoever waits for one of them learns why, and so does a chord that counts on it.
class Unrun {
public:
    Unrun(const std::string& exception, std::string root_id, std::string parent_id, Time now, Followers& followers)
        : exception_(exception),
          root_id_(std::move(root_id)),
          parent_id_(std::move(parent_id)),
          now_(now),
          followers_(followers) {}

    void fail(const Signature& signature) {
        // Nobody waits for the parts of a chord that does not begin.
        const bool is_chord = signature.kind == Signature::Kind::chord;
        for (const Signature& member : std::span(signature.members).subspan(is_chord ? 1 : 0))
            fail(member);
        const Options& options = signature.options;
        TaskResult result;
        result.id = options.text_of("task_id");
        if (result.id.empty() || signature.kind == Signature::Kind::group) return;
        result.state = State::failure;
        result.result = exception_;
        result.date_done = now_;
        result.group = options.text_of("group_id");
        result.parent_id = options.text_of("parent_id");
        auto body = body_of(signature);
        if (body && *body && !result.group.empty()) {
            followers_.parts.push_back({.group = result.group,
                                        .index = options.integer_of("group_index"),
                                        .id = result.id,
                                        .state = State::failure,
                                        .value = exception_,
                                        .body = **std::move(body),
                                        .root_id = root_id_,
                                        .parent_id = parent_id_});
        }
        followers_.results.push_back(std::move(result));
    }

private:
    const std::string& exception_;
    std::string root_id_;
    std::string parent_id_;
    Time now_;
    Followers& followers_;
};

}  // namespace

Followers after_success(const Canvas& canvas, const Message& message, const std::string& value,
                        const Sending& sending) {
    Application application(root_of(message), message.id, message.origin, sending);
    std::vector<std::string> children;
    std::vector<Signature> together;
    for (const Signature& callback : canvas.callbacks) {
        // Several become one group, apart from those that are groups already.
        if (canvas.callbacks.size() > 1 && callback.kind != Signature::Kind::group) {
            together.push_back(callback);
        } else {
            children.push_back(application.apply(callback, value).first);
        }
    }
    if (!together.empty()) children.push_back(application.apply_together(together, value).first);
    if (!canvas.chain.empty()) {
        Options more;
        more.set("chain", later_of_chain(message));
        children.push_back(application.apply(canvas.chain.back(), value, more).first);
    }
    Followers followers{.children = fmt::format("[{}]", join(children, ", ")),
                        .parts = own_part(canvas, message, State::success, value)};
    take(followers, application);
    return followers;
}

Followers after_failure(const Canvas& canvas, const Message& message, const std::string& exception,
                        const Sending& sending) {
    Followers followers{.parts = own_part(canvas, message, State::failure, exception)};
    Unrun unrun(exception, root_of(message), message.id, sending.now, followers);
    for (const Signature& step : canvas.chain)
        unrun.fail(step);
    if (canvas.errbacks.empty()) return followers;
    Application application(root_of(message), message.id, message.origin, sending);
    application.apply_together(canvas.errbacks, json_quoted(message.id));
    take(followers, application);
    return followers;
}

Followers after_revocation(const Canvas& canvas, const Message& message, const std::string& exception) {
    return {.parts = own_part(canvas, message, State::revoked, exception)};
}

Followers after_chord(const ChordPart& part, const ChordEnd& end, const Sending& sending) {
    Followers followers;
    const auto values = values_of(end);
    if (values) {
        // Whoever began the chord wrote itself down, unless it was a client.
        const std::string root = part.body.options.text_of("root_id");
        const std::string parent = part.body.options.text_of("parent_id");
        Application application(root.empty() ? part.root_id : root, parent.empty() ? part.parent_id : parent, "",
                                sending);
        application.apply(part.body, *values);
        take(followers, application);
        return followers;
    }
    Unrun(values.error(), part.root_id, part.parent_id, sending.now, followers).fail(part.body);
    const auto errbacks = errbacks_of(part.body);
    if (errbacks && !errbacks->empty()) {
        const std::string id = part.body.options.text_of("task_id");
        Application application(id, id, "", sending);
        application.apply_together(*errbacks, id.empty() ? "null" : json_quoted(id));
        take(followers, application);
    }
    return followers;
}

}  // namespace megactl::celery
